//! Drafts of what an officer is writing at a duty. Saving one is no event; the first of a day at a
//! duty that its writer holds leaves a line, so that the claim counts as alive.

use serde_json::{Map, Value};

use super::work::Work;
use super::{Engine, Error};
use crate::domain::command::{Action, Actor, Command};
use crate::domain::directory::Officer;
use crate::domain::identifiers::RequestId;
use crate::domain::request::Duty;
use crate::storage::requests::Locking;
use crate::storage::{self, drafts};

impl Engine {
    /// Keeps an officer's draft at an open duty that they may work on, over the one before.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::Storage`].
    pub async fn save_draft(
        &self,
        id: RequestId,
        duty: &Duty,
        officer: &Officer,
        draft: &Map<String, Value>,
        correlation: Option<&str>,
    ) -> Result<(), Error> {
        let over = |_| Ok(Some(draft.clone()));
        self.change_draft(id, duty, officer, correlation, over)
            .await
    }

    /// Makes a draft out of the one before, empty where there is none, while nobody else writes at the
    /// request; where `change` gives none, it stays.
    ///
    /// # Errors
    /// As [`Engine::save_draft`], and whatever `change` says.
    pub async fn change_draft<E: From<Error>>(
        &self,
        id: RequestId,
        duty: &Duty,
        officer: &Officer,
        correlation: Option<&str>,
        change: impl FnOnce(Map<String, Value>) -> Result<Option<Map<String, Value>>, E>,
    ) -> Result<(), E> {
        let mut work = Work::begin(self, &[id], Locking::Wait).await?;
        let command = Command {
            actor: Actor::Officer(officer.clone()),
            action: Action::KeepClaim(duty.clone()),
            expected: None,
        };
        work.act(id, &command, correlation)?;
        let before = drafts::find(work.tx(), id, duty, officer.id).await;
        let before = before.map_err(Error::from)?;
        let before = before.and_then(|row| serde_json::from_str(&row.body).ok());
        let Some(draft) = change(before.unwrap_or_default())? else {
            return Ok(());
        };
        let body = serde_json::to_string(&draft).map_err(storage::Error::Payload);
        let body = body.map_err(Error::from)?;
        let now = self.machine_now();
        let saved = drafts::save(work.tx(), id, duty, officer.id, body, now).await;
        saved.map_err(Error::from)?;
        work.commit().await?;
        Ok(())
    }
}
