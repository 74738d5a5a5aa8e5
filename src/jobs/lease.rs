//! Who may speak for a job, and for how long.
//!
//! Each claimed job has a [`Lease`]. A task of its own, independent of the workers' polling, renews
//! all of them: a worker busy with a full buffer must not lose its jobs. A lease that is dropped
//! without a last word (shutdown, deadline, a broken worker) is given back by the same task.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_util::sync::CancellationToken;

use super::{Clock, Settings};
use crate::storage::Store;
use crate::storage::jobs::{self, Held};

/// The right to run one job and to say what became of it.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) held: Held,
    /// Cancelled when somebody else has the job, or we could not renew in time.
    pub(super) lost: CancellationToken,
    started: AtomicBool,
    settled: AtomicBool,
    completed: AtomicBool,
    leases: Leases,
    /// Frees the worker's slot when the lease ends.
    _slot: OwnedSemaphorePermit,
}

impl Lease {
    /// From here on giving the job back costs an attempt.
    pub(super) fn start(&self) {
        self.started.store(true, Ordering::Relaxed);
    }

    /// The last word has been said; nothing is left to give back.
    pub(super) fn settle(&self) {
        self.settled.store(true, Ordering::Relaxed);
    }

    pub(super) fn completed_by_run(&self) {
        self.completed.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_completed_by_run(&self) -> bool {
        self.completed.load(Ordering::Relaxed)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.leases.lock().remove(&self.held);
        if !self.settled.load(Ordering::Relaxed) {
            let abandoned = Abandoned {
                held: self.held,
                started: self.started.load(Ordering::Relaxed),
            };
            // No keeper is left to hear it: the lease then runs out by itself.
            let _ = self.leases.abandoned.send(abandoned);
        }
    }
}

#[derive(Debug)]
pub(super) struct Abandoned {
    held: Held,
    started: bool,
}

/// All leases of this process's workers.
#[derive(Clone, Debug)]
pub(super) struct Leases {
    live: Arc<Mutex<HashMap<Held, Weak<Lease>>>>,
    /// No longer than the workers' slots together.
    abandoned: mpsc::UnboundedSender<Abandoned>,
}

impl Leases {
    pub(super) fn new() -> (Self, mpsc::UnboundedReceiver<Abandoned>) {
        let (abandoned, given_up) = mpsc::unbounded_channel();
        let live = Arc::default();
        (Self { live, abandoned }, given_up)
    }

    pub(super) fn take(&self, held: Held, slot: OwnedSemaphorePermit) -> Arc<Lease> {
        let lease = Arc::new(Lease {
            held,
            lost: CancellationToken::new(),
            started: AtomicBool::new(false),
            settled: AtomicBool::new(false),
            completed: AtomicBool::new(false),
            leases: self.clone(),
            _slot: slot,
        });
        self.lock().insert(held, Arc::downgrade(&lease));
        lease
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Held, Weak<Lease>>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn snapshot(&self) -> Vec<Held> {
        self.lock().keys().copied().collect()
    }

    fn lose(&self, held: &Held) {
        let lease = self.lock().get(held).and_then(Weak::upgrade);
        if let Some(lease) = lease {
            lease.lost.cancel();
        }
    }
}

/// Renews and gives back until told to stop, then gives back what is left.
pub(super) struct Keeper {
    pub(super) store: Store,
    pub(super) settings: Settings,
    pub(super) machine: Clock,
    pub(super) leases: Leases,
    pub(super) abandoned: mpsc::UnboundedReceiver<Abandoned>,
}

impl Keeper {
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut beat = super::beat(self.settings.lease / 3);
        // Ends of leases by our own clock, for when the database cannot be asked.
        let mut ends = HashMap::new();
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(abandoned) = self.abandoned.recv() => self.give_back(abandoned).await,
                _ = beat.tick() => self.renew(&mut ends).await,
            }
        }
        while let Ok(abandoned) = self.abandoned.try_recv() {
            self.give_back(abandoned).await;
        }
    }

    async fn renew(&self, ends: &mut HashMap<Held, chrono::DateTime<chrono::Utc>>) {
        let held = self.leases.snapshot();
        ends.retain(|lease, _| held.contains(lease));
        if held.is_empty() {
            return;
        }
        let now = (self.machine)();
        let until = now + self.settings.lease;
        match jobs::renew(self.store.writer(), &held, until).await {
            Ok(ours) => {
                held.iter()
                    .filter(|lease| !ours.contains(lease))
                    .for_each(|lease| self.leases.lose(lease));
                ends.extend(ours.into_iter().map(|lease| (lease, until)));
            }
            Err(error) => {
                tracing::warn!(%error, jobs = held.len(), "leases could not be renewed");
                // A lease that was never renewed began at most one beat ago.
                held.iter()
                    .filter(|lease| *ends.entry(**lease).or_insert(until) <= now)
                    .for_each(|lease| self.leases.lose(lease));
            }
        }
    }

    async fn give_back(&self, abandoned: Abandoned) {
        let Abandoned { held, started } = abandoned;
        match jobs::release(self.store.writer(), held, started).await {
            Ok(_) => tracing::info!(id = %held.id, started, "job given back"),
            Err(error) => {
                tracing::warn!(id = %held.id, %error, "job not given back; its lease runs out")
            }
        }
    }
}
