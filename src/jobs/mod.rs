//! Durable jobs: apalis workers over our own job table, and cron schedules.
//!
//! One file per kind of job, each a [`Job`]. The room runs what `storage::jobs` holds: it claims
//! rows on a lease, renews the lease while the job runs, and awaits the last word on it. It decides
//! nothing about requests, and it never loses a job: a run may happen twice (a worker dies after
//! the effect and before the last word), so effects outside the database carry the job's id, and
//! effects inside it end with [`Meta::complete_in`].
//!
//! Start reading at [`Workers`] in `worker.rs`; then `backend.rs` (how rows reach apalis), `ack.rs`
//! (what becomes of a run), `lease.rs` (who may speak for a job), `rush.rs` (who goes first), `burial.rs`
//! (what follows a death), `wake.rs`, `cron.rs`. `steps.rs` is a worker without apalis, one step at a time.
//!
//! Two clocks: leases and back-off go by that of the house, which all nodes share, schedules by the law's.

mod ack;
mod backend;
mod backoff;
mod burial;
mod convening;
pub mod cron;
pub mod digest;
mod erase;
mod lease;
mod mail;
mod notice;
mod office;
mod passcode;
pub mod routine;
mod rush;
mod seal;
pub mod steps;
mod wake;
mod worker;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::storage;
use crate::storage::jobs::NewJob;

pub use office::Office;
pub use rush::{Rush, Rushing};
pub use worker::Workers;

/// A beat no faster than this, whatever the settings say.
const SHORTEST_BEAT: Duration = Duration::from_millis(1);

/// A beat that does not hurry after a late one.
fn beat(period: Duration) -> tokio::time::Interval {
    let mut beat = tokio::time::interval(period.max(SHORTEST_BEAT));
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    beat
}

/// Says what time it is: in the house, or by law (which may be virtual).
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// One kind of job. Its value is the payload; what it needs to run is its context.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// Where it waits; one kind of job per queue.
    const QUEUE: &'static str;
    /// How many runs may begin before it is a dead letter.
    const MAX_ATTEMPTS: i32 = 16;
    /// A run longer than this has failed and will be tried again.
    const TIMEOUT: Duration = Duration::from_secs(300);
    /// Whether it lets a rush of clocks go first.
    const GIVES_WAY: bool = false;
    /// What a run needs: the store, ports.
    type Context: Send + Sync + 'static;

    /// One run. It may be cut off at any await and may happen again, so it is idempotent.
    ///
    /// # Errors
    /// [`Failure::Retry`] to be run again later, [`Failure::Fatal`] to be given up.
    fn run(
        self,
        cx: &Self::Context,
        meta: &Meta,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// This job as a row to be enqueued in the caller's transaction.
    ///
    /// # Errors
    /// As [`NewJob::new`].
    fn row(&self) -> Result<NewJob, storage::Error> {
        Ok(NewJob::new(Self::QUEUE, self)?.max_attempts(Self::MAX_ATTEMPTS))
    }
}

/// Why a run did not do its work. The texts are for the log and the operator.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It may work later.
    #[error("{0}")]
    Retry(String),
    /// It will never work: a dead letter, for an operator to look at.
    #[error("{0}")]
    Fatal(String),
}

impl From<storage::Error> for Failure {
    fn from(error: storage::Error) -> Self {
        Self::Retry(format!("storage: {error}"))
    }
}

/// What a run may know about its job.
#[derive(Clone)]
pub struct Meta {
    /// The job's id: the same in every run, so outward effects are recognised by it.
    pub id: Uuid,
    /// 1 in the first run.
    pub attempt: i32,
    /// After this many the job is a dead letter.
    pub max_attempts: i32,
    /// What the logs call the doing that caused the job.
    pub correlation: Option<String>,
    lease: Arc<lease::Lease>,
    machine: Clock,
}

impl Meta {
    /// Marks the job done in the transaction of its effects, so that both happen exactly once.
    /// After it, commit, and let the run succeed only if the commit did.
    ///
    /// # Errors
    /// [`storage::Error::LeaseLost`]: another worker has the job; drop the transaction.
    pub async fn complete_in(
        &self,
        transaction: &storage::Transaction,
    ) -> Result<(), storage::Error> {
        let now = (self.machine)();
        storage::jobs::complete_in(transaction, self.lease.held, now).await?;
        self.lease.completed_by_run();
        Ok(())
    }
}

impl std::fmt::Debug for Meta {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meta")
            .field("id", &self.id)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// The pace of the workers.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a claimed job is ours unless renewed. Renewal happens at a third of it.
    pub lease: Duration,
    /// How far the clocks of two nodes may differ: a lease is taken over this much after its end.
    pub clock_margin: Duration,
    /// How often expired leases are looked for.
    pub reap_every: Duration,
    /// How often each queue is looked at without being told.
    pub poll: Duration,
    /// The wait before the second attempt; it doubles with each further one.
    pub backoff_first: Duration,
    /// The longest wait between attempts.
    pub backoff_limit: Duration,
    /// How long running jobs may take to finish when we are told to end.
    pub drain: Duration,
    /// No run takes longer than this, even where its kind of job allows more.
    pub run_limit: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(60),
            clock_margin: Duration::from_secs(5),
            reap_every: Duration::from_secs(5),
            poll: Duration::from_secs(1),
            backoff_first: Duration::from_secs(2),
            backoff_limit: Duration::from_secs(2 * 60 * 60),
            drain: Duration::from_secs(30),
            run_limit: Duration::from_secs(15 * 60),
        }
    }
}
