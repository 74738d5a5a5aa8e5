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
        let body = serde_json::to_string(draft).map_err(storage::Error::Payload)?;
        let mut work = Work::begin(self, &[id], Locking::Wait).await?;
        let command = Command {
            actor: Actor::Officer(officer.clone()),
            action: Action::KeepClaim(duty.clone()),
            expected: None,
        };
        work.act(id, &command, correlation)?;
        let now = self.machine_now();
        drafts::save(work.tx(), id, duty, officer.id, body, now).await?;
        work.commit().await?;
        Ok(())
    }
}
