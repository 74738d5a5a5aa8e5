//! Sittings 集中审批会: called, filled, attended, closed. Closing decides every item in one
//! transaction: all of it or nothing.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::convening::{concerned, convene};
use super::work::Work;
use super::{Engine, Error};
use crate::domain::calendar::Instant;
use crate::domain::command::{Actor, Command};
use crate::domain::definition::{Mode, SittingRule};
use crate::domain::directory::{Officer, SUPERVISOR};
use crate::domain::identifiers::{RequestId, SittingId, StageKey, WorkflowKey};
use crate::domain::request::{By, Request};
use crate::domain::sitting::{self, Close, Sitting, SittingAction, SittingEvent, SittingRefusal};
use crate::storage::requests::{self, Locking};
use crate::storage::sittings::{self, Entry, Stored};
use crate::storage::{self, Transaction};

/// How often a close is decided afresh when another write came first.
const ATTEMPTS: usize = 4;

/// Why a call about a sitting did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum SittingError {
    /// The sitting's rules say no; nothing was written.
    #[error(transparent)]
    Refused(#[from] SittingRefusal),
    /// The stage is not held as a sitting.
    #[error("stage {0} is not decided in a sitting")]
    NotASittingStage(StageKey),
    /// One is called for this stage and time already.
    #[error("a sitting of this stage is called for that time already")]
    CalledAlready,
    /// Everything that can befall a command.
    #[error(transparent)]
    Engine(#[from] Error),
}

impl From<storage::Error> for SittingError {
    fn from(error: storage::Error) -> Self {
        Self::Engine(error.into())
    }
}

/// What is needed to call a sitting.
#[derive(Debug, Clone)]
pub struct SittingCall {
    /// The service.
    pub workflow: WorkflowKey,
    /// The stage whose rounds it decides.
    pub stage: StageKey,
    /// When it takes place.
    pub called_for: Instant,
    /// Who calls; none when its schedule does.
    pub by: Option<Officer>,
}

impl Engine {
    /// Calls a sitting.
    ///
    /// # Errors
    /// [`SittingError::NotASittingStage`], [`SittingError::CalledAlready`], `LeadOnly`, besides
    /// whatever befalls a command.
    pub async fn call_sitting(&self, call: SittingCall) -> Result<Sitting, SittingError> {
        let service = self.newest_service(&call.workflow).await?;
        let lead = &service.workflow.lead;
        if call
            .by
            .as_ref()
            .is_some_and(|by| &by.department != lead && !by.is(SUPERVISOR))
        {
            return Err(SittingRefusal::LeadOnly {
                department: lead.clone(),
            }
            .into());
        }
        let at = self.now();
        // A schedule calls when its time has come; people call ahead.
        if call.by.is_some() {
            sitting::to_come(call.called_for, at)?;
        }
        // As requests: time and chance make a number that nobody has to hand out.
        let id = SittingId(RequestId::new(at, self.ports.random_u32()).get());
        let rule = rule(&service.workflow, &call.stage)?;
        let by = call.by.as_ref().map(|by| by.id);
        let (sitting, event) = sitting::call(
            id,
            call.workflow,
            call.stage,
            rule,
            lead.clone(),
            storage::instant(storage::micros(call.called_for)),
            by,
        );
        let entry = Entry {
            by: call.by.as_ref().map_or(By::Engine, by_officer),
            at,
            event,
        };
        let tx = self.store.begin().await?;
        if !sittings::add(&tx, &sitting, &entry).await? {
            return Err(SittingError::CalledAlready);
        }
        commit(tx).await?;
        Ok(sitting)
    }

    /// Adds to the agenda, records who is there, prepares an opinion, or calls a sitting off.
    ///
    /// # Errors
    /// [`SittingError::Refused`], besides whatever befalls a command.
    pub async fn sit(
        &self,
        id: SittingId,
        action: SittingAction,
        officer: &Officer,
    ) -> Result<Sitting, SittingError> {
        let tx = self.store.begin().await?;
        let before = locked(&tx, id).await?;
        if let SittingAction::Attend(_) = &action {
            sitting::begun(&before.sitting, self.now())?;
        }
        let request = match &action {
            SittingAction::Add(request) | SittingAction::Draft { request, .. } => {
                requests::find(&tx, *request)
                    .await?
                    .map(|stored| stored.request)
            }
            SittingAction::Attend(_) | SittingAction::CallOff => None,
        };
        let decided = sitting::decide(&before.sitting, &action, officer, request.as_ref())?;
        let (sitting, event) = decided;
        let called: BTreeSet<_> = match (&event, &request) {
            (Some(SittingEvent::Added { .. }), Some(item)) => concerned(&sitting, item).collect(),
            _ => BTreeSet::new(),
        };
        let at = self.now();
        let entry = event.map(|event| Entry {
            by: by_officer(officer),
            at,
            event,
        });
        sittings::save(&tx, &before, &sitting, entry.as_ref(), at).await?;
        convene(&tx, &sitting, called, self.machine_now()).await?;
        commit(tx).await?;
        self.store.wake();
        Ok(sitting)
    }

    /// Closes a sitting: every opinion is given, or none. Withdrawn and decided items are struck
    /// into the minutes; anything else that changed refuses the close with a list.
    ///
    /// # Errors
    /// [`SittingError::Refused`], besides whatever befalls a command.
    pub async fn close_sitting(
        &self,
        id: SittingId,
        presider: &Officer,
        minutes: &str,
        correlation: Option<&str>,
    ) -> Result<Sitting, SittingError> {
        for _ in 0..ATTEMPTS {
            match self.close_once(id, presider, minutes, correlation).await {
                Err(SittingError::Engine(Error::Storage(error))) if error.is_conflict() => {}
                outcome => return outcome,
            }
        }
        Err(Error::Busy.into())
    }

    async fn close_once(
        &self,
        id: SittingId,
        presider: &Officer,
        minutes: &str,
        correlation: Option<&str>,
    ) -> Result<Sitting, SittingError> {
        let tx = self.store.begin().await?;
        let before = locked(&tx, id).await?;
        sitting::begun(&before.sitting, self.now())?;
        let agenda: Vec<RequestId> = before.sitting.agenda.iter().copied().collect();
        let mut work = Work::over(self, tx, &agenda, Locking::Wait).await?;
        let digest = minutes_digest(minutes);
        let waiting = current(&work);
        let close = sitting::close(&before.sitting, presider, minutes, &digest, &waiting)?;
        carry_out(&mut work, &close, presider, correlation)?;
        let at = work.at();
        let entry = Entry {
            by: by_officer(presider),
            at,
            event: close.event,
        };
        sittings::save(work.tx(), &before, &close.sitting, Some(&entry), at).await?;
        work.commit().await?;
        Ok(close.sitting)
    }

    /// A sitting as it stands.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Storage`].
    pub async fn sitting(&self, id: SittingId) -> Result<Sitting, Error> {
        let found = sittings::find(self.store.reader(), id).await?;
        found.map(|stored| stored.sitting).ok_or(Error::NotFound)
    }
}

fn current(work: &Work<'_>) -> BTreeMap<RequestId, Request> {
    let ids = work.ids().into_iter();
    ids.filter_map(|id| Some((id, work.request(id)?.clone())))
        .collect()
}

/// Each item's actions; what the rules refuse now refuses the whole close, all of it listed.
fn carry_out(
    work: &mut Work<'_>,
    close: &Close,
    presider: &Officer,
    correlation: Option<&str>,
) -> Result<(), SittingError> {
    let mut conflicts = Vec::new();
    for (id, actions) in &close.actions {
        for action in actions {
            let actor = Actor::Officer(presider.clone());
            let command = Command {
                actor,
                action: action.clone(),
                expected: None,
            };
            match work.act(*id, &command, correlation) {
                Ok(_) => {}
                Err(Error::Refused(refusal)) => conflicts.push((*id, refusal.to_string())),
                Err(error) => return Err(error.into()),
            }
        }
    }
    if conflicts.is_empty() {
        return Ok(());
    }
    Err(SittingRefusal::Conflicts { items: conflicts }.into())
}

fn rule(
    workflow: &crate::domain::definition::Workflow,
    stage: &StageKey,
) -> Result<SittingRule, SittingError> {
    let round = workflow.stage(stage).and_then(|stage| stage.round());
    match round.map(|round| &round.mode) {
        Some(Mode::Sitting(rule)) => Ok(rule.clone()),
        _ => Err(SittingError::NotASittingStage(stage.clone())),
    }
}

async fn locked(tx: &Transaction, id: SittingId) -> Result<Stored, Error> {
    sittings::lock(tx, id).await?.ok_or(Error::NotFound)
}

async fn commit(tx: Transaction) -> Result<(), Error> {
    Ok(tx.commit().await.map_err(storage::Error::from)?)
}

fn by_officer(officer: &Officer) -> By {
    By::Officer(officer.id, officer.department.clone())
}

/// What a sitting's journal says of its minutes, whose words stand beside it.
pub(super) fn minutes_digest(minutes: &str) -> String {
    hex::encode(Sha256::digest(minutes))
}
