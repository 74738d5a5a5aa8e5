//! The time of a house. Where nodes share PostgreSQL they go by its clock: leases, sessions and deadlines
//! mean the same on each, and a machine whose own clock is wrong, or jumps, does no harm. SQLite has one
//! node, which goes by its machine.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};

use super::crew::unpanicked;
use crate::adapters::clock::Common;
use crate::storage::{self, Store, clock};

/// How often the database is asked.
const EVERY: Duration = Duration::from_secs(5);
/// How far apart two clocks may be without being told.
const TOLD_BEYOND: TimeDelta = TimeDelta::seconds(5);

/// How far clocks were found apart.
#[derive(Debug, Clone, Copy)]
struct Found {
    /// The database's, ahead of what the house went by.
    house: TimeDelta,
    /// This machine's, ahead of the database's.
    machine: TimeDelta,
}

/// Lets the house's clock go by the database's from now on.
///
/// # Errors
/// Whatever the database says.
pub async fn heed(store: &Store, common: &Common) -> Result<(), storage::Error> {
    let found = look(store, common).await?;
    if let Some(found) = found {
        tell_machine(found);
    }
    Ok(())
}

/// Keeps the house's clock by the database's.
pub async fn keep(store: Store, common: Arc<Common>) {
    let mut is_told = true;
    loop {
        tokio::time::sleep(EVERY).await;
        let Some(looked) = unpanicked(look(&store, &common)).await else {
            continue;
        };
        match looked {
            Ok(Some(found)) => {
                if found.house.abs() > TOLD_BEYOND {
                    let seconds = found.house.num_seconds();
                    tracing::warn!(
                        seconds,
                        "the house's time moved: the database's clock was set, or this machine stood still"
                    );
                }
                let is_off = found.machine.abs() > TOLD_BEYOND;
                if is_off && !is_told {
                    tell_machine(found);
                }
                is_told = is_off;
            }
            Ok(None) => {}
            // Whoever needs the database hears of it soon enough.
            Err(error) => tracing::debug!(%error, "the database's clock could not be asked"),
        }
    }
}

async fn look(store: &Store, common: &Common) -> Result<Option<Found>, storage::Error> {
    let asked = Instant::now();
    let Some(showed) = clock::now(store.reader()).await? else {
        return Ok(None);
    };
    let (took, machine) = (asked.elapsed(), Utc::now());
    // The slower the answer, the less it tells.
    let house = common.heed(showed, asked + took / 2, took / 2);
    let machine = machine - showed;
    let seconds = machine.as_seconds_f64();
    metrics::gauge!("lianban_clock_difference_seconds").set(seconds);
    Ok(Some(Found { house, machine }))
}

fn tell_machine(found: Found) {
    if found.machine.abs() > TOLD_BEYOND {
        let seconds = found.machine.num_seconds();
        tracing::warn!(
            seconds,
            "this machine's clock is ahead of the database's (behind, if negative); the house goes by the \
             database's: put this one right (NTP), for certificates are judged by it"
        );
    }
}
