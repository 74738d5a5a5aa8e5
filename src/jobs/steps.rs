//! A worker one step at a time: whoever holds it says when a job is claimed, when its run goes on and
//! when the last word is said. A simulation lets much happen in between.
//!
//! What apalis and the feeders do in a process is left out; the claim, the run, the fences and the last
//! word are the workers' own.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::ack::{End, Outcome};
use super::backend::Claimed;
use super::worker::{Shared, run_one};
use super::{Clock, Failure, Job, Settings};
use crate::faults;
use crate::storage::jobs::{self, Held, Model, Reaped};
use crate::storage::{Error, Store};

/// More jobs than one worker ever holds.
const SLOTS: usize = 1_000;

/// A worker by hand.
pub struct Steps<C> {
    context: Arc<C>,
    shared: Shared,
    slots: Arc<Semaphore>,
}

/// A job that was claimed. Dropping it leaves its lease to run out.
pub struct Taken(Claimed);

impl Taken {
    /// The row as it was claimed.
    #[must_use]
    pub fn row(&self) -> &Model {
        &self.0.row
    }

    /// The lease.
    #[must_use]
    pub fn held(&self) -> Held {
        self.0.lease.held
    }
}

impl<C: Send + Sync + 'static> Steps<C> {
    /// A worker that holds nothing yet.
    pub fn new(store: Store, context: Arc<C>, settings: Settings, machine: Clock) -> Self {
        // Nobody gives back what is dropped: it is as if the worker had died.
        let (shared, _) = Shared::new(store, settings, machine);
        Self {
            context,
            shared,
            slots: Arc::new(Semaphore::new(SLOTS)),
        }
    }

    /// Claims up to so many due jobs of a queue.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn claim(&self, queue: &str, limit: usize) -> Result<Vec<Taken>, Error> {
        let lease = self.lease();
        let now = (self.shared.machine)();
        let rows = jobs::claim(&self.shared.store, queue, limit, now, lease).await?;
        if !rows.is_empty() {
            faults::at("claim.after");
        }
        let taken = rows.into_iter().filter_map(|row| {
            let held = Held {
                id: row.id,
                token: row.lease_token?,
            };
            let slot = self.slots.clone().try_acquire_owned().ok()?;
            let lease = self.shared.leases.take(held, slot);
            Some(Taken(Claimed { row, lease }))
        });
        Ok(taken.collect())
    }

    /// One run of a claimed job, which may be left half done.
    pub fn run<J: Job<Context = C>>(
        &self,
        taken: &Taken,
    ) -> impl Future<Output = Result<(), Failure>> + Send + use<J, C> {
        taken.0.lease.start();
        let claimed = Claimed {
            row: taken.0.row.clone(),
            lease: taken.0.lease.clone(),
        };
        run_one::<J>(claimed, self.context.clone(), self.shared.machine.clone())
    }

    /// The last word on a run, and whether it was heard; `jitter` (0 to 1) spreads the wait before
    /// another attempt.
    pub async fn say(&self, taken: &Taken, result: Result<(), Failure>, jitter: f64) -> bool {
        let outcome = result.map_or_else(Outcome::of_failure, |()| Outcome::Done);
        let end = End::of(&taken.0, &self.shared);
        let outcome = end.heeding_limit(outcome);
        end.say(outcome, jitter).await
    }

    /// Moves the ends of these leases, and says which were still ours.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn renew(&self, held: &[Held]) -> Result<Vec<Held>, Error> {
        let until = (self.shared.machine)() + self.lease();
        jobs::renew(self.shared.store.writer(), held, until).await
    }

    /// Takes back the jobs of workers that are no more.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn reap(&self) -> Result<Reaped, Error> {
        let now = (self.shared.machine)();
        let expired = now - self.shared.settings.clock_margin;
        jobs::reap(&self.shared.store, expired, now).await
    }

    fn lease(&self) -> chrono::Duration {
        chrono::Duration::from_std(self.shared.settings.lease).unwrap_or_default()
    }
}
