//! A proposed workflow begins to count: the proposal ends and the version stands in one transaction.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{Engine, Error};
use crate::domain::calendar::Instant;
use crate::domain::definition::Workflow;
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::identifiers::OfficerId;
use crate::storage::acts::{self, Act, Kind};
use crate::storage::proposals::{self, Ending, Proposal};
use crate::storage::workflows::{self, Publication};
use crate::storage::{self, Transaction};

/// Acts by which whoever did them comes in by the account, or makes it one that publishes: a change
/// only where it raises.
const WAYS: [Kind; 7] = [
    Kind::Opened,
    Kind::Changed,
    Kind::PasswordGiven,
    Kind::SecondReset,
    Kind::Reopened,
    Kind::TokenIssued,
    Kind::Unbound,
];
/// Most people asked about who let them in; a longer chain lets nobody be the second person.
const PEOPLE_MAX: usize = 200;

/// What came of letting a proposal count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// New requests run on it.
    Now,
    /// Whoever proposed it cannot publish it.
    SamePerson,
    /// One of the two came in by what the other gave them, or both by what a third one did.
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
    /// be the proposer. Nor may one of the two have let the other in since `fresh` before the
    /// proposal, by themselves or through others, nor the same hand both: whoever opens an account,
    /// resets it, has a token for it or makes it an administrator can act as it.
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
        let (one, other) = (
            let_in_by(tx, found.proposed_by, since).await?,
            let_in_by(tx, by, since).await?,
        );
        let apart = one.zip(other);
        if apart.is_none_or(|(one, other)| !one.is_disjoint(&other)) {
            return Ok(Some(Published::OwnAccount));
        }
        let newest = workflows::newest(tx, &workflow.key).await?;
        let newest = newest.map(|found| found.workflow.version);
        Ok(newest
            .filter(|newest| *newest > workflow.version)
            .map(|newest| Published::Older { newest }))
    }
}

/// An officer and everybody who let them in since an instant, through however many; none where these
/// are more than [`PEOPLE_MAX`].
async fn let_in_by(
    tx: &Transaction,
    officer: OfficerId,
    since: Instant,
) -> Result<Option<BTreeSet<OfficerId>>, Error> {
    let mut known = BTreeSet::from([officer]);
    let mut asked = vec![officer];
    while !asked.is_empty() {
        let done = acts::on_any(tx, &asked, &WAYS, since).await?;
        let hands: BTreeSet<OfficerId> = done
            .iter()
            .filter(|act| opens_the_way(act))
            .filter_map(|act| act.by)
            .collect();
        asked = hands.difference(&known).copied().collect();
        known.extend(hands);
        if known.len() > PEOPLE_MAX {
            return Ok(None);
        }
    }
    Ok(Some(known))
}

fn opens_the_way(act: &Act) -> bool {
    let keeps = |roles: &serde_json::Value| {
        let roles = roles["roles"].as_array();
        roles.is_some_and(|roles| roles.iter().any(|role| role == ADMINISTRATOR))
    };
    act.kind != Kind::Changed.as_str() || (keeps(&act.after) && !keeps(&act.before))
}
