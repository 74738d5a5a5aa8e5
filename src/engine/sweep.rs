//! The sweep of clocks: requests that time has changed get their turn.
//!
//! Any number of nodes may sweep at once. Candidates are read without a lock and decided under one;
//! a request that another node or a clerk holds is left out, because whoever holds it fires what is
//! due before anything else.

use super::work::Work;
use super::{Engine, Error, projection};
use crate::domain::command::{Action, Actor, Command};
use crate::domain::identifiers::RequestId;
use crate::storage::queues;
use crate::storage::requests::{self, Locking};

/// Requests in one transaction of the sweep.
const TICK_BATCH: usize = 50;
/// Requests in one transaction of [`Engine::rebuild`].
const REBUILD_BATCH: u64 = 100;
/// How often a batch is tried afresh when another write came first.
const ATTEMPTS: usize = 4;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Requests that were due.
    pub due: usize,
    /// Of these, how many changed here; the others were somebody else's.
    pub changed: usize,
}

impl Engine {
    /// Gives up to `limit` due requests their turn, most overdue first. While `due` comes back as
    /// `limit`, there is more.
    ///
    /// # Errors
    /// [`Error::Storage`]; what was swept before stays swept.
    pub async fn sweep(&self, limit: usize) -> Result<Swept, Error> {
        let now = self.now();
        let mut swept = Swept::default();
        let mut after = None;
        while swept.due < limit {
            let batch = TICK_BATCH.min(limit - swept.due);
            let due = requests::due(self.store.reader(), now, after, batch as u64).await?;
            let Some(last) = due.last() else {
                break;
            };
            after = Some(*last);
            let ids: Vec<RequestId> = due.iter().map(|(_, id)| *id).collect();
            swept.due += ids.len();
            swept.changed += self.tick(&ids).await?;
        }
        Ok(swept)
    }

    /// Fires what is due on these requests and says how many changed; those that somebody holds are
    /// left to them. At most [`requests::BATCH_MAX`].
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Storage`].
    pub async fn tick(&self, ids: &[RequestId]) -> Result<usize, Error> {
        for _ in 0..ATTEMPTS {
            match self.tick_once(ids).await {
                Err(Error::Storage(error)) if error.is_conflict() => {}
                outcome => return outcome,
            }
        }
        Err(Error::Busy)
    }

    async fn tick_once(&self, ids: &[RequestId]) -> Result<usize, Error> {
        let mut work = Work::begin(self, ids, Locking::Skip).await?;
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

    /// Lays dues, seats and wake-ups anew for every open request, as after a change of calendar;
    /// says how many were looked at.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn rebuild(&self) -> Result<usize, Error> {
        let mut after = None;
        let mut seen = 0;
        loop {
            let ids = requests::ids(self.store.reader(), after, REBUILD_BATCH).await?;
            let Some(last) = ids.last() else {
                return Ok(seen);
            };
            after = Some(*last);
            seen += ids.len();
            self.rebuild_some(&ids).await?;
        }
    }

    async fn rebuild_some(&self, ids: &[RequestId]) -> Result<(), Error> {
        let calendar = self.calendar();
        let tx = self.store.begin().await?;
        for stored in requests::lock(&tx, ids, Locking::Wait).await? {
            if stored.request.is_over() && stored.wake_at.is_none() {
                continue;
            }
            let on = &stored.request.workflow;
            let service = self.service(&on.key, on.version).await?;
            let rules = self.rules(&service, &calendar);
            let rows = projection::seats(&rules, &stored.request);
            queues::replace(&tx, stored.id, rows).await?;
            let times = (
                projection::due_at(&rules, &stored.request),
                projection::wake_at(&rules, &stored.request),
            );
            requests::retime(&tx, stored.id, stored.request.version, times.0, times.1).await?;
        }
        tx.commit().await.map_err(crate::storage::Error::from)?;
        Ok(())
    }
}
