//! The figures a supervisor begins the day with: what is open, how old it is, how much is in time.
//!
//! Reading them takes one look over all open work. While that is quick they are read for everybody
//! anew; where it takes long they are kept for a multiple of that time, and read again beside the
//! readers, so that a node never spends more than a small share of itself on them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant as Machine};

use chrono::{Datelike, Days, NaiveDate, TimeDelta};

use super::problem::Problem;
use super::{Doors, stalled};
use crate::domain::calendar::{Instant, civil, midnight};
use crate::storage::instant;
use crate::storage::reports::{self, BANDS, Cell, Ended};

/// Weeks that the line in time looks back.
pub const WEEKS: u64 = 12;
/// What is read within this time is not kept.
const QUICK: Duration = Duration::from_millis(250);
/// How many times as long as it took to read them figures are kept.
const KEPT_TIMES: u32 = 20;
/// For how long figures are kept at most, and how long whoever reads them again is waited for.
const KEPT_MAX: Duration = Duration::from_secs(120);

/// Everything the overview shows.
#[derive(Debug)]
pub struct Overview {
    /// When it was read, on the law's clock.
    pub at: Instant,
    /// Requests that are not over.
    pub open_requests: u64,
    /// Work due before the day is over.
    pub due_today: u64,
    /// Cards issued this month.
    pub cards: u64,
    /// How many requests do not move, and whether there may be more.
    pub stalled: (usize, bool),
    /// Open work by department, service and stage.
    pub cells: Vec<Cell>,
    /// What ended in each week, by its Monday, and how much of it in time.
    pub weeks: Vec<(NaiveDate, Ended)>,
}

impl Overview {
    async fn read(doors: &Doors, complaints: bool) -> Result<Self, Problem> {
        let db = doors.engine.store().reader();
        let at = doors.engine.now();
        let today = civil(at).date();
        let tomorrow = midnight(today + Days::new(1));
        let month = midnight(today.with_day(1).unwrap_or(today));
        let monday = today - TimeDelta::days(today.weekday().num_days_from_monday().into());
        let mut weeks = Vec::new();
        for back in (0..WEEKS).rev() {
            let from = monday - TimeDelta::weeks(i64::try_from(back).unwrap_or_default());
            let ended =
                reports::ended_within(db, midnight(from), midnight(from + Days::new(7))).await?;
            weeks.push((from, ended));
        }
        Ok(Self {
            at,
            open_requests: reports::open_requests(db).await?,
            due_today: reports::due_within(db, at, tomorrow, complaints).await?,
            cards: reports::cards_since(db, month).await?,
            stalled: stalled::count(doors, complaints).await?,
            cells: reports::cells(db, at, complaints).await?,
            weeks,
        })
    }

    /// A figure over all cells.
    pub fn sum(&self, of: impl Fn(&Cell) -> i64) -> i64 {
        self.cells.iter().map(of).sum()
    }

    /// Open work by age.
    #[must_use]
    pub fn ages(&self) -> [i64; BANDS] {
        let mut ages = [0; BANDS];
        for cell in &self.cells {
            for (sum, band) in ages.iter_mut().zip(cell.ages) {
                *sum += band;
            }
        }
        ages
    }

    /// Since when the oldest is open.
    #[must_use]
    pub fn oldest(&self) -> Option<Instant> {
        self.cells.iter().map(|cell| cell.oldest).min().map(instant)
    }
}

/// What a node keeps of it: for those who hear of complaints, and for the others.
#[derive(Debug, Default)]
pub struct Overviews([Shelf; 2]);

#[derive(Debug, Default)]
struct Shelf {
    kept: Mutex<Option<Kept>>,
    /// The last that was read, with when that began: whoever came before and waited takes it.
    last: tokio::sync::Mutex<Option<(Machine, Arc<Overview>)>>,
}

#[derive(Debug)]
struct Kept {
    overview: Arc<Overview>,
    until: Machine,
}

impl Shelf {
    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept, and whether the asker is the one to read it again.
    fn look(&self, now: Machine) -> Option<(Arc<Overview>, bool)> {
        let mut kept = self.kept();
        let kept = kept.as_mut()?;
        let is_old = now >= kept.until;
        if is_old {
            kept.until = now + KEPT_MAX;
        }
        Some((kept.overview.clone(), is_old))
    }

    /// Keeps what took long to read.
    fn keep(&self, overview: &Arc<Overview>, took: Duration, now: Machine) {
        *self.kept() = (took > QUICK).then(|| Kept {
            overview: overview.clone(),
            until: now + (took * KEPT_TIMES).min(KEPT_MAX),
        });
    }

    async fn read(&self, doors: &Doors, complaints: bool) -> Result<Arc<Overview>, Problem> {
        let began = Machine::now();
        let overview = Arc::new(Overview::read(doors, complaints).await?);
        self.keep(&overview, began.elapsed(), Machine::now());
        Ok(overview)
    }

    /// What is read by somebody who began after the asker came: by one of those who wait, for all.
    async fn share<Reading>(
        &self,
        came: Machine,
        read: impl FnOnce() -> Reading,
    ) -> Result<Arc<Overview>, Problem>
    where
        Reading: Future<Output = Result<Arc<Overview>, Problem>>,
    {
        let mut last = self.last.lock().await;
        if let Some((began, overview)) = last.as_ref()
            && *began >= came
        {
            return Ok(overview.clone());
        }
        let began = Machine::now();
        let overview = read().await?;
        *last = Some((began, overview.clone()));
        Ok(overview)
    }
}

impl Doors {
    /// The figures, with or without what hangs on complaints.
    ///
    /// # Errors
    /// Trouble of the store.
    pub async fn overview(&self, complaints: bool) -> Result<Arc<Overview>, Problem> {
        let shelf = &self.overviews.0[usize::from(complaints)];
        let came = Machine::now();
        if let Some((overview, reads)) = shelf.look(came) {
            if reads {
                let doors = self.clone();
                tokio::spawn(async move {
                    let shelf = &doors.overviews.0[usize::from(complaints)];
                    if let Err(problem) = shelf.read(&doors, complaints).await {
                        tracing::warn!(detail = problem.detail, "the figures could not be read");
                    }
                });
            }
            return Ok(overview);
        }
        shelf.share(came, || shelf.read(self, complaints)).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn read() -> Arc<Overview> {
        Arc::new(Overview {
            at: Instant::default(),
            open_requests: 0,
            due_today: 0,
            cards: 0,
            stalled: (0, false),
            cells: Vec::new(),
            weeks: Vec::new(),
        })
    }

    fn is_old(shelf: &Shelf, now: Machine) -> Option<bool> {
        shelf.look(now).map(|(_, is_old)| is_old)
    }

    #[test]
    fn what_is_quick_is_not_kept() {
        let (shelf, now) = (Shelf::default(), Machine::now());
        shelf.keep(&read(), QUICK, now);
        assert_eq!(is_old(&shelf, now), None);
    }

    #[test]
    fn what_took_long_is_kept_in_proportion_and_read_again_by_one() {
        let (shelf, now) = (Shelf::default(), Machine::now());
        let second = Duration::from_secs(1);
        shelf.keep(&read(), second, now);
        assert_eq!(is_old(&shelf, now + 19 * second), Some(false));
        assert_eq!(is_old(&shelf, now + 20 * second), Some(true));
        assert_eq!(is_old(&shelf, now + 21 * second), Some(false));
        // Whoever was to read it again never came back.
        assert_eq!(is_old(&shelf, now + 20 * second + KEPT_MAX), Some(true));
    }

    #[tokio::test]
    async fn many_who_come_at_once_wait_for_one_reading() -> Result<(), Problem> {
        let (shelf, reads) = (Shelf::default(), AtomicU32::new(0));
        let reading = || async {
            reads.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(read())
        };
        let came = Machine::now();
        let all = (0..20).map(|_| shelf.share(came, reading));
        let shown = futures::future::try_join_all(all).await?;
        assert_eq!(reads.load(Ordering::Relaxed), 1);
        assert!(shown.iter().all(|one| Arc::ptr_eq(one, &shown[0])));
        // Who comes while it is read may know of something newer.
        let late = Machine::now();
        shelf.share(late, reading).await?;
        assert_eq!(reads.load(Ordering::Relaxed), 2);
        Ok(())
    }

    #[test]
    fn nothing_is_kept_beyond_two_minutes() {
        let (shelf, now) = (Shelf::default(), Machine::now());
        shelf.keep(&read(), Duration::from_secs(60), now);
        assert_eq!(is_old(&shelf, now + KEPT_MAX), Some(true));
    }
}
