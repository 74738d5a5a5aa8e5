//! The workers of one process: apalis's monitor, and the tasks that keep their leases.

use std::sync::Arc;
use std::time::Duration;

use apalis::layers::WorkerBuilderExt;
use apalis_core::monitor::Monitor;
use apalis_core::worker::builder::WorkerBuilder;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;
use uuid::Uuid;

use super::backend::{Claimed, QueueBackend};
use super::lease::{Abandoned, Keeper, Leases};
use super::{Clock, Failure, Job, Meta, Rush, Settings, wake};
use crate::storage::{Store, jobs};

/// A worker that apalis itself breaks is built anew this often, then stays down.
const MAX_RESTARTS: usize = 100;

/// What all workers of a process share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) store: Store,
    pub(super) settings: Settings,
    pub(super) machine: Clock,
    pub(super) leases: Leases,
    /// From here on nothing is claimed.
    pub(super) closing: CancellationToken,
    pub(super) feeders: TaskTracker,
    pub(super) rush: Rush,
}

/// Builds the workers of one process.
pub struct Workers<C> {
    context: Arc<C>,
    shared: Shared,
    abandoned: tokio::sync::mpsc::UnboundedReceiver<Abandoned>,
    monitor: Monitor,
    /// New in every start of a process: nobody is taken for one that died.
    run_id: String,
}

impl Shared {
    /// With the machine's clock given, and whatever hears of leases that were dropped.
    pub(super) fn new(
        store: Store,
        settings: Settings,
        machine: Clock,
    ) -> (Self, tokio::sync::mpsc::UnboundedReceiver<Abandoned>) {
        let (leases, abandoned) = Leases::new();
        let shared = Self {
            store,
            settings,
            machine,
            leases,
            closing: CancellationToken::new(),
            feeders: TaskTracker::new(),
            rush: Rush::default(),
        };
        (shared, abandoned)
    }
}

impl<C: Send + Sync + 'static> Workers<C> {
    /// No workers yet. Leases and back-off go by `machine`, which has to be the same clock on every node.
    pub fn new(store: Store, context: Arc<C>, settings: Settings, machine: Clock) -> Self {
        let monitor = Monitor::new()
            .should_restart(|worker, _| worker.restarts() < MAX_RESTARTS)
            .shutdown_timeout(settings.drain);
        let (shared, abandoned) = Shared::new(store, settings, machine);
        Self {
            context,
            monitor,
            shared,
            abandoned,
            run_id: Uuid::now_v7().simple().to_string(),
        }
    }

    /// Letters give way to this rush; before `register`.
    #[must_use]
    pub fn giving_way_to(mut self, rush: Rush) -> Self {
        self.shared.rush = rush;
        self
    }

    /// Adds a worker for one kind of job that runs up to `concurrency` of them at a time (at least
    /// one).
    #[must_use]
    pub fn register<J: Job<Context = C>>(mut self, concurrency: usize) -> Self {
        let (shared, context) = (self.shared.clone(), self.context.clone());
        let name = format!("{}-{}", J::QUEUE, self.run_id);
        let timeout = J::TIMEOUT.min(self.shared.settings.run_limit);
        self.monitor = self.monitor.register(move |restarts| {
            let (machine, context) = (shared.machine.clone(), context.clone());
            WorkerBuilder::new(format!("{name}-{restarts}"))
                .backend(QueueBackend::of::<J>(shared.clone(), concurrency.max(1)))
                .catch_panic()
                .timeout(timeout)
                .build(move |claimed: Claimed| {
                    run_one::<J>(claimed, context.clone(), machine.clone())
                })
        });
        self
    }

    /// Runs until `shutdown`, then lets running jobs finish up to the drain limit and gives the
    /// others back. Aborting the handle instead leaves every lease to run out.
    pub fn run(self, shutdown: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(run(self.shared, self.monitor, self.abandoned, shutdown))
    }
}

async fn run(
    shared: Shared,
    monitor: Monitor,
    abandoned: tokio::sync::mpsc::UnboundedReceiver<Abandoned>,
    shutdown: CancellationToken,
) {
    let closing = shared.closing.clone();
    let mut workers = Box::pin(monitor.run_with_signal(async move {
        shutdown.cancelled().await;
        closing.cancel();
        Ok(())
    }));
    // Declared after the workers, so dropped before them: an abort gives nothing back.
    let mut helpers = JoinSet::new();
    let stop = CancellationToken::new();
    let keeper = Keeper {
        store: shared.store.clone(),
        settings: shared.settings.clone(),
        machine: shared.machine.clone(),
        leases: shared.leases.clone(),
        abandoned,
    };
    helpers.spawn(keeper.run(stop.clone()));
    helpers.spawn(reap(shared.clone(), stop.clone()));
    helpers.spawn(wake::run(shared.store.clone(), stop.clone()));

    if let Err(error) = workers.as_mut().await {
        tracing::error!(%error, "workers ended");
    }
    // Jobs cut off at the deadline end here, which makes their leases abandoned.
    drop(workers);
    shared.closing.cancel();
    shared.feeders.close();
    shared.feeders.wait().await;
    stop.cancel();
    while helpers.join_next().await.is_some() {}
}

/// One run, from its payload to its result.
pub(super) async fn run_one<J: Job>(
    claimed: Claimed,
    context: Arc<J::Context>,
    machine: Clock,
) -> Result<(), Failure> {
    let Claimed { row, lease } = claimed;
    let span = tracing::info_span!(
        "job",
        queue = J::QUEUE,
        id = %row.id,
        attempt = row.attempts,
        correlation = row.correlation.as_deref(),
    );
    let meta = Meta {
        id: row.id,
        attempt: row.attempts,
        max_attempts: row.max_attempts,
        correlation: row.correlation,
        lease,
        machine,
    };
    let job: J = serde_json::from_str(&row.payload)
        .map_err(|error| Failure::Fatal(format!("the payload is not a {}: {error}", J::QUEUE)))?;
    job.run(&context, &meta).instrument(span).await
}

/// Takes back the jobs of workers that are no more, whichever node they were on.
async fn reap(shared: Shared, stop: CancellationToken) {
    let margin: Duration = shared.settings.clock_margin;
    let mut beat = super::beat(shared.settings.reap_every);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = beat.tick() => {}
        }
        let now = (shared.machine)();
        match jobs::reap(&shared.store, now - margin, now).await {
            Ok(reaped) if reaped == jobs::Reaped::default() => {}
            Ok(reaped) => tracing::warn!(
                reaped.returned,
                reaped.buried,
                "jobs of lost workers taken back"
            ),
            Err(error) => tracing::warn!(%error, "expired leases could not be looked for"),
        }
    }
}
