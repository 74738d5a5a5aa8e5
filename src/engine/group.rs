//! Group commit: commands that wait together share one transaction and one fsync.
//!
//! A command joins the line; whoever finds a committer free sends it off. A committer takes those who
//! stand in the line, writes them as one batch, tells each its own outcome and looks again, so that
//! nobody waits for company: alone, a command is a batch of one. Whoever gives up while in the line is let
//! go; a batch that was begun goes on, because others are in it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::write::{Done, Wish};
use super::{Engine, Error};
use crate::storage::Backend;

/// Commands of one batch at most.
const BATCH: usize = 16;
/// Commands that wait at most; more are asked to come again.
const LINE_MAX: usize = 4_096;

/// The line, and who serves it.
pub(super) struct Group {
    line: Mutex<VecDeque<Waiting>>,
    committers: Arc<Semaphore>,
}

struct Waiting {
    wish: Wish,
    told: oneshot::Sender<Result<Done, Error>>,
}

impl Group {
    /// SQLite has one writer. On PostgreSQL a second batch is decided while the first reaches the disk.
    pub(super) fn on(backend: Backend) -> Self {
        let committers = match backend {
            Backend::Sqlite => 1,
            Backend::Postgres => 2,
        };
        Self {
            line: Mutex::default(),
            committers: Arc::new(Semaphore::new(committers)),
        }
    }

    fn line(&self) -> MutexGuard<'_, VecDeque<Waiting>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join(&self, wish: Wish) -> Result<oneshot::Receiver<Result<Done, Error>>, Error> {
        let (told, outcome) = oneshot::channel();
        let mut line = self.line();
        if line.len() >= LINE_MAX {
            return Err(Error::Busy);
        }
        line.push_back(Waiting { wish, told });
        Ok(outcome)
    }

    fn next(&self) -> Vec<Waiting> {
        let mut line = self.line();
        line.retain(|waiting| !waiting.told.is_closed());
        let many = line.len().min(BATCH);
        line.drain(..many).collect()
    }

    /// A free committer, if there is one and anybody waits.
    fn committer(&self) -> Option<OwnedSemaphorePermit> {
        if self.line().is_empty() {
            return None;
        }
        Arc::clone(&self.committers).try_acquire_owned().ok()
    }
}

impl Engine {
    /// Has a wish carried out with those that wait beside it.
    pub(super) async fn in_company(&self, wish: Wish) -> Result<Done, Error> {
        let outcome = self.group.join(wish)?;
        if let Some(committer) = self.group.committer() {
            tokio::spawn(self.clone().serve_line(committer));
        }
        outcome.await.unwrap_or(Err(Error::Panicked))
    }

    async fn serve_line(self, mut committer: OwnedSemaphorePermit) {
        loop {
            let batch = self.group.next();
            if batch.is_empty() {
                drop(committer);
                // Somebody may have come when the line had been looked at and no committer was free yet.
                match self.group.committer() {
                    Some(again) => committer = again,
                    None => return,
                }
                continue;
            }
            let (wishes, told): (Vec<_>, Vec<_>) =
                batch.into_iter().map(|one| (one.wish, one.told)).unzip();
            let outcomes = self.write(&wishes).await;
            for (told, outcome) in told.into_iter().zip(outcomes) {
                // Whoever has given up meanwhile asks again under the same key.
                let _ = told.send(outcome);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::command::{Action, Actor, Command};
    use crate::domain::identifiers::RequestId;
    use crate::engine::Call;
    use crate::engine::write::What;

    fn wish(id: i64) -> Wish {
        let tick = Command {
            actor: Actor::Engine,
            action: Action::Tick,
            expected: None,
        };
        Wish {
            what: What::Act {
                id: RequestId::try_from(id).unwrap(),
                command: Box::new(tick),
            },
            call: Call::default(),
        }
    }

    #[test]
    fn whoever_gives_up_in_the_line_is_let_go() {
        let group = Group::on(Backend::Sqlite);
        let gone = group.join(wish(1)).unwrap();
        let _stays = group.join(wish(2)).unwrap();
        drop(gone);
        let ids: Vec<_> = group.next().iter().map(|one| one.wish.id()).collect();
        assert_eq!(ids, [RequestId::try_from(2).ok()]);
    }

    #[test]
    fn the_line_has_an_end() {
        let group = Group::on(Backend::Sqlite);
        let waiting = (0..LINE_MAX).map(|_| group.join(wish(1)).unwrap());
        let _waiting: Vec<_> = waiting.collect();
        assert!(matches!(group.join(wish(1)), Err(Error::Busy)));
        assert_eq!(group.next().len(), BATCH);
    }
}
