//! The figures that only the database knows, counted every few seconds; open work, which is counted whole, for a
//! hundredth of the time at most. What is not there any more is written as nothing, so that no gauge stays where
//! it was.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::crew::unpanicked;
use crate::engine::DropFilesJob;
use crate::engine::Engine;
use crate::engine::convening::ConveneJob;
use crate::engine::outbox::TellJob;
use crate::engine::seal::SealJob;
use crate::jobs::Job;
use crate::jobs::cron::Tick;
use crate::jobs::digest::DigestJob;
use crate::storage::entities::job::Status;
use crate::storage::jobs::{self as table, Burial};
use crate::storage::queues::Counts;
use crate::storage::{Error, reports, workers};
use crate::telemetry::Figures;

/// How often they are counted.
const EVERY: Duration = Duration::from_secs(15);
/// How many times as long as it took to count open work it rests: all of it is counted.
const REST_TIMES: u32 = 100;
/// The longest rest.
const REST_MAX: Duration = Duration::from_secs(600);
/// Every queue this program works.
const QUEUES: [&str; 7] = [
    TellJob::QUEUE,
    Burial::QUEUE,
    Tick::QUEUE,
    SealJob::QUEUE,
    DigestJob::QUEUE,
    ConveneJob::QUEUE,
    DropFilesJob::QUEUE,
];
/// Every state of a job.
const STATUSES: [Status; 4] = [Status::Pending, Status::Running, Status::Done, Status::Dead];

/// Keeps the figures of this node fresh.
pub async fn keep(engine: Engine, figures: Figures) {
    let mut queues: BTreeSet<String> = QUEUES.into_iter().map(str::to_owned).collect();
    let mut duties_again = Instant::now();
    loop {
        figures.run_upkeep();
        let counted = unpanicked(count(&engine, &mut queues, &mut duties_again)).await;
        if let Some(Err(error)) = counted {
            tracing::warn!(%error, "figures could not be counted");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// `queues` grows by those that an older program left jobs in.
async fn count(
    engine: &Engine,
    queues: &mut BTreeSet<String>,
    duties_again: &mut Instant,
) -> Result<(), Error> {
    ages(engine).await?;
    jobs(engine, queues).await?;
    let began = Instant::now();
    if began < *duties_again {
        return Ok(());
    }
    let counted = duties(engine).await;
    // A count that failed may have been as dear.
    *duties_again = Instant::now() + rest(began.elapsed());
    counted
}

/// How long open work is not counted again after it took so long.
fn rest(took: Duration) -> Duration {
    (took * REST_TIMES).min(REST_MAX)
}

async fn jobs(engine: &Engine, queues: &mut BTreeSet<String>) -> Result<(), Error> {
    let mut found = BTreeMap::new();
    for count in table::counts(engine.store().reader()).await? {
        queues.insert(count.queue.clone());
        found.insert((count.queue, count.status.as_str()), count.jobs);
    }
    for queue in queues.iter() {
        for status in STATUSES.map(|status| status.as_str()) {
            let jobs = found.get(&(queue.clone(), status)).copied();
            let labels = [("queue", queue.clone()), ("status", status.to_owned())];
            metrics::gauge!("lianban_jobs", &labels).set(jobs.unwrap_or_default() as f64);
        }
    }
    Ok(())
}

async fn duties(engine: &Engine) -> Result<(), Error> {
    let rows = reports::by_department(engine.store().reader(), engine.now()).await?;
    let departments = engine.directory().departments.keys();
    let mut all: BTreeMap<String, Counts> = departments
        .map(|department| (department.to_string(), Counts::default()))
        .collect();
    all.extend(rows.into_iter().map(|row| (row.department, row.counts)));
    for (department, counts) in all {
        let lights = [
            ("red", counts.overdue),
            ("yellow", counts.soon),
            ("grey", counts.stopped),
            ("all", counts.open),
        ];
        for (light, duties) in lights {
            let labels = [
                ("department", department.clone()),
                ("light", light.to_owned()),
            ];
            metrics::gauge!("lianban_duties", &labels).set(duties as f64);
        }
    }
    Ok(())
}

/// Since when nobody swept the clocks, endless where nobody ever did; and how long the job waits that
/// has been due longest.
async fn ages(engine: &Engine) -> Result<(), Error> {
    let (db, now) = (engine.store().reader(), engine.ports().machine.now());
    let seconds = |since: DateTime<Utc>| (now - since).as_seconds_f64().max(0.0);
    let tick = workers::last_tick(db).await?;
    metrics::gauge!("lianban_last_tick_seconds").set(tick.map_or(f64::INFINITY, seconds));
    let oldest = table::oldest_due(db, now).await?;
    metrics::gauge!("lianban_oldest_job_seconds").set(oldest.map_or(0.0, seconds));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_open_work_takes_a_hundredth_of_the_time_and_is_not_put_off_for_ever() {
        assert_eq!(rest(Duration::from_millis(570)), Duration::from_secs(57));
        assert_eq!(rest(Duration::from_secs(36)), REST_MAX);
    }
}
