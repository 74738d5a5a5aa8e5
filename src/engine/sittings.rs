//! Sittings 集中审批会: called, filled, attended, closed. Closing decides every item in one
//! transaction: all of it or nothing.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::convening::{concerned, convene};
use super::once;
use super::waiting::Waiting;
use super::work::Work;
use super::{Call, Engine, Error};
use crate::domain::calendar::Instant;
use crate::domain::command::{Action, Actor, Command};
use crate::domain::directory::Officer;
use crate::domain::identifiers::{RequestId, SittingId, StageKey, WorkflowKey};
use crate::domain::sitting::{
    self, Calling, Close, Item, Sitting, SittingAction, SittingEvent, SittingRefusal, Standing,
};
use crate::storage::idempotency::Key;
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
    /// Who calls: an officer, or the engine for a schedule.
    pub by: Actor,
}

impl Engine {
    /// Calls a sitting, under the rule of what waits for it.
    ///
    /// # Errors
    /// [`SittingError::Refused`], [`SittingError::CalledAlready`], besides whatever befalls a command.
    pub async fn call_sitting(&self, call: SittingCall) -> Result<Sitting, SittingError> {
        self.call_sitting_once(call, None).await
    }

    /// The same under a key: a repetition gets the sitting that the first call made.
    ///
    /// # Errors
    /// As [`Engine::call_sitting`], and [`Error::IdempotencyReuse`].
    pub async fn call_sitting_once(
        &self,
        call: SittingCall,
        key: Option<&Key>,
    ) -> Result<Sitting, SittingError> {
        let waiting = self
            .waiting(&call.workflow, &call.stage, &BTreeSet::new())
            .await?;
        match self.call_over(call.clone(), &waiting, key).await {
            // The same call may have come first.
            Err(SittingError::CalledAlready) if key.is_some() => {
                self.call_over(call, &waiting, key).await
            }
            outcome => outcome,
        }
    }

    /// The same over what was found waiting.
    pub(super) async fn call_over(
        &self,
        call: SittingCall,
        waiting: &[Waiting],
        key: Option<&Key>,
    ) -> Result<Sitting, SittingError> {
        let newest = self.newest_service(&call.workflow).await?;
        let tx = self.store.begin().await?;
        if let Some((sitting, _)) = once::answered(&tx, key).await? {
            return Ok(sitting);
        }
        let at = self.now();
        let calling = Calling {
            // As requests: time and chance make a number that nobody has to hand out.
            id: SittingId(RequestId::new(at, self.ports.random_u32()).get()),
            stage: call.stage,
            called_for: storage::instant(storage::micros(call.called_for)),
        };
        let items: Vec<Item<'_>> = waiting.iter().map(Waiting::item).collect();
        let (sitting, event) = sitting::call(
            calling,
            &call.by,
            (at, &self.calendar()),
            &newest.workflow,
            &items,
        )?;
        let by = call.by.by();
        if !sittings::add(&tx, &sitting, &Entry { by, at, event }).await? {
            return Err(SittingError::CalledAlready);
        }
        once::remember(&tx, key, sitting.id, &Vec::new(), self.machine_now()).await?;
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
        self.sit_once(id, action, officer, None).await
    }

    /// The same under a key: a repetition changes nothing.
    ///
    /// # Errors
    /// As [`Engine::sit`], and [`Error::IdempotencyReuse`].
    pub async fn sit_once(
        &self,
        id: SittingId,
        action: SittingAction,
        officer: &Officer,
        key: Option<&Key>,
    ) -> Result<Sitting, SittingError> {
        self.sit_as(id, action, &Actor::Officer(officer.clone()), key)
            .await
    }

    /// The same as anybody, the engine included.
    pub(super) async fn sit_as(
        &self,
        id: SittingId,
        action: SittingAction,
        actor: &Actor,
        key: Option<&Key>,
    ) -> Result<Sitting, SittingError> {
        let tx = self.store.begin().await?;
        let before = locked(&tx, id).await?;
        if let Some((sitting, _)) = once::answered(&tx, key).await? {
            return Ok(sitting);
        }
        if let SittingAction::Attend(_) = &action {
            sitting::begun(&before.sitting, self.now())?;
        }
        let named: Vec<RequestId> = action.request().into_iter().collect();
        let locked = requests::lock(&tx, &named, Locking::Wait).await?;
        let waiting = self.with_services(&tx, locked).await?;
        let item = waiting.first().map(Waiting::item);
        let (sitting, event) = sitting::decide(&before.sitting, &action, actor, item)?;
        let called: BTreeSet<_> = match (&event, item) {
            (Some(SittingEvent::Added { .. }), Some(item)) => {
                concerned(&sitting, item.request).collect()
            }
            _ => BTreeSet::new(),
        };
        let (by, at) = (actor.by(), self.now());
        let entry = event.map(|event| Entry { by, at, event });
        sittings::save(&tx, &before, &sitting, entry.as_slice(), at).await?;
        convene(
            &tx,
            &sitting,
            called,
            self.letter_attempts,
            self.machine_now(),
        )
        .await?;
        once::remember(&tx, key, id, &Vec::new(), self.machine_now()).await?;
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
        let call = Call {
            correlation: correlation.map(str::to_owned),
            ..Call::default()
        };
        self.close_sitting_once(id, presider, minutes, &call).await
    }

    /// The same under a key: a repetition gets the closed sitting.
    ///
    /// # Errors
    /// As [`Engine::close_sitting`], and [`Error::IdempotencyReuse`].
    pub async fn close_sitting_once(
        &self,
        id: SittingId,
        presider: &Officer,
        minutes: &str,
        call: &Call,
    ) -> Result<Sitting, SittingError> {
        for _ in 0..ATTEMPTS {
            match self.close_attempt(id, presider, minutes, call).await {
                Err(SittingError::Engine(Error::Storage(error))) if error.is_conflict() => {}
                outcome => return outcome,
            }
        }
        Err(Error::Busy.into())
    }

    async fn close_attempt(
        &self,
        id: SittingId,
        presider: &Officer,
        minutes: &str,
        call: &Call,
    ) -> Result<Sitting, SittingError> {
        let key = call.idempotency.as_ref();
        let tx = self.store.begin().await?;
        let before = locked(&tx, id).await?;
        if let Some((sitting, _)) = once::answered(&tx, key).await? {
            return Ok(sitting);
        }
        sitting::begun(&before.sitting, self.now())?;
        let agenda: Vec<RequestId> = before.sitting.agenda.iter().copied().collect();
        let mut work = Work::over(self, tx, &agenda, Locking::Wait).await?;
        let digest = minutes_digest(minutes);
        let items = work.items();
        let close = sitting::close(&before.sitting, presider, minutes, &digest, &items)?;
        let presider = Actor::Officer(presider.clone());
        carry_out(&mut work, &close, &presider, call.correlation.as_deref())?;
        once::answer(key, id, &Vec::new())?
            .into_iter()
            .for_each(|answer| work.remember(answer));
        let at = work.at();
        let entry = Entry {
            by: presider.by(),
            at,
            event: close.event,
        };
        sittings::save(work.tx(), &before, &close.sitting, &[entry], at).await?;
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

/// Each item's actions; what the rules refuse now refuses the whole close, all of it listed.
fn carry_out(
    work: &mut Work<'_>,
    close: &Close,
    presider: &Actor,
    correlation: Option<&str>,
) -> Result<(), SittingError> {
    let mut conflicts = Vec::new();
    for (id, actions) in &close.actions {
        for action in actions {
            let command = Command {
                actor: presider.clone(),
                action: action.clone(),
                expected: None,
            };
            match work.act(*id, &command, correlation) {
                Ok(_) => {}
                Err(Error::Refused(refusal)) => conflicts.push(Standing {
                    request: *id,
                    review: match action {
                        Action::Sit { review, .. } => Some(review.clone()),
                        _ => None,
                    },
                    why: refusal.to_string(),
                }),
                Err(error) => return Err(error.into()),
            }
        }
    }
    if conflicts.is_empty() {
        return Ok(());
    }
    Err(SittingRefusal::Conflicts { items: conflicts }.into())
}

async fn locked(tx: &Transaction, id: SittingId) -> Result<Stored, Error> {
    sittings::lock(tx, id).await?.ok_or(Error::NotFound)
}

async fn commit(tx: Transaction) -> Result<(), Error> {
    Ok(tx.commit().await.map_err(storage::Error::from)?)
}

/// What a sitting's journal says of its minutes, whose words stand beside it.
pub(super) fn minutes_digest(minutes: &str) -> String {
    hex::encode(Sha256::digest(minutes))
}
