//! The sweep of clocks: requests that time has changed get their turn.
//!
//! Any number of nodes may sweep at once. Candidates are read without a lock and decided under one;
//! a request that another node or a clerk holds is left out, because whoever holds it fires what is
//! due before anything else.

use std::error::Error as _;
use std::panic::AssertUnwindSafe;

use futures::{FutureExt as _, StreamExt as _, stream};
use tokio_util::task::AbortOnDropHandle;

use super::work::Work;
use super::{Engine, Error};
use crate::domain::command::{Action, Actor, Command};
use crate::domain::identifiers::RequestId;
use crate::storage;
use crate::storage::requests::{self, Locking};

/// Requests in one transaction of the sweep.
const TICK_BATCH: usize = 100;
/// Transactions of a sweep under way at once, decided on as many processors: the database is as busy.
const ABREAST: usize = 3;
/// Requests that one look at the index finds.
const LOOK: usize = 10 * TICK_BATCH;
/// How often a batch is tried afresh when another write came first.
const ATTEMPTS: usize = 4;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Requests that were due.
    pub due: usize,
    /// Of these, how many changed here; the others were somebody else's.
    pub changed: usize,
    /// How many could not be read or decided; the log says which.
    pub failed: usize,
    /// Where to go on; none when nothing else was due.
    pub next: Option<Place>,
}

/// What one batch of a sweep did, counted as in [`Swept`].
#[derive(Default)]
struct Turns {
    changed: usize,
    failed: usize,
}

/// A place among the requests that are due. Going on from it passes by those that stay due because
/// nothing can be done about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(i64, RequestId);

/// Why requests did not get their turn.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error(transparent)]
    Failed(#[from] Error),
    #[error("the decision panicked")]
    Panicked,
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Failed(error) => error,
            Fault::Panicked => Self::Panicked,
        }
    }
}

impl Fault {
    /// Itself, unless the house is at fault and not these requests: trying others is of no use then.
    pub(super) fn of_the_request(self) -> Result<Self, Error> {
        match self {
            Self::Failed(Error::Storage(
                error @ (storage::Error::Unreachable(_) | storage::Error::Full(_)),
            )) => Err(error.into()),
            fault => Ok(fault),
        }
    }

    pub(super) fn tell(&self, id: RequestId, what: &str) {
        let cause = self.source().map(ToString::to_string).unwrap_or_default();
        tracing::error!(%id, cause, "{what}: {self}");
    }
}

impl Engine {
    /// Gives up to `limit` due requests their turn, most overdue first.
    ///
    /// # Errors
    /// [`Error::Storage`] when the database is out of reach; what was swept before stays swept.
    pub async fn sweep(&self, limit: usize) -> Result<Swept, Error> {
        self.sweep_from(None, limit).await
    }

    /// The same, from where an earlier sweep left off. A request that cannot be read or decided is
    /// logged and passed by.
    ///
    /// # Errors
    /// As [`Engine::sweep`].
    pub async fn sweep_from(&self, from: Option<Place>, limit: usize) -> Result<Swept, Error> {
        let now = self.now();
        let mut swept = Swept::default();
        let mut after = from.map(|Place(wake_at, id)| (wake_at, id));
        while swept.due < limit {
            let look = LOOK.min(limit - swept.due);
            let due = requests::due(self.store.reader(), now, after, look as u64).await?;
            let Some(last) = due.last() else {
                return Ok(swept);
            };
            after = Some(*last);
            let ids: Vec<RequestId> = due.iter().map(|(_, id)| *id).collect();
            swept.due += ids.len();
            let batches: Vec<Vec<RequestId>> = ids.chunks(TICK_BATCH).map(Vec::from).collect();
            // Each on a task of its own: what is decided would else be decided on one processor. A sweep that is
            // dropped takes those under way with it; what panics is caught within.
            let turns = stream::iter(batches).map(|ids| {
                let engine = self.clone();
                AbortOnDropHandle::new(tokio::spawn(async move { engine.give_turns(&ids).await }))
            });
            let mut turns = turns.buffered(ABREAST);
            while let Some(turns) = turns.next().await {
                let turns = turns.map_err(|_| Error::Panicked)??;
                swept.changed += turns.changed;
                swept.failed += turns.failed;
            }
        }
        swept.next = after.map(|(wake_at, id)| Place(wake_at, id));
        Ok(swept)
    }

    /// All in one transaction; each in its own where one of them spoils that.
    async fn give_turns(&self, ids: &[RequestId]) -> Result<Turns, Error> {
        match unpanicked(self.tick(ids)).await {
            Ok(changed) => return Ok(Turns { changed, failed: 0 }),
            Err(fault) => drop(fault.of_the_request()?),
        }
        let mut turns = Turns::default();
        for id in ids {
            // The failed transaction may still be rolling back: its own locks are worth waiting for.
            match unpanicked(self.tick_locking(&[*id], Locking::Wait)).await {
                Ok(changed) => turns.changed += changed,
                Err(fault) => {
                    fault.of_the_request()?.tell(*id, "a request was passed by");
                    turns.failed += 1;
                }
            }
        }
        Ok(turns)
    }

    /// Fires what is due on these requests and says how many changed; those that somebody holds are
    /// left to them. At most [`requests::BATCH_MAX`].
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Storage`].
    pub async fn tick(&self, ids: &[RequestId]) -> Result<usize, Error> {
        self.tick_locking(ids, Locking::Skip).await
    }

    async fn tick_locking(&self, ids: &[RequestId], locking: Locking) -> Result<usize, Error> {
        for _ in 0..ATTEMPTS {
            match self.tick_once(ids, locking).await {
                Err(Error::Storage(error)) if error.is_conflict() => {}
                outcome => return outcome,
            }
        }
        Err(Error::Busy)
    }

    async fn tick_once(&self, ids: &[RequestId], locking: Locking) -> Result<usize, Error> {
        let mut work = Work::begin(self, ids, locking).await?;
        let tick = Command {
            actor: Actor::Engine,
            action: Action::Tick,
            expected: None,
        };
        for id in work.ids() {
            match work.act(id, &tick, None) {
                // A condition without a value stops this request alone; `explain` shows it.
                Ok(_) | Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(work.commit().await?.len())
    }
}

/// A panic in one decision must not end the sweep for every other request.
pub(super) async fn unpanicked<T>(
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Fault> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(done) => done.map_err(Fault::Failed),
        Err(_) => Err(Fault::Panicked),
    }
}
