//! The time of a house. Where nodes share PostgreSQL they go by its clock: leases, sessions and deadlines
//! mean the same on each, and a machine whose own clock is wrong, or jumps, does no harm. SQLite has one
//! node, which goes by its machine.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::crew::unpanicked;
use crate::adapters::clock::Synced;
use crate::storage::{self, Store, clock};

/// How often the database is asked.
const EVERY: Duration = Duration::from_secs(5);
/// How often it is looked whether this machine stood still.
const GLANCE: Duration = Duration::from_secs(1);
/// How far apart two clocks may be without being told.
const TOLD_BEYOND: TimeDelta = TimeDelta::seconds(5);
/// How much more may have gone by on this machine's clock than by its steady counter, which stands still
/// while the machine sleeps.
const SLEPT_BEYOND: TimeDelta = TimeDelta::seconds(1);

/// How far clocks were found apart.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    /// How far the house's was moved.
    moved: Option<TimeDelta>,
    /// This machine's, ahead of the database's.
    machine: TimeDelta,
}

impl Found {
    fn is_off(self) -> bool {
        self.machine.abs() > TOLD_BEYOND
    }

    fn tell_machine(self) {
        let seconds = self.machine.num_seconds();
        tracing::warn!(
            seconds,
            "this machine's clock is ahead of the database's (behind, if negative); the house goes by the \
             database's: put this one right (NTP), for certificates are judged by it"
        );
    }
}

/// Lets the house's clock go by the database's from now on.
///
/// # Errors
/// Whatever the database says.
pub async fn heed(store: &Store, synced: &Synced) -> Result<(), storage::Error> {
    if let Some(found) = look(store, synced).await?
        && found.is_off()
    {
        found.tell_machine();
    }
    Ok(())
}

/// What time it is in the house of this database.
///
/// # Errors
/// Whatever the database says.
pub async fn now(store: &Store) -> Result<DateTime<Utc>, storage::Error> {
    let synced = Synced::default();
    look(store, &synced).await?;
    Ok(synced.now())
}

/// Keeps the house's clock by the database's.
pub async fn keep(store: Store, synced: Arc<Synced>) {
    let (mut is_told, mut wait) = (false, Wait::begin());
    loop {
        wait.until_next().await;
        let looked = tokio::time::timeout(EVERY, look(&store, &synced));
        match unpanicked(looked).await {
            Some(Ok(Ok(Some(found)))) => {
                if let Some(moved) = found.moved.filter(|moved| moved.abs() > TOLD_BEYOND) {
                    let seconds = moved.num_seconds();
                    tracing::warn!(
                        seconds,
                        "the house's time moved: the database's clock was set, or this machine stood still"
                    );
                }
                if found.is_off() && !is_told {
                    found.tell_machine();
                }
                is_told = found.is_off();
            }
            // A file has no clock.
            Some(Ok(Ok(None))) => return,
            // Whoever needs the database hears of it soon enough.
            Some(Ok(Err(error))) => {
                tracing::debug!(%error, "the database's clock could not be asked")
            }
            Some(Err(_)) | None => {}
        }
    }
}

/// When to ask again: after a while, and at once where this machine slept.
struct Wait {
    by_machine: DateTime<Utc>,
    steadily: Instant,
}

impl Wait {
    fn begin() -> Self {
        Self {
            by_machine: Utc::now(),
            steadily: Instant::now(),
        }
    }

    async fn until_next(&mut self) {
        while self.steadily.elapsed() < EVERY && !self.slept() {
            tokio::time::sleep(GLANCE).await;
        }
        *self = Self::begin();
    }

    fn slept(&self) -> bool {
        (Utc::now() - (self.by_machine + self.steadily.elapsed())).abs() > SLEPT_BEYOND
    }
}

async fn look(store: &Store, synced: &Synced) -> Result<Option<Found>, storage::Error> {
    let (asked, machine) = (Instant::now(), Utc::now());
    let Some(showed) = clock::now(store.reader()).await? else {
        return Ok(None);
    };
    // The slower the answer, the less it tells.
    let half = asked.elapsed() / 2;
    let moved = synced.heed(showed, asked + half, half);
    let machine = machine + half - showed;
    metrics::gauge!("lianban_clock_difference_seconds").set(machine.as_seconds_f64());
    Ok(Some(Found { moved, machine }))
}
