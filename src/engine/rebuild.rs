//! What changed working days do to stored dues: they are laid anew, by whoever first starts with the
//! new days, and whose day moved is told. Two nodes that start at once may both do it; each request
//! is laid under its lock, so the second finds nothing to move and nobody to tell.

use chrono::{NaiveDate, TimeDelta};

use super::days::{Days, fingerprint};
use super::sweep::unpanicked;
use super::work::Work;
use super::{Engine, Error, projection};
use crate::domain::calendar::{Calendar, Instant, civil};
use crate::domain::command::{Action, Actor, Command};
use crate::domain::decide::Rules;
use crate::domain::identifiers::RequestId;
use crate::domain::request::ClockKey;
use crate::storage::calendars::Known;
use crate::storage::requests::{self, Locking, Stored};
use crate::storage::{self, Transaction, calendars, instant, micros, queues};

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
    /// How many applicants are told of another due date.
    pub told: usize,
}

/// A request whose due date moves with the working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub id: RequestId,
    /// The civil day it was due.
    pub was: NaiveDate,
    /// The civil day it is due then.
    pub due: NaiveDate,
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

    /// Lays dues, seats and wake-ups anew for every request, as after a change of calendar;
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
            self.rebuild_batch(&ids, &mut rebuilt).await?;
        }
    }

    /// Whose due dates another calendar would move; changes nothing.
    ///
    /// # Errors
    /// [`Error::Storage`] when the database is out of reach. A request that cannot be read is
    /// passed by, and logged.
    pub async fn would_move(&self, calendar: &Calendar) -> Result<Vec<Moved>, Error> {
        let mut after = None;
        let mut all = Vec::new();
        loop {
            let ids = requests::ids(self.store.reader(), after, REBUILD_BATCH).await?;
            let Some(last) = ids.last() else {
                return Ok(all);
            };
            after = Some(*last);
            for id in ids {
                match self.would_move_one(id, calendar).await {
                    Ok(found) => all.extend(found),
                    Err(Error::Storage(error @ storage::Error::Unreadable { .. })) => {
                        tracing::error!(%id, "passed by: {error}");
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }

    async fn would_move_one(
        &self,
        id: RequestId,
        calendar: &Calendar,
    ) -> Result<Option<Moved>, Error> {
        let Some(stored) = requests::find(self.store.reader(), id).await? else {
            return Ok(None);
        };
        let on = &stored.request.workflow;
        let service = self.service(&on.key, on.version).await?;
        Ok(moved(&self.rules(&service, calendar), &stored))
    }

    /// All in one transaction; each in its own where one of them spoils that.
    async fn rebuild_batch(&self, ids: &[RequestId], rebuilt: &mut Rebuilt) -> Result<(), Error> {
        match unpanicked(self.rebuild_some(ids)).await {
            Ok(told) => {
                rebuilt.told += told;
                return Ok(());
            }
            Err(fault) => drop(fault.of_the_request()?),
        }
        for id in ids {
            match unpanicked(self.rebuild_some(&[*id])).await {
                Ok(told) => rebuilt.told += told,
                Err(fault) => {
                    fault
                        .of_the_request()?
                        .tell(*id, "dues could not be laid anew");
                    rebuilt.failed += 1;
                }
            }
        }
        Ok(())
    }

    /// Says how many are told. Whose day moved is seen in what was stored before, under the lock:
    /// nobody is told twice.
    async fn rebuild_some(&self, ids: &[RequestId]) -> Result<usize, Error> {
        let calendar = self.calendar();
        let tx = self.store.begin().await?;
        let mut to_tell = Vec::new();
        for stored in requests::lock(&tx, ids, Locking::Wait).await? {
            let request = &stored.request;
            let on = &stored.request.workflow;
            let service = self.service(&on.key, on.version).await?;
            let rules = self.rules(&service, &calendar);
            let is_still =
                request.is_over() && request.seats.is_empty() && stored.wake_at.is_none();
            if is_still && stored.due_at == projection::due_at(&rules, request).map(micros) {
                continue;
            }
            to_tell.extend(moved(&rules, &stored));
            let rows = projection::seats(&rules, &stored.request);
            queues::replace(&tx, stored.id, rows).await?;
            let times = (
                projection::due_at(&rules, &stored.request),
                projection::wake_at(&rules, &stored.request),
            );
            requests::retime(&tx, stored.id, stored.request.version, times.0, times.1).await?;
        }
        if to_tell.is_empty() {
            tx.commit().await.map_err(storage::Error::from)?;
            return Ok(0);
        }
        self.tell_moved(tx, &to_tell).await
    }

    async fn tell_moved(&self, tx: Transaction, to_tell: &[Moved]) -> Result<usize, Error> {
        let ids: Vec<RequestId> = to_tell.iter().map(|moved| moved.id).collect();
        let mut work = Work::over(self, tx, &ids, Locking::Wait).await?;
        let mut told = 0;
        for moved in to_tell {
            let command = Command {
                actor: Actor::Engine,
                action: Action::TellDueMoved {
                    was: moved.was,
                    due: moved.due,
                },
                expected: None,
            };
            match work.act(moved.id, &command, None) {
                Ok(_) => told += 1,
                // A condition without a value stops this request alone; `explain` shows it.
                Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        work.commit().await?;
        Ok(told)
    }
}

/// The whole request's due day, stored and as these rules have it, where they differ. While the
/// clock is stopped there is no day to tell; the notice that it runs again says the new one.
fn moved(rules: &Rules<'_>, stored: &Stored) -> Option<Moved> {
    let request = &stored.request;
    if request.is_over() || request.is_stopped(&ClockKey::Promised) {
        return None;
    }
    let was = last_day(instant(stored.due_at?));
    let due = last_day(projection::due_at(rules, request)?);
    (was != due).then_some(Moved {
        id: stored.id,
        was,
        due,
    })
}

/// The civil day that ends at an instant, or in which it lies.
fn last_day(at: Instant) -> NaiveDate {
    civil(at - TimeDelta::microseconds(1)).date()
}
