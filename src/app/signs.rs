//! Signs of life: who sweeps says so in the database, so that a node that only answers, and whoever
//! watches the figures, learns when nobody does.

use std::time::{Duration, Instant};

use chrono::TimeDelta;

use crate::engine::Engine;
use crate::storage::{Error, workers};

/// A sign is given no more often.
const EVERY: Duration = Duration::from_secs(10);
/// Whoever gave none for so long ended without a word.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::days(1);

/// The signs of one process.
pub(super) struct Signs {
    run_id: String,
    last: Option<Instant>,
}

impl Signs {
    /// Of a process that has given none yet.
    pub(super) fn new() -> Self {
        Self {
            run_id: uuid::Uuid::now_v7().simple().to_string(),
            last: None,
        }
    }

    /// Gives one, unless it gave one just now.
    pub(super) async fn give(&mut self, engine: &Engine) {
        if self.last.is_some_and(|last| last.elapsed() < EVERY) {
            return;
        }
        match self.write(engine).await {
            Ok(()) => self.last = Some(Instant::now()),
            Err(error) => tracing::warn!(%error, "no sign of life could be given"),
        }
    }

    async fn write(&self, engine: &Engine) -> Result<(), Error> {
        let (db, now) = (engine.store().writer(), engine.ports().machine.now());
        workers::tick(db, &self.run_id, now).await?;
        workers::forget(db, now - FORGOTTEN_AFTER).await
    }

    /// Says that the process works no more.
    pub(super) async fn leave(self, engine: &Engine) {
        if let Err(error) = workers::leave(engine.store().writer(), &self.run_id).await {
            tracing::warn!(%error, "the end of the work could not be noted");
        }
    }
}
