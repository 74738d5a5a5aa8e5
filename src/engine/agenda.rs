//! Agendas: what is put on one, by people or by the schedule of a recurring sitting.

use std::collections::{BTreeMap, BTreeSet};

use super::convening::{concerned, convene};
use super::once;
use super::waiting::Waiting;
use super::{Engine, SittingCall, SittingError};
use crate::domain::calendar::Instant;
use crate::domain::command::Actor;
use crate::domain::directory::Officer;
use crate::domain::identifiers::{RequestId, SittingId, StageKey, WorkflowKey};
use crate::domain::sitting::{self, Item, Sitting, SittingAction, SittingProgress, SittingRefusal};
use crate::storage;
use crate::storage::idempotency::Key;
use crate::storage::requests::{self, Locking};
use crate::storage::sittings::{self, Entry};

/// A recurring sitting comes round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// The service.
    pub workflow: WorkflowKey,
    /// The stage.
    pub stage: StageKey,
    /// The sitting whose time has come.
    pub current: Instant,
    /// The one after it.
    pub next: Instant,
}

impl Engine {
    /// Puts what came meanwhile on the agenda of the sitting whose time has come, if one was called,
    /// and calls the next with everything else that waits, so that departments may write beforehand.
    /// Doing it twice adds only what came between. What stands on an agenda still to be decided is
    /// put on no second one; sittings of the past that nothing came to are called off.
    ///
    /// Gives the next sitting, or none: where the lead called it off, or where neither the newest
    /// version nor anything that waits holds the stage as a sitting.
    ///
    /// # Errors
    /// Whatever befalls a command.
    pub async fn recur(&self, recurrence: &Recurrence) -> Result<Option<Sitting>, SittingError> {
        let Recurrence {
            workflow,
            stage,
            current,
            ..
        } = recurrence;
        let begun = (*current).min(self.now());
        let called = sittings::called(self.store.reader(), workflow, stage).await?;
        let called = called.into_iter().map(|stored| stored.sitting);
        let (past, to_come): (Vec<_>, Vec<_>) = called.partition(|one| one.called_for < begun);
        self.call_off_idle(&past).await?;
        let on_agendas = to_come.iter().flat_map(|one| one.agenda.iter().copied());
        let waiting = self.waiting(workflow, stage, &on_agendas.collect()).await?;
        let mut free: Vec<RequestId> = waiting.iter().map(|one| one.request.id).collect();
        if let Some(now) = to_come.iter().find(|one| one.called_for == *current) {
            let (now, _) = self.fill(now.id, &free, &Actor::Engine, None).await?;
            free.retain(|id| !now.agenda.contains(id));
        }
        let Some(next) = self.call_next(recurrence, &waiting).await? else {
            return Ok(None);
        };
        // What was decided since it was looked up is refused, and left out.
        let (next, _) = self.fill(next.id, &free, &Actor::Engine, None).await?;
        Ok(Some(next))
    }

    async fn call_next(
        &self,
        recurrence: &Recurrence,
        waiting: &[Waiting],
    ) -> Result<Option<Sitting>, SittingError> {
        let Recurrence {
            workflow,
            stage,
            next,
            ..
        } = recurrence;
        let call = SittingCall {
            workflow: workflow.clone(),
            stage: stage.clone(),
            called_for: *next,
            by: Actor::Engine,
        };
        match self.call_over(call, waiting, None).await {
            Ok(called) => Ok(Some(called)),
            Err(SittingError::CalledAlready) => {
                let stands = sittings::at(self.store.reader(), workflow, stage, *next).await?;
                let stands = stands.map(|stored| stored.sitting);
                Ok(stands.filter(|one| one.progress == SittingProgress::Called))
            }
            Err(SittingError::Refused(SittingRefusal::NoSuchSitting { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sittings whose time is past, with nothing on the agenda and nobody there.
    async fn call_off_idle(&self, past: &[Sitting]) -> Result<(), SittingError> {
        let idle = |one: &&Sitting| one.agenda.is_empty() && one.present.is_empty();
        for sitting in past.iter().filter(idle) {
            let off = self.sit_as(sitting.id, SittingAction::CallOff, &Actor::Engine, None);
            match off.await {
                // Another node was first.
                Ok(_) | Err(SittingError::Refused(SittingRefusal::Over)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Puts requests on an agenda in one transaction: each is added or refused by itself, in their
    /// order. At most [`sitting::AGENDA_MAX`].
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
        self.fill(id, requests, &Actor::Officer(officer.clone()), key)
            .await
    }

    async fn fill(
        &self,
        id: SittingId,
        requests: &[RequestId],
        actor: &Actor,
        key: Option<&Key>,
    ) -> Result<(Sitting, Vec<Result<(), SittingRefusal>>), SittingError> {
        let tx = self.store.begin().await?;
        let before = sittings::lock(&tx, id).await?;
        let before = before.ok_or(super::Error::NotFound)?;
        if let Some(answered) = once::answered(&tx, key).await? {
            return Ok(answered);
        }
        // Locked, so that none is erased unseen while it comes onto the agenda.
        let locked = requests::lock(&tx, requests, Locking::Wait).await?;
        let waiting = self.with_services(&tx, locked).await?;
        let items: BTreeMap<RequestId, Item<'_>> = waiting
            .iter()
            .map(|one| (one.request.id, one.item()))
            .collect();
        let (by, at) = (actor.by(), self.now());
        let mut sitting = before.sitting.clone();
        let (mut outcomes, mut entries) = (Vec::with_capacity(requests.len()), Vec::new());
        let mut called = BTreeSet::new();
        for request in requests {
            let item = items.get(request).copied();
            let add = SittingAction::Add(*request);
            let (next, event) = match sitting::decide(&sitting, &add, actor, item) {
                Ok(decided) => decided,
                Err(refusal @ SittingRefusal::LeadOnly { .. }) => return Err(refusal.into()),
                Err(refusal) => {
                    outcomes.push(Err(refusal));
                    continue;
                }
            };
            outcomes.push(Ok(()));
            if let Some(event) = event {
                called.extend(item.iter().flat_map(|item| concerned(&next, item.request)));
                let by = by.clone();
                entries.push(Entry { by, at, event });
            }
            sitting = next;
        }
        if !entries.is_empty() {
            sittings::save(&tx, &before, &sitting, &entries, at).await?;
        }
        convene(
            &tx,
            &sitting,
            called,
            self.letter_attempts,
            self.machine_now(),
        )
        .await?;
        once::remember(&tx, key, id, &outcomes, self.machine_now()).await?;
        tx.commit().await.map_err(storage::Error::from)?;
        self.store.wake();
        Ok((sitting, outcomes))
    }
}
