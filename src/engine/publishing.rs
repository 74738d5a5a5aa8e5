//! A proposed workflow begins to count: the proposal ends and the version stands in one transaction.

use chrono::TimeDelta;

use super::{Engine, Error};
use crate::domain::definition::Workflow;
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::identifiers::OfficerId;
use crate::storage::acts::{self, Act, Kind};
use crate::storage::proposals::{self, Ending, Proposal};
use crate::storage::workflows::{self, Publication};
use crate::storage::{self, Transaction};

/// What came of letting a proposal count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// New requests run on it.
    Now,
    /// Whoever proposed it cannot publish it.
    SamePerson,
    /// The second person comes in by what the first one gave them.
    OwnAccount,
    /// What is to be published is not what was proposed.
    Altered,
    /// The version stands with another content.
    Taken,
    /// A newer version stands.
    Older {
        /// The newest there is.
        newest: u32,
    },
    /// Somebody else has ended the proposal.
    Closed,
}

impl Engine {
    /// Lets a proposal count as this workflow, which was read from its text. The second person may not
    /// be the proposer, nor come in by an account that the proposer opened, reset or made an
    /// administrator since `fresh` before the proposal.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn publish_proposal(
        &self,
        number: i64,
        workflow: Workflow,
        by: OfficerId,
        fresh: TimeDelta,
    ) -> Result<Published, Error> {
        let tx = self.store.begin().await?;
        // Under their locks: withdrawing, rejecting and publishing come one after the other.
        let open = proposals::lock_open(&tx, &workflow.key).await?;
        let Some(found) = open.into_iter().find(|found| found.number == number) else {
            return Ok(Published::Closed);
        };
        if let Some(no) = self.hindrance(&tx, &found, &workflow, by, fresh).await? {
            return Ok(no);
        }
        let now = self.machine_now();
        let stands = workflows::publish(&tx, &workflow, &found.source, now).await?;
        if matches!(stands, Publication::Differs { .. }) {
            return Ok(Published::Taken);
        }
        if !proposals::close(&tx, number, Ending::Published, by, "", now).await? {
            return Ok(Published::Closed);
        }
        tx.commit().await.map_err(storage::Error::from)?;
        self.registry.add(workflow);
        Ok(Published::Now)
    }

    async fn hindrance(
        &self,
        tx: &Transaction,
        found: &Proposal,
        workflow: &Workflow,
        by: OfficerId,
        fresh: TimeDelta,
    ) -> Result<Option<Published>, Error> {
        if found.proposed_by == by {
            return Ok(Some(Published::SamePerson));
        }
        if found.hash != workflow.hash || found.version != workflow.version {
            return Ok(Some(Published::Altered));
        }
        let since = found.proposed_at - fresh;
        let done = acts::between(tx, found.proposed_by, by, since).await?;
        if done.iter().any(opens_the_way) {
            return Ok(Some(Published::OwnAccount));
        }
        let newest = workflows::newest(tx, &workflow.key).await?;
        let newest = newest.map(|found| found.workflow.version);
        Ok(newest
            .filter(|newest| *newest > workflow.version)
            .map(|newest| Published::Older { newest }))
    }
}

/// Whether an act lets whoever did it come in by the account, or made the account one that publishes.
fn opens_the_way(act: &Act) -> bool {
    let ways = [
        Kind::Opened,
        Kind::PasswordGiven,
        Kind::SecondReset,
        Kind::Reopened,
    ];
    let keeps = |roles: &serde_json::Value| {
        let roles = roles["roles"].as_array();
        roles.is_some_and(|roles| roles.iter().any(|role| role == ADMINISTRATOR))
    };
    let raised = act.kind == Kind::Changed.as_str() && keeps(&act.after) && !keeps(&act.before);
    raised || ways.iter().any(|kind| kind.as_str() == act.kind)
}
