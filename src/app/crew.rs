//! What a node does beside answering: jobs, schedules, the sweep of clocks, its figures.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::{House, web};
use crate::config::Config;
use crate::engine::Engine;
use crate::engine::outbox::TellJob;
use crate::engine::seal::SealJob;
use crate::jobs::cron::{Scheduler, Tick};
use crate::jobs::digest::DigestJob;
use crate::jobs::routine::{self, Keep};
use crate::jobs::{self, Office, Workers};
use crate::storage::{jobs as table, reports};
use crate::telemetry::Figures;

/// Requests in one pass of the sweep; more follow at once.
const SWEEP_REQUESTS: usize = 1_000;
/// How often schedules are looked at, in machine time.
const SCHEDULES_EVERY: Duration = Duration::from_secs(1);
/// How often figures that only the database knows are counted.
const FIGURES_EVERY: Duration = Duration::from_secs(15);
/// How often versions that other nodes published are looked for.
const WORKFLOWS_EVERY: Duration = Duration::from_secs(60);

/// The workers of one node.
pub struct Crew {
    workers: JoinHandle<()>,
    beside: JoinSet<()>,
    shutdown: CancellationToken,
}

impl Crew {
    /// Starts the workers alone: what they do is enqueued by others.
    #[must_use]
    pub fn of_jobs(house: &House) -> Self {
        let shutdown = CancellationToken::new();
        let context = Arc::new(office(house));
        let concurrency = house.config.jobs.concurrency;
        let workers = Workers::new(house.engine.store().clone(), context, pace(&house.config))
            .register::<TellJob>(concurrency)
            .register::<Tick>(1)
            .register::<SealJob>(1)
            .register::<DigestJob>(1)
            .run(shutdown.clone());
        Self {
            workers,
            beside: JoinSet::new(),
            shutdown,
        }
    }

    /// Starts everything: workers, schedules, and the sweep of clocks.
    ///
    /// # Errors
    /// A schedule of a workflow that is none.
    pub fn whole(house: &House) -> anyhow::Result<Self> {
        let scheduler = scheduler(house)?;
        let mut crew = Self::of_jobs(house);
        crew.keep_time(house, scheduler);
        Ok(crew)
    }

    /// From now on lets clocks and schedules run by themselves.
    pub fn keep_time(&mut self, house: &House, scheduler: Scheduler) {
        let every = Duration::from_secs(house.config.jobs.poll_seconds);
        let sweeping = sweep(house.engine.clone(), every, self.shutdown.clone());
        self.beside
            .spawn(scheduler.run(SCHEDULES_EVERY, self.shutdown.clone()));
        self.beside.spawn(sweeping);
    }

    /// Adds what runs until the crew ends.
    pub fn also(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        let shutdown = self.shutdown.clone();
        self.beside.spawn(async move {
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = work => {}
            }
        });
    }

    /// Whether the workers are at work, for `/readyz`.
    pub fn pulse(&self) -> impl Fn() -> bool + Send + Sync + use<> {
        let workers = self.workers.abort_handle();
        move || !workers.is_finished()
    }

    /// Claims nothing more, lets what runs finish up to the drain limit, gives the rest back.
    pub async fn end(mut self) {
        self.shutdown.cancel();
        if let Err(error) = self.workers.await {
            tracing::error!(%error, "the workers ended badly");
        }
        while self.beside.join_next().await.is_some() {}
    }
}

/// What jobs work with.
fn office(house: &House) -> Office {
    let keepers = house.config.seal.recipients.iter();
    Office {
        engine: house.engine.clone(),
        post: house.post.post.clone(),
        public_url: web::settings(&house.config).public_url,
        domain: house.post.domain.clone(),
        seal_recipients: keepers.map(|keeper| keeper.email.to_string()).collect(),
    }
}

fn keep(config: &Config) -> Keep {
    Keep {
        done_jobs_days: config.retention.done_jobs_days,
        dead_jobs_days: config.retention.dead_jobs_days,
        idempotency_days: config.retention.idempotency_days,
    }
}

fn pace(config: &Config) -> jobs::Settings {
    let set = &config.jobs;
    jobs::Settings {
        lease: Duration::from_secs(set.lease_seconds),
        poll: Duration::from_secs(set.poll_seconds),
        backoff_first: Duration::from_secs(set.backoff_seconds),
        backoff_limit: Duration::from_secs(set.backoff_limit_seconds),
        drain: Duration::from_secs(config.server.drain_seconds),
        ..jobs::Settings::default()
    }
}

/// The schedules of this house, not running yet.
///
/// # Errors
/// A schedule of a workflow that is none.
pub fn scheduler(house: &House) -> anyhow::Result<Scheduler> {
    let law = house.engine.ports().law.clone();
    let schedules = routine::schedules(
        &house.engine,
        keep(&house.config),
        house.config.seal.key.is_some(),
    )?;
    Ok(Scheduler::new(
        house.engine.store().clone(),
        schedules,
        Arc::new(move || law.now()),
    ))
}

/// Gives requests that time has changed their turn, every few seconds of machine time.
async fn sweep(engine: Engine, every: Duration, shutdown: CancellationToken) {
    while !is_over(&shutdown, every).await {
        loop {
            match engine.sweep(SWEEP_REQUESTS).await {
                Ok(swept) if swept.due == SWEEP_REQUESTS && swept.changed > 0 => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(%error, "clocks could not be swept; tried again in a moment");
                    break;
                }
            }
        }
    }
}

/// Waits a while; true when it is time to end.
async fn is_over(shutdown: &CancellationToken, pause: Duration) -> bool {
    tokio::select! {
        () = shutdown.cancelled() => true,
        () = tokio::time::sleep(pause) => false,
    }
}

/// Keeps the figures of this node fresh.
pub async fn keep_figures(engine: Engine, figures: Figures) {
    loop {
        figures.run_upkeep();
        if let Err(error) = count(&engine).await {
            tracing::warn!(%error, "figures could not be counted");
        }
        tokio::time::sleep(FIGURES_EVERY).await;
    }
}

async fn count(engine: &Engine) -> Result<(), crate::storage::Error> {
    let db = engine.store().reader();
    for count in table::counts(db).await? {
        let labels = [
            ("queue", count.queue),
            ("status", count.status.as_str().to_owned()),
        ];
        metrics::gauge!("lianban_jobs", &labels).set(count.jobs as f64);
    }
    for row in reports::by_department(db, engine.now()).await? {
        let lights = [
            ("red", row.counts.overdue),
            ("yellow", row.counts.soon),
            ("grey", row.counts.stopped),
            ("all", row.counts.open),
        ];
        for (light, duties) in lights {
            let labels = [
                ("department", row.department.clone()),
                ("light", light.to_owned()),
            ];
            metrics::gauge!("lianban_duties", &labels).set(duties as f64);
        }
    }
    Ok(())
}

/// Learns of workflow versions that other nodes published.
pub async fn keep_workflows(engine: Engine) {
    loop {
        tokio::time::sleep(WORKFLOWS_EVERY).await;
        if let Err(error) = engine.load_workflows().await {
            tracing::warn!(%error, "published workflows could not be read");
        }
    }
}
