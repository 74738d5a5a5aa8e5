//! Recurring sittings: called when their schedule says so, with everything that waits on the agenda.

use std::collections::BTreeSet;

use super::convening::{concerned, convene};
use super::once;
use super::{Engine, SittingCall, SittingError};
use crate::domain::calendar::Instant;
use crate::domain::directory::Officer;
use crate::domain::identifiers::{OfficerId, RequestId, SittingId, StageKey, WorkflowKey};
use crate::domain::request::By;
use crate::domain::sitting::{self, AGENDA_MAX, Sitting, SittingAction, SittingRefusal};
use crate::storage::idempotency::Key;
use crate::storage::sittings::{self, Entry};
use crate::storage::{self, queues, requests};

/// The schedule itself, where the rules of sittings want to know who asks.
const SCHEDULE: OfficerId = OfficerId(0);

impl Engine {
    /// Calls the recurring sitting of a stage and puts every request on its agenda that waits there;
    /// none where nothing waits. Calling the same twice finds the one that stands and adds what came
    /// meanwhile.
    ///
    /// # Errors
    /// [`SittingError::NotASittingStage`], besides whatever befalls a command.
    pub async fn call_recurring(
        &self,
        workflow: &WorkflowKey,
        stage: &StageKey,
        called_for: Instant,
    ) -> Result<Option<Sitting>, SittingError> {
        let db = self.store.reader();
        let waiting = queues::requests_in_stage(db, workflow, stage, AGENDA_MAX as u64).await?;
        if waiting.is_empty() {
            return Ok(None);
        }
        let call = SittingCall {
            workflow: workflow.clone(),
            stage: stage.clone(),
            called_for,
            by: None,
        };
        let called = match self.call_sitting(call).await {
            Ok(called) => called,
            Err(SittingError::CalledAlready) => self.standing(workflow, stage, called_for).await?,
            Err(error) => return Err(error),
        };
        // What was decided since it was looked up is refused, and left out.
        let (sitting, _) = self
            .fill(called.id, &waiting, None, &By::Engine, None)
            .await?;
        Ok(Some(sitting))
    }

    async fn standing(
        &self,
        workflow: &WorkflowKey,
        stage: &StageKey,
        called_for: Instant,
    ) -> Result<Sitting, SittingError> {
        let open = sittings::list(
            self.store.reader(),
            Some(workflow),
            true,
            sittings::PAGE_MAX,
        )
        .await?;
        let same = |sitting: &Sitting| &sitting.stage == stage && sitting.called_for == called_for;
        let found = open.into_iter().map(|stored| stored.sitting).find(same);
        found.ok_or(SittingError::CalledAlready)
    }

    /// Puts requests on an agenda in one transaction: each is added or refused by itself, in their
    /// order.
    ///
    /// # Errors
    /// `LeadOnly` for whoever may add nothing, besides whatever befalls a command.
    pub async fn add_to_agenda(
        &self,
        id: SittingId,
        requests: &[RequestId],
        officer: &Officer,
    ) -> Result<(Sitting, Vec<Result<(), SittingRefusal>>), SittingError> {
        self.add_to_agenda_once(id, requests, officer, None).await
    }

    /// The same under a key: a repetition adds nothing and gets the same outcomes.
    ///
    /// # Errors
    /// As [`Engine::add_to_agenda`], and [`super::Error::IdempotencyReuse`].
    pub async fn add_to_agenda_once(
        &self,
        id: SittingId,
        requests: &[RequestId],
        officer: &Officer,
        key: Option<&Key>,
    ) -> Result<(Sitting, Vec<Result<(), SittingRefusal>>), SittingError> {
        let by = By::Officer(officer.id, officer.department.clone());
        self.fill(id, requests, Some(officer), &by, key).await
    }

    /// Adds as somebody, or as the schedule itself.
    async fn fill(
        &self,
        id: SittingId,
        waiting: &[RequestId],
        officer: Option<&Officer>,
        by: &By,
        key: Option<&Key>,
    ) -> Result<(Sitting, Vec<Result<(), SittingRefusal>>), SittingError> {
        let tx = self.store.begin().await?;
        let mut stands = sittings::lock(&tx, id)
            .await?
            .ok_or(super::Error::NotFound)?;
        if let Some(answered) = once::answered(&tx, key).await? {
            return Ok(answered);
        }
        let at = self.now();
        let schedule = Officer {
            id: SCHEDULE,
            department: stands.sitting.lead.clone(),
            roles: Default::default(),
        };
        let officer = officer.unwrap_or(&schedule);
        let mut outcomes = Vec::with_capacity(waiting.len());
        let mut called = BTreeSet::new();
        for request in waiting {
            let found = requests::find(&tx, *request)
                .await?
                .map(|stored| stored.request);
            let add = SittingAction::Add(*request);
            let decided = sitting::decide(&stands.sitting, &add, officer, found.as_ref());
            let (next, event) = match decided {
                Ok(decided) => decided,
                Err(refusal @ SittingRefusal::LeadOnly { .. }) => return Err(refusal.into()),
                Err(refusal) => {
                    outcomes.push(Err(refusal));
                    continue;
                }
            };
            outcomes.push(Ok(()));
            let Some(event) = event else {
                continue;
            };
            called.extend(found.iter().flat_map(|item| concerned(&next, item)));
            let entry = Entry {
                by: by.clone(),
                at,
                event,
            };
            sittings::save(&tx, &stands, &next, Some(&entry), at).await?;
            stands = sittings::find(&tx, id)
                .await?
                .ok_or(super::Error::NotFound)?;
        }
        convene(
            &tx,
            &stands.sitting,
            called,
            self.letter_attempts,
            self.machine_now(),
        )
        .await?;
        once::remember(&tx, key, id, &outcomes, self.machine_now()).await?;
        tx.commit().await.map_err(storage::Error::from)?;
        self.store.wake();
        Ok((stands.sitting, outcomes))
    }
}
