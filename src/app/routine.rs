//! What comes round by the calendar: sittings, digests, the daily seal, the purge.
//!
//! Schedules enqueue ticks; the jobs here carry them out, one file each. All of them may run twice.

mod digest;
mod purge;
mod seal;
mod sitting;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::House;
use super::post::Letterbox;
use crate::config::Config;
use crate::domain::definition::{Mode, Workflow};
use crate::domain::identifiers::{StageKey, WorkflowKey};
use crate::engine::{self, Engine};
use crate::jobs::cron::{self, Missed, Schedule, Tick};
use crate::jobs::{Failure, Job, Meta};

pub use digest::DigestJob;

/// Every morning before the counters open; days off are passed over.
const DIGEST_AT: &str = "0 30 8 * * *";
/// Every night, over the day that ended.
const SEAL_AT: &str = "0 5 0 * * *";
/// Every night, when nobody files.
const PURGE_AT: &str = "0 15 3 * * *";
/// Days of seals caught up after downtime: a gap in them would look like a forgery.
const SEALS_CAUGHT_UP: usize = 31;

/// What the routines work with.
#[derive(Clone)]
pub struct Routines {
    engine: Engine,
    post: Letterbox,
    config: Arc<Config>,
    public_url: String,
}

impl Routines {
    /// Over an open house.
    #[must_use]
    pub fn of(house: &House) -> Self {
        Self {
            engine: house.engine.clone(),
            post: house.post.clone(),
            public_url: super::web::settings(&house.config).public_url,
            config: house.config.clone(),
        }
    }
}

/// What a tick is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "routine", rename_all = "snake_case")]
enum Routine {
    /// Call the recurring sitting of a stage.
    Sitting { workflow: WorkflowKey, stage: StageKey },
    /// Tell officers what waits.
    Digest,
    /// Seal the day that ended.
    Seal,
    /// Delete what is kept for a while only.
    Purge,
}

impl Job for Tick {
    const QUEUE: &'static str = cron::QUEUE;
    type Context = Routines;

    async fn run(self, cx: &Routines, _: &Meta) -> Result<(), Failure> {
        let routine: Routine = serde_json::from_value(self.payload)
            .map_err(|error| Failure::Fatal(format!("no routine is called that: {error}")))?;
        tracing::debug!(schedule = self.schedule, at = %self.at, "tick");
        match routine {
            Routine::Sitting { workflow, stage } => sitting::call(cx, &workflow, &stage, self.at).await,
            Routine::Digest => digest::enqueue(cx, self.at).await,
            Routine::Seal => seal::seal(cx, self.at).await,
            Routine::Purge => purge::purge(cx).await,
        }
    }
}

impl From<engine::Error> for Failure {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::Refused(_) | engine::Error::VersionTaken { .. } => Self::Fatal(error.to_string()),
            _ => Self::Retry(error.to_string()),
        }
    }
}

/// Every schedule of a house.
///
/// # Errors
/// A schedule of a workflow that is none.
pub fn schedules(house: &House) -> anyhow::Result<Vec<Schedule>> {
    let mut all = vec![
        schedule("digest", DIGEST_AT, &Routine::Digest, Missed::Latest)?,
        schedule("purge", PURGE_AT, &Routine::Purge, Missed::Latest)?,
    ];
    if house.config.seal.key.is_some() {
        all.push(schedule("seal", SEAL_AT, &Routine::Seal, Missed::Every(SEALS_CAUGHT_UP))?);
    }
    for service in house.engine.registry().services() {
        all.extend(sittings(&service.workflow)?);
    }
    Ok(all)
}

/// The recurring sittings of a service.
fn sittings(workflow: &Workflow) -> anyhow::Result<Vec<Schedule>> {
    let mut all = Vec::new();
    for stage in &workflow.stages {
        let Some(Mode::Sitting(rule)) = stage.round().map(|round| &round.mode) else {
            continue;
        };
        let Some(times) = &rule.schedule else {
            continue;
        };
        let routine = Routine::Sitting { workflow: workflow.key.clone(), stage: stage.key.clone() };
        let name = format!("sitting:{}:{}", workflow.key, stage.key);
        all.push(schedule(&name, times, &routine, Missed::Latest)?);
    }
    Ok(all)
}

fn schedule(name: &str, times: &str, routine: &Routine, missed: Missed) -> anyhow::Result<Schedule> {
    Ok(Schedule::parse(name, times, serde_json::to_value(routine)?, missed)?)
}
