//! What comes round by the calendar: sittings, digests, the daily seal, the purge.
//!
//! Schedules enqueue ticks; the job here carries them out. All of them may run twice.

mod purge;
mod sitting;

use std::collections::BTreeMap;

use chrono::Days;
use serde::{Deserialize, Serialize};

use super::cron::{self, InvalidSchedule, Missed, Schedule, Tick};
use super::office::Office;
use super::{Failure, Job, Meta, digest};
use crate::domain::calendar::{Instant, civil};
use crate::domain::definition::{Mode, Workflow};
use crate::domain::identifiers::{StageKey, WorkflowKey};
use crate::engine::Engine;

pub use purge::Keep;

/// Every morning before the counters open; days off are passed over.
const DIGEST_AT: &str = "0 30 8 * * *";
/// Every night, over the day that ended.
const SEAL_AT: &str = "0 5 0 * * *";
/// Every night, when nobody files.
const PURGE_AT: &str = "0 15 3 * * *";
/// Days of seals caught up after downtime: a gap in them would look like a forgery.
const SEALS_CAUGHT_UP: usize = 31;

/// What a tick is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "routine", rename_all = "snake_case")]
enum Routine {
    /// Go on with the recurring sittings of a stage.
    Sitting {
        workflow: WorkflowKey,
        stage: StageKey,
    },
    /// Tell officers what waits.
    Digest,
    /// Seal the day that ended.
    Seal,
    /// Delete what is kept for a while only.
    Purge { keep: Keep },
}

impl Job for Tick {
    const QUEUE: &'static str = cron::QUEUE;
    type Context = Office;

    async fn run(self, office: &Office, _: &Meta) -> Result<(), Failure> {
        let routine: Routine = serde_json::from_value(self.payload)
            .map_err(|error| Failure::Fatal(format!("no routine is called that: {error}")))?;
        tracing::debug!(schedule = self.schedule, at = %self.at, "tick");
        let engine = &office.engine;
        match routine {
            Routine::Sitting { workflow, stage } => {
                let Some(times) = recurring(engine).remove(&(workflow.clone(), stage.clone()))
                else {
                    return Ok(());
                };
                sitting::recur(engine, workflow, stage, &times, self.at).await
            }
            Routine::Digest => tell_what_waits(office, self.at).await,
            Routine::Seal => seal(engine, self.at).await,
            Routine::Purge { keep } => purge::purge(engine, keep).await,
        }
    }
}

async fn tell_what_waits(office: &Office, at: Instant) -> Result<(), Failure> {
    let day = civil(at).date();
    if office.engine.calendar().is_working_day(day) {
        digest::enqueue(office, day).await?;
    }
    Ok(())
}

async fn seal(engine: &Engine, at: Instant) -> Result<(), Failure> {
    let day = civil(at).date() - Days::new(1);
    let sealed = engine.seal(day).await;
    let seal = sealed.map_err(|error| Failure::Retry(error.to_string()))?;
    let (root, journals) = (seal.root, seal.heads.len());
    tracing::info!(%day, root, journals, "sealed");
    Ok(())
}

/// Every schedule of a node: what it keeps, whether it seals, and the recurring sittings of every
/// version of its services.
///
/// # Errors
/// A schedule of a workflow that is none.
pub fn schedules(
    engine: &Engine,
    keep: Keep,
    seals: bool,
) -> Result<Vec<Schedule>, InvalidSchedule> {
    let purge = Routine::Purge { keep };
    let mut all = vec![
        schedule("digest", DIGEST_AT, &Routine::Digest, Missed::Latest)?,
        schedule("purge", PURGE_AT, &purge, Missed::Latest)?,
    ];
    if seals {
        let missed = Missed::Every(SEALS_CAUGHT_UP);
        all.push(schedule("seal", SEAL_AT, &Routine::Seal, missed)?);
    }
    for ((workflow, stage), times) in recurring(engine) {
        let name = format!("sitting:{workflow}:{stage}");
        let routine = Routine::Sitting { workflow, stage };
        all.push(schedule(&name, &times, &routine, Missed::Latest)?);
    }
    Ok(all)
}

/// When the recurring sittings of each stage are held, as the newest version that holds them says:
/// requests on an older one may still wait.
fn recurring(engine: &Engine) -> BTreeMap<(WorkflowKey, StageKey), String> {
    let versions = engine.registry().versions();
    let held = versions
        .iter()
        .flat_map(|service| sittings(&service.workflow));
    held.collect()
}

fn sittings(workflow: &Workflow) -> impl Iterator<Item = ((WorkflowKey, StageKey), String)> {
    workflow.stages.iter().filter_map(|stage| {
        let Mode::Sitting(rule) = &stage.round()?.mode else {
            return None;
        };
        let place = (workflow.key.clone(), stage.key.clone());
        Some((place, rule.schedule.clone()?))
    })
}

fn schedule(
    name: &str,
    times: &str,
    routine: &Routine,
    missed: Missed,
) -> Result<Schedule, InvalidSchedule> {
    let payload = serde_json::to_value(routine).unwrap_or_default();
    Schedule::parse(name, times, payload, missed)
}
