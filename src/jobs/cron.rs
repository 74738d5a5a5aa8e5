//! Schedules: jobs by the calendar, on the law's clock.
//!
//! Every node evaluates every schedule and enqueues each tick under a key that only one of them can
//! take; so no node leads, and none is missed. The last tick is remembered, so that a node that
//! starts after downtime knows what it missed. A schedule never seen before begins now.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use futures::FutureExt as _;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::Clock;
use crate::faults;
use crate::storage::jobs::{NewJob, enqueue_many};
use crate::storage::{self, Store, schedules};

/// The queue in which ticks wait.
pub const QUEUE: &str = "cron";
/// No more missed ticks than this are caught up, whatever a schedule says.
pub const MAX_CATCH_UP: usize = 1_000;
/// China has one zone, without summer time.
const ZONE_SECONDS: i32 = 8 * 3600;

/// One tick: the payload of a job in [`QUEUE`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// The schedule's name.
    pub schedule: String,
    /// When it was due on the law's clock.
    pub at: DateTime<Utc>,
    /// The schedule's payload.
    pub payload: serde_json::Value,
}

/// What to do about ticks that nobody was there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// One job, for the latest of them.
    Latest,
    /// A job for each, the latest so many (and at most [`MAX_CATCH_UP`]).
    Every(usize),
}

impl Missed {
    fn limit(self) -> usize {
        match self {
            Self::Latest => 1,
            Self::Every(limit) => limit.clamp(1, MAX_CATCH_UP),
        }
    }
}

/// An expression that cron does not understand.
#[derive(Debug, thiserror::Error)]
#[error("schedule {name}: {source}")]
pub struct InvalidSchedule {
    name: String,
    source: cron::error::Error,
}

/// When something is to be done, again and again.
#[derive(Clone, Debug)]
pub struct Schedule {
    name: String,
    times: cron::Schedule,
    payload: serde_json::Value,
    missed: Missed,
}

impl Schedule {
    /// `expression` has six fields from seconds to weekday, and may have a seventh for the year;
    /// it is read in +08:00. The name is the schedule's identity and stays for good.
    ///
    /// # Errors
    /// [`InvalidSchedule`] for an expression that is none.
    pub fn parse(
        name: impl Into<String>,
        expression: &str,
        payload: serde_json::Value,
        missed: Missed,
    ) -> Result<Self, InvalidSchedule> {
        let name = name.into();
        match cron::Schedule::from_str(expression) {
            Ok(times) => Ok(Self {
                name,
                times,
                payload,
                missed,
            }),
            Err(source) => Err(InvalidSchedule { name, source }),
        }
    }

    /// Its identity.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The expression it was parsed from.
    #[must_use]
    pub fn expression(&self) -> &str {
        self.times.source()
    }

    /// The first tick after an instant.
    #[must_use]
    pub fn next(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let zone = FixedOffset::east_opt(ZONE_SECONDS)?;
        let next = self.times.after(&after.with_timezone(&zone)).next()?;
        Some(next.with_timezone(&Utc))
    }

    /// The ticks after `last` up to `now`, oldest first, no more than the policy wants.
    fn ticks(&self, last: DateTime<Utc>, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let Some(zone) = FixedOffset::east_opt(ZONE_SECONDS) else {
            return Vec::new();
        };
        // Backwards, so that a year of downtime costs no more than its last few ticks. The
        // iterator leaves its start out, so it starts a second later.
        let start = (now + chrono::Duration::seconds(1)).with_timezone(&zone);
        let mut ticks: Vec<_> = self
            .times
            .after(&start)
            .rev()
            .map(|tick| tick.with_timezone(&Utc))
            .skip_while(|tick| *tick > now)
            .take_while(|tick| *tick > last)
            .take(self.missed.limit())
            .collect();
        ticks.reverse();
        ticks
    }

    fn job(&self, at: DateTime<Utc>) -> Result<NewJob, storage::Error> {
        let tick = Tick {
            schedule: self.name.clone(),
            at,
            payload: self.payload.clone(),
        };
        let instant = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let key = format!("{}@{instant}", self.name);
        Ok(NewJob::new(QUEUE, &tick)?.dedup_key(key))
    }
}

/// The first instant after another at which an expression comes round; none where it never does again.
///
/// # Errors
/// [`InvalidSchedule`] for an expression that is none.
pub fn next(
    expression: &str,
    after: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, InvalidSchedule> {
    let schedule = Schedule::parse("next", expression, serde_json::Value::Null, Missed::Latest)?;
    let zone = FixedOffset::east_opt(ZONE_SECONDS);
    let next = zone.and_then(|zone| schedule.times.after(&after.with_timezone(&zone)).next());
    Ok(next.map(|next| next.with_timezone(&Utc)))
}

/// Tells the schedules anew after they have changed; none while they have not.
pub type Changes = Box<dyn FnMut() -> Option<Vec<Schedule>> + Send>;

/// Evaluates schedules on one node.
pub struct Scheduler {
    store: Store,
    schedules: Vec<Schedule>,
    changes: Option<Changes>,
    law: Clock,
    machine: Clock,
    /// The last tick known, so that the database is asked only when something is due.
    last: HashMap<String, DateTime<Utc>>,
}

impl Scheduler {
    /// `law` is the law's clock; it may be virtual and may jump. Rows bear the time of `machine`, which has to
    /// be the same clock on every node.
    pub fn new(store: Store, schedules: Vec<Schedule>, law: Clock, machine: Clock) -> Self {
        Self {
            store,
            schedules,
            changes: None,
            law,
            machine,
            last: HashMap::new(),
        }
    }

    /// Asks before each pass whether the schedules have changed.
    #[must_use]
    pub fn heeding(self, changes: Changes) -> Self {
        Self {
            changes: Some(changes),
            ..self
        }
    }

    /// Looks every `poll` (machine time) for ticks that are due, until `shutdown`.
    pub async fn run(mut self, poll: Duration, shutdown: CancellationToken) {
        let mut beat = super::beat(poll);
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                _ = beat.tick() => {}
            }
            match AssertUnwindSafe(self.pass()).catch_unwind().await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => tracing::warn!(%error, "schedules could not be evaluated"),
                Err(_) => tracing::error!("evaluating schedules panicked; tried again in a moment"),
            }
        }
    }

    /// Enqueues what is due now and says how many ticks this node was the first to enqueue.
    ///
    /// # Errors
    /// Whatever the database says; the next pass does what this one did not.
    pub async fn pass(&mut self) -> Result<u64, storage::Error> {
        if let Some(changed) = self.changes.as_mut().and_then(|changes| changes()) {
            self.schedules = changed;
        }
        let now = (self.law)();
        let mut fired = 0;
        for schedule in &self.schedules {
            let last = match self.last.get(&schedule.name) {
                Some(last) => *last,
                None => first_look(&self.store, schedule, now).await?,
            };
            let ticks = schedule.ticks(last, now);
            if let Some(latest) = ticks.last() {
                fired += fire(&self.store, schedule, &ticks, (self.machine)()).await?;
                self.last.insert(schedule.name.clone(), *latest);
            } else {
                self.last.insert(schedule.name.clone(), last);
            }
        }
        if fired > 0 {
            self.store.wake();
        }
        Ok(fired)
    }
}

/// The last tick of a schedule that this node has not looked at before.
async fn first_look(
    store: &Store,
    schedule: &Schedule,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, storage::Error> {
    if let Some(last) = schedules::last_tick(store.reader(), &schedule.name).await? {
        return Ok(last);
    }
    schedules::advance(store.writer(), &schedule.name, now).await?;
    Ok(now)
}

async fn fire(
    store: &Store,
    schedule: &Schedule,
    ticks: &[DateTime<Utc>],
    now: DateTime<Utc>,
) -> Result<u64, storage::Error> {
    let jobs: Result<Vec<_>, _> = ticks.iter().map(|tick| schedule.job(*tick)).collect();
    let transaction = store.begin().await?;
    let fired = enqueue_many(&transaction, jobs?, now).await?;
    if let Some(latest) = ticks.last() {
        schedules::advance(&transaction, &schedule.name, *latest).await?;
    }
    faults::at("tick.before");
    transaction.commit().await?;
    faults::at("tick.after");
    Ok(fired)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn daily(missed: Missed) -> Schedule {
        Schedule::parse("daily", "0 0 9 * * *", serde_json::Value::Null, missed).unwrap()
    }

    #[test]
    fn expressions_are_read_in_china() {
        let ticks =
            daily(Missed::Latest).ticks(at("2026-03-11T12:00:00Z"), at("2026-03-12T12:00:00Z"));
        assert_eq!(ticks, [at("2026-03-12T01:00:00Z")]);
    }

    #[test]
    fn a_tick_is_due_in_its_own_second_and_not_before() {
        let schedule = daily(Missed::Latest);
        let last = at("2026-03-11T12:00:00Z");
        assert!(
            schedule
                .ticks(last, at("2026-03-12T00:59:59.999Z"))
                .is_empty()
        );
        let due = at("2026-03-12T01:00:00Z");
        assert_eq!(schedule.ticks(last, due), [due]);
        assert!(schedule.ticks(due, due).is_empty());
    }

    #[test]
    fn missed_ticks_are_the_latest_ones_in_order() {
        let (last, now) = (at("2026-03-01T12:00:00Z"), at("2026-03-10T12:00:00Z"));
        let ticks = daily(Missed::Every(3)).ticks(last, now);
        let days: Vec<String> = ticks.iter().map(|t| t.format("%d").to_string()).collect();
        assert_eq!(days, ["08", "09", "10"]);
        assert_eq!(daily(Missed::Every(100)).ticks(last, now).len(), 9);
        assert_eq!(
            daily(Missed::Latest).ticks(last, now),
            [at("2026-03-10T01:00:00Z")]
        );
    }

    #[test]
    fn what_is_no_expression_is_refused_by_name() {
        let refused = Schedule::parse(
            "daily",
            "every day",
            serde_json::Value::Null,
            Missed::Latest,
        );
        assert!(
            refused
                .unwrap_err()
                .to_string()
                .starts_with("schedule daily")
        );
    }
}
