//! What comes onto a sitting's agenda is told to the departments that have to review it, by durable
//! jobs. The rows hold case ids and departments; whoever carries one out reads the rest then.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::calendar::Instant;
use crate::domain::identifiers::{DepartmentKey, RequestId, SittingId};
use crate::domain::request::Request;
use crate::domain::sitting::Sitting;
use crate::storage::jobs::{self, NewJob};
use crate::storage::{self, Transaction};

/// The queue that [`ConveneJob`]s wait in.
pub const CONVENING_QUEUE: &str = "convening";

/// Tells one department that something of its own came onto an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConveneJob {
    /// Which sitting.
    pub sitting: SittingId,
    /// Whose reviews.
    pub department: DepartmentKey,
    /// The sitting's version with this agenda; with sitting and department it names the letter.
    pub revision: u64,
    /// The whole agenda as it stood: a letter never says what a later one brings.
    pub agenda: BTreeSet<RequestId>,
}

impl ConveneJob {
    /// A name that stays the same however often the job runs: the stem of its Message-IDs.
    #[must_use]
    pub fn stable_key(&self) -> String {
        format!("{}-{}-{}", self.sitting, self.revision, self.department)
    }
}

/// The departments that have a review open on an item in the sitting's stage.
pub(super) fn concerned<'a>(
    sitting: &Sitting,
    item: &'a Request,
) -> impl Iterator<Item = DepartmentKey> + use<'a> {
    let reviews = item.reviews_of(&sitting.stage);
    let open = reviews.filter(|(_, review)| review.is_open());
    open.map(|(_, review)| review.department.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
}

/// Enqueues one letter for each department, in the transaction that changed the agenda.
pub(super) async fn convene(
    tx: &Transaction,
    sitting: &Sitting,
    departments: BTreeSet<DepartmentKey>,
    attempts: i32,
    now: Instant,
) -> Result<(), storage::Error> {
    let letters = departments.into_iter().map(|department| {
        let job = ConveneJob {
            sitting: sitting.id,
            department,
            revision: sitting.version,
            agenda: sitting.agenda.clone(),
        };
        let row = NewJob::new(CONVENING_QUEUE, &job)?;
        Ok(row.max_attempts(attempts).dedup_key(job.stable_key()))
    });
    let letters = letters.collect::<Result<Vec<_>, storage::Error>>()?;
    if !letters.is_empty() {
        jobs::enqueue_many(tx, letters, now).await?;
    }
    Ok(())
}
