//! What a node does beside answering: jobs, schedules, the sweep of clocks.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use tokio::task::{AbortHandle, JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::signs::Signs;
use super::{House, web};
use crate::config::Config;
use crate::domain::calendar::Instant;
use crate::doors::town::Coming;
use crate::engine::convening::ConveneJob;
use crate::engine::outbox::TellJob;
use crate::engine::reach::PasscodeJob;
use crate::engine::seal::SealJob;
use crate::engine::{DropFilesJob, Engine, Error};
use crate::jobs::cron::{Schedule, Scheduler, Tick};
use crate::jobs::digest::DigestJob;
use crate::jobs::routine::{self, Keep};
use crate::jobs::{self, Office, Rush, Workers};
use crate::storage::jobs::Burial;

/// Requests in one pass of the sweep; more follow at once.
const SWEEP_REQUESTS: usize = 1_000;
/// How often schedules are looked at, in machine time.
const SCHEDULES_EVERY: Duration = Duration::from_secs(1);
/// How often versions that other nodes published are looked for.
const WORKFLOWS_EVERY: Duration = Duration::from_secs(60);

/// The workers of one node.
pub struct Crew {
    workers: JoinHandle<()>,
    beside: JoinSet<()>,
    watched: Arc<Mutex<Vec<AbortHandle>>>,
    shutdown: CancellationToken,
    rush: Rush,
}

impl Crew {
    /// Starts the workers alone: what they do is enqueued by others.
    #[must_use]
    pub fn of_jobs(house: &House) -> Self {
        let shutdown = CancellationToken::new();
        let context = Arc::new(office(house));
        let concurrency = house.config.jobs.concurrency;
        let rush = Rush::default();
        let store = house.engine.store().clone();
        let workers = Workers::new(store, context, pace(&house.config), time_of(&house.engine))
            .giving_way_to(rush.clone())
            .register::<TellJob>(concurrency)
            .register::<Burial>(1)
            .register::<Tick>(1)
            .register::<SealJob>(1)
            .register::<DigestJob>(1)
            .register::<ConveneJob>(1)
            .register::<DropFilesJob>(1)
            .register::<PasscodeJob>(2)
            .run(shutdown.clone());
        Self::around(workers, shutdown, rush)
    }

    fn around(workers: JoinHandle<()>, shutdown: CancellationToken, rush: Rush) -> Self {
        let watched = vec![workers.abort_handle()];
        Self {
            workers,
            beside: JoinSet::new(),
            watched: Arc::new(Mutex::new(watched)),
            shutdown,
            rush,
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
        let rush = self.rush.clone();
        let sweeping = sweep(house.engine.clone(), every, rush, self.shutdown.clone());
        self.beside(scheduler.run(SCHEDULES_EVERY, self.shutdown.clone()));
        self.beside(sweeping);
    }

    /// Runs beside the workers until the crew ends; ending earlier is a fault that the pulse shows.
    fn beside(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        let task = self.beside.spawn(work);
        self.watch(task);
    }

    /// Whether workers, schedules and sweep are all at work, for `/readyz`; it holds for those that
    /// start later, too.
    pub fn pulse(&self) -> impl Fn() -> bool + Send + Sync + use<> {
        let watched = self.watched.clone();
        move || {
            let watched = watched.lock().unwrap_or_else(PoisonError::into_inner);
            !watched.iter().any(AbortHandle::is_finished)
        }
    }

    fn watch(&self, task: AbortHandle) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.push(task);
    }

    /// Claims nothing more, lets what runs finish up to the drain limit, gives the rest back.
    pub async fn end(mut self) {
        self.shutdown.cancel();
        if let Err(error) = self.workers.await {
            tracing::error!(%error, "the workers ended badly");
        }
        while let Some(ended) = self.beside.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "what runs beside the workers ended badly");
            }
        }
    }
}

/// What jobs work with.
fn office(house: &House) -> Office {
    let keepers = house.config.seal.recipients.iter();
    Office {
        engine: house.engine.clone(),
        post: house.post.post.clone(),
        sms: house.sms.clone(),
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

/// The pace of the workers, as the settings want it.
#[must_use]
pub fn pace(config: &Config) -> jobs::Settings {
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
    let engine = house.engine.clone();
    let (keep, seals) = (keep(&house.config), house.config.seal.key.is_some());
    let mut known = engine.registry().count();
    let schedules = routine::schedules(&engine, keep, seals)?;
    let (store, machine) = (engine.store().clone(), time_of(&engine));
    let changes = Box::new(move || {
        let count = engine.registry().count();
        if count == known {
            return None;
        }
        known = count;
        let changed = routine::schedules(&engine, keep, seals);
        changed
            .inspect_err(|error| tracing::error!(%error, "the schedules stay as they were"))
            .ok()
    });
    let law = Arc::new(move || law.now());
    Ok(Scheduler::new(store, schedules, law, machine).heeding(changes))
}

/// The time of the house, for its jobs.
fn time_of(engine: &Engine) -> jobs::Clock {
    let machine = engine.ports().machine.clone();
    Arc::new(move || machine.now())
}

/// What comes round in this house, for its keeper to read.
pub fn comings(house: &House) -> impl Fn(Instant) -> Vec<Coming> + Send + Sync + use<> {
    let engine = house.engine.clone();
    let (keep, seals) = (keep(&house.config), house.config.seal.key.is_some());
    move |after| {
        let schedules = routine::schedules(&engine, keep, seals).unwrap_or_default();
        let coming = |schedule: &Schedule| Coming {
            name: schedule.name().to_owned(),
            expression: schedule.expression().to_owned(),
            next: schedule.next(after),
        };
        schedules.iter().map(coming).collect()
    }
}

/// Gives requests that time has changed their turn, every few seconds of machine time, and signs after
/// each pass that somebody does.
async fn sweep(engine: Engine, every: Duration, rush: Rush, shutdown: CancellationToken) {
    let mut signs = Signs::new();
    while !is_over(&shutdown, every).await {
        match unpanicked(pass(&engine, &rush, &shutdown)).await {
            Some(Ok(())) => signs.give(&engine).await,
            Some(Err(error)) => {
                tracing::warn!(%error, "clocks could not be swept; tried again in a moment");
            }
            None => {}
        }
    }
    signs.leave(&engine).await;
}

/// One pass over everything that is due. It never goes back, so that requests that stay due keep
/// nobody else from their turn. Where more is due than one look takes, letters let it go first.
async fn pass(engine: &Engine, rush: &Rush, shutdown: &CancellationToken) -> Result<(), Error> {
    let (mut from, mut rushing) = (None, None);
    while !shutdown.is_cancelled() {
        from = engine.sweep_from(from, SWEEP_REQUESTS).await?.next;
        if from.is_none() {
            break;
        }
        rushing.get_or_insert_with(|| rush.begin());
    }
    Ok(())
}

/// What came of it; none if it panicked, which is logged: whatever comes round gets its next turn.
pub(super) async fn unpanicked<T>(work: impl Future<Output = T>) -> Option<T> {
    let done = AssertUnwindSafe(work).catch_unwind().await;
    if done.is_err() {
        tracing::error!("something that comes round panicked; it goes on with its next turn");
    }
    done.ok()
}

/// Waits a while; true when it is time to end.
async fn is_over(shutdown: &CancellationToken, pause: Duration) -> bool {
    tokio::select! {
        () = shutdown.cancelled() => true,
        () = tokio::time::sleep(pause) => false,
    }
}

/// Learns of workflow versions that other nodes published.
pub async fn keep_workflows(engine: Engine) {
    loop {
        tokio::time::sleep(WORKFLOWS_EVERY).await;
        if let Some(Err(error)) = unpanicked(engine.load_workflows()).await {
            tracing::warn!(%error, "published workflows could not be read");
        }
    }
}

/// Has the requests found by how their applicant is reached that were filed by a version before; the
/// nightly purge looks again.
pub async fn mark_requests(engine: Engine) {
    match unpanicked(engine.mark_all()).await {
        Some(Ok(0)) | None => {}
        Some(Ok(requests)) => tracing::info!(requests, "requests can be found by their contact"),
        Some(Err(error)) => tracing::warn!(%error, "requests were not marked; tried at night"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::engine::outbox::{LETTER_ATTEMPTS, LETTER_SPAN};

    #[test]
    fn letters_are_tried_for_their_whole_span_with_the_settings_as_they_come() {
        let config = Config::load(None, std::iter::empty()).unwrap();
        let attempts = pace(&config).attempts_over(LETTER_SPAN);
        assert_eq!(attempts, LETTER_ATTEMPTS);
    }

    #[tokio::test]
    async fn the_pulse_stops_with_whatever_runs_beside_the_workers() {
        let workers = tokio::spawn(std::future::pending());
        let mut crew = Crew::around(workers, CancellationToken::new(), Rush::default());
        let pulse = crew.pulse();
        crew.beside(std::future::pending());
        assert!(pulse());
        crew.beside(async { panic!("a fault in a decision") });
        let ended = crew.beside.join_next().await;
        assert!(ended.is_some_and(|ended| ended.is_err()));
        assert!(!pulse());
    }

    #[tokio::test]
    async fn a_panic_ends_one_turn_alone() {
        assert_eq!(unpanicked(async { panic!("once") }).await, None::<()>);
        assert_eq!(unpanicked(async { 7 }).await, Some(7));
    }
}
