//! Time in the demo: the law's clock is set from one thing that happens to the next, so that every
//! rung fires at its minute and every schedule at its tick, and nothing is slept away.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use chrono::{NaiveDateTime, TimeDelta};
use tokio::time::{Instant as MachineInstant, sleep};

use crate::adapters::clock::Virtual;
use crate::app::House;
use crate::domain::calendar::{Instant, instant};
use crate::jobs::cron::Scheduler;
use crate::storage::jobs::{self, Status};
use crate::storage::{self, requests};

/// The schedules are looked at no less often than this on the law's clock.
const STRIDE: TimeDelta = TimeDelta::minutes(15);
/// Requests in one sweep of the demo.
const SWEEP_REQUESTS: usize = 100;
/// How long letters and other jobs may take before something is wrong, in machine time.
const OUTBOX_WITHIN: Duration = Duration::from_secs(60);
/// How often the outbox is looked at, in machine time.
const LOOK_EVERY: Duration = Duration::from_millis(4);

/// The clock of the law with what hangs on it.
pub(super) struct Days {
    house: House,
    clock: Arc<Virtual>,
    scheduler: Scheduler,
}

impl Days {
    pub(super) fn new(house: House, clock: Arc<Virtual>, scheduler: Scheduler) -> Self {
        Self {
            house,
            clock,
            scheduler,
        }
    }

    /// What time it is by law.
    pub(super) fn now(&self) -> Instant {
        self.house.engine.now()
    }

    /// The instant that somebody in China calls `2026-04-08 09:00`.
    pub(super) fn at(text: &str) -> anyhow::Result<Instant> {
        let civil = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M");
        Ok(instant(
            civil.with_context(|| format!("{text} is no time"))?,
        ))
    }

    /// Lets time pass up to the next thing that happens by itself, `until` at most; whether
    /// anything happened.
    pub(super) async fn pass(&mut self, until: Instant) -> anyhow::Result<bool> {
        let next = (self.now() + STRIDE)
            .min(until)
            .min(self.next_wake(until).await?);
        self.clock.set(next);
        let ticks = self.scheduler.pass().await?;
        let swept = self.house.engine.sweep(SWEEP_REQUESTS).await?;
        let happened = ticks > 0 || swept.due > 0;
        if happened {
            self.settle().await?;
        }
        Ok(happened)
    }

    /// When the next clock, stop or window of any request runs out.
    async fn next_wake(&self, until: Instant) -> anyhow::Result<Instant> {
        let db = self.house.engine.store().reader();
        let due = requests::due(db, until, None, 1).await?;
        Ok(due
            .first()
            .map_or(until, |(wake, _)| storage::instant(*wake).max(self.now())))
    }

    /// Waits until every letter is written and every other job is done.
    pub(super) async fn settle(&self) -> anyhow::Result<()> {
        let begun = MachineInstant::now();
        loop {
            let counts = jobs::counts(self.house.engine.store().reader()).await?;
            if counts.iter().any(|count| count.status == Status::Dead) {
                bail!("a job was given up; see the log above");
            }
            let open = counts
                .iter()
                .filter(|count| matches!(count.status, Status::Pending | Status::Running));
            if open.map(|count| count.jobs).sum::<i64>() == 0 {
                return Ok(());
            }
            if begun.elapsed() > OUTBOX_WITHIN {
                bail!("the outbox does not empty; see the log above");
            }
            sleep(LOOK_EVERY).await;
        }
    }
}
