//! What changed working days do to stored dues: they are laid anew, by whoever first starts with the
//! new days. Two nodes that start at once may both do it; each request is laid under its lock, so
//! the second finds nothing to move.

use super::days::{Days, fingerprint};
use super::sweep::unpanicked;
use super::{Engine, Error, projection};
use crate::domain::identifiers::RequestId;
use crate::storage::calendars::Known;
use crate::storage::requests::{self, Locking};
use crate::storage::{self, calendars, queues};

/// Requests in one transaction of [`Engine::rebuild`].
const REBUILD_BATCH: u64 = 100;
/// How often new days are put in force when another node came first with others.
const ATTEMPTS: usize = 4;

/// What a rebuild did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Requests looked at.
    pub seen: usize,
    /// Of these, how many could not be laid anew.
    pub failed: usize,
}

impl Engine {
    /// Rebuilds if what is stored was laid by other working days or office hours than those of this
    /// engine; none when it was laid by the same. Where something failed, the next call tries again.
    ///
    /// # Errors
    /// As [`Engine::rebuild`].
    pub async fn rebuild_if_moved(&self) -> Result<Option<Rebuilt>, Error> {
        let known = self.put_in_force().await?;
        if known.is_laid {
            return Ok(None);
        }
        let rebuilt = self.rebuild().await?;
        if rebuilt.failed == 0 {
            calendars::lay(self.store.writer(), known.number, self.machine_now()).await?;
        }
        Ok(Some(rebuilt))
    }

    /// From now on these days count. Noted before anything is counted by them, so that `verify`
    /// knows by which days a rung was fired.
    async fn put_in_force(&self) -> Result<Known, Error> {
        let days = Days::of(self).written()?;
        let fingerprint = fingerprint(&days);
        for _ in 0..ATTEMPTS {
            let in_force = calendars::in_force(self.store.reader()).await?;
            let number = match in_force {
                Some(known) if known.fingerprint == fingerprint => return Ok(known),
                Some(known) => known.number + 1,
                None => 1,
            };
            let next = Known {
                number,
                fingerprint: fingerprint.clone(),
                days: days.clone(),
                in_force_from: self.now(),
                is_laid: false,
            };
            calendars::arrive(self.store.writer(), &next).await?;
        }
        Err(Error::Busy)
    }

    /// Lays dues, seats and wake-ups anew for every open request, as after a change of calendar;
    /// says how many were looked at and how many of them failed, which the log names.
    ///
    /// # Errors
    /// [`Error::Storage`] when the database is out of reach.
    pub async fn rebuild(&self) -> Result<Rebuilt, Error> {
        let mut after = None;
        let mut rebuilt = Rebuilt::default();
        loop {
            let ids = requests::ids(self.store.reader(), after, REBUILD_BATCH).await?;
            let Some(last) = ids.last() else {
                return Ok(rebuilt);
            };
            after = Some(*last);
            rebuilt.seen += ids.len();
            rebuilt.failed += self.rebuild_batch(&ids).await?;
        }
    }

    /// Says how many failed.
    async fn rebuild_batch(&self, ids: &[RequestId]) -> Result<usize, Error> {
        match unpanicked(self.rebuild_some(ids)).await {
            Ok(()) => return Ok(0),
            Err(fault) => drop(fault.of_the_request()?),
        }
        let mut failed = 0;
        for id in ids {
            match unpanicked(self.rebuild_some(&[*id])).await {
                Ok(()) => {}
                Err(fault) => {
                    fault
                        .of_the_request()?
                        .tell(*id, "dues could not be laid anew");
                    failed += 1;
                }
            }
        }
        Ok(failed)
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
        tx.commit().await.map_err(storage::Error::from)?;
        Ok(())
    }
}
