//! The apalis backend over the job table.
//!
//! A feeder task claims rows, never more than there are free slots, and hands them over a channel.
//! It is a task of its own because apalis does not poll a backend while it drains: a claim caught
//! half way would sit on SQLite's only writer just when the last jobs need it. Database errors end
//! here, in a log line and a longer pause; apalis ends a worker whose backend reports one.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use apalis_core::backend::finalize::Ephemeral;
use apalis_core::backend::{Backend, BackendConfig};
use apalis_core::task::Task;
use apalis_core::task::builder::TaskBuilder;
use apalis_core::task::task_id::TaskId;
use apalis_core::worker::context::WorkerContext;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use super::Job;
use super::ack::AckLayer;
use super::lease::Lease;
use super::worker::Shared;
use crate::faults;
use crate::storage::jobs::{self, Held, Model};

/// The longest pause after database errors.
const ERROR_PAUSE_LIMIT: Duration = Duration::from_secs(10);
/// The first pause after a database error; it doubles.
const ERROR_PAUSE: Duration = Duration::from_millis(200);

/// How long the feeder of a queue in which more waits than it took looks for further free slots: one claim
/// for several jobs costs what one for one does.
const GATHERING: Duration = Duration::from_millis(2);

/// A claimed row on its way to a worker.
#[derive(Debug)]
pub(super) struct Claimed {
    pub(super) row: Model,
    pub(super) lease: Arc<Lease>,
}

/// Feeds one worker from one queue.
pub(super) struct QueueBackend {
    shared: Shared,
    queue: &'static str,
    gives_way: bool,
    slots: usize,
    feed: Option<mpsc::Receiver<Claimed>>,
    stop: CancellationToken,
    _stop_on_drop: DropGuard,
}

impl QueueBackend {
    pub(super) fn of<J: Job>(shared: Shared, slots: usize) -> Self {
        let stop = shared.closing.child_token();
        Self {
            shared,
            queue: J::QUEUE,
            gives_way: J::GIVES_WAY,
            slots,
            feed: None,
            _stop_on_drop: stop.clone().drop_guard(),
            stop,
        }
    }

    /// Begins to claim with the first poll: a worker that is only built claims nothing.
    fn feed(&mut self) -> &mut mpsc::Receiver<Claimed> {
        self.feed.get_or_insert_with(|| {
            let (claimed, feed) = mpsc::channel(self.slots);
            let feeder = Feeder {
                news: self.shared.store.waker().subscribe(self.queue),
                shared: self.shared.clone(),
                queue: self.queue,
                gives_way: self.gives_way,
                slots: Arc::new(Semaphore::new(self.slots)),
                slot_count: self.slots,
                stop: self.stop.clone(),
                claimed,
            };
            self.shared.feeders.spawn(feeder.run());
            feed
        })
    }
}

impl Backend for QueueBackend {
    type Task = Task<Claimed>;
    type Error = Infallible;

    fn poll_ready(
        &mut self,
        _: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Option<Result<Task<Claimed>, Infallible>>> {
        let claimed = ready!(self.feed().poll_recv(cx));
        Poll::Ready(claimed.map(|claimed| Ok(task(claimed))))
    }

    /// Waits until the feeder has ended; what it had claimed is given back as it is dropped.
    fn poll_close(
        &mut self,
        cx: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Result<(), Infallible>> {
        self.stop.cancel();
        if let Some(feed) = &mut self.feed {
            while ready!(feed.poll_recv(cx)).is_some() {}
        }
        Poll::Ready(Ok(()))
    }
}

impl BackendConfig for QueueBackend {
    type Args = Claimed;
    type Id = Uuid;
    /// The rows are durable; "ephemeral" means that decoding is ours, so that a payload nobody
    /// understands becomes a dead letter and not the end of the worker.
    type Kind = Ephemeral;
    type Config = ();
    type Layer = AckLayer;

    fn config(&self) -> &() {
        &()
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> AckLayer {
        AckLayer::new(self.shared.clone())
    }
}

fn task(claimed: Claimed) -> Task<Claimed> {
    let row = &claimed.row;
    let begun = usize::try_from(row.attempts - 1).unwrap_or(0);
    let limit = usize::try_from(row.max_attempts).unwrap_or(1);
    let id = TaskId::from_string(row.id.to_string());
    TaskBuilder::new(claimed)
        .task_id(id)
        .attempt(begun)
        .max_attempts(limit)
        .build()
}

struct Feeder {
    shared: Shared,
    queue: &'static str,
    gives_way: bool,
    slots: Arc<Semaphore>,
    slot_count: usize,
    news: watch::Receiver<()>,
    claimed: mpsc::Sender<Claimed>,
    stop: CancellationToken,
}

impl Feeder {
    async fn run(mut self) {
        let (mut failures, mut more_waits) = (0, false);
        loop {
            let free = tokio::select! {
                () = self.stop.cancelled() => return,
                free = self.free_slots(more_waits) => free,
            };
            // Seen before the claim: news that comes during it must cause another.
            self.news.mark_unchanged();
            let wanted = free.len();
            let found = self.claim(free).await;
            more_waits = matches!(found, Ok(found) if found == wanted);
            let pause = match found {
                Ok(_) if more_waits => continue,
                Ok(_) => {
                    failures = 0;
                    self.shared.settings.poll
                }
                Err(error) => {
                    tracing::warn!(queue = self.queue, %error, "jobs could not be claimed");
                    failures += 1;
                    let pause = ERROR_PAUSE * 2_u32.pow(failures.min(6));
                    self.pause_after_error(pause.min(ERROR_PAUSE_LIMIT)).await;
                    continue;
                }
            };
            tokio::select! {
                () = self.stop.cancelled() => return,
                _ = self.news.changed() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Waits for one free slot, and for its turn, and takes all there are.
    async fn free_slots(&self, more_waits: bool) -> Vec<OwnedSemaphorePermit> {
        let first = self.slots.clone().acquire_owned().await;
        if more_waits && self.slots.available_permits() + 1 < self.slot_count {
            tokio::time::sleep(GATHERING).await;
        }
        if self.gives_way {
            self.shared.rush.let_by().await;
        }
        let more = std::iter::from_fn(|| self.slots.clone().try_acquire_owned().ok());
        first.into_iter().chain(more).collect()
    }

    async fn claim(&self, free: Vec<OwnedSemaphorePermit>) -> Result<usize, crate::storage::Error> {
        let shared = &self.shared;
        let now = (shared.machine)();
        let lease = chrono::Duration::from_std(shared.settings.lease).unwrap_or_default();
        let rows = jobs::claim(&shared.store, self.queue, free.len(), now, lease).await?;
        let found = rows.len();
        if found > 0 {
            faults::at("claim.after");
        }
        for (row, slot) in rows.into_iter().zip(free) {
            let Some(token) = row.lease_token else {
                continue;
            };
            let lease = shared.leases.take(Held { id: row.id, token }, slot);
            // A worker that has gone gives the job back by dropping it.
            let _ = self.claimed.send(Claimed { row, lease }).await;
        }
        Ok(found)
    }

    async fn pause_after_error(&self, pause: Duration) {
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}
