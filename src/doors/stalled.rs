//! What does not move: requests that are overdue or quiet, with what each hangs on, oldest first.

use super::{Doors, Found, Problem};
use crate::domain::explain::{self, Cause, Stalled};
use crate::domain::identifiers::{DepartmentKey, StageKey, WorkflowKey};
use crate::domain::request::Duty;
use crate::storage::requests;

/// Working days without an event after which a request counts as quiet, unless asked otherwise.
pub const QUIET_DAYS: u32 = 10;
/// Most of them that may be asked for.
pub const QUIET_DAYS_MAX: u32 = 365;
/// Most requests that one page reads; what it lists may be few of them.
const READ_MAX: u64 = 1_000;
/// Requests read at once.
const BATCH: usize = 100;

/// What is sought.
#[derive(Debug, Clone)]
pub struct Sought {
    /// Working days without an event after which a request counts as quiet.
    pub quiet_days: u32,
    /// Only what hangs on this.
    pub cause: Option<Cause>,
    /// Only this service.
    pub workflow: Option<WorkflowKey>,
    /// Only what hangs on this stage.
    pub stage: Option<StageKey>,
    /// Only what hangs on work in this department's queue.
    pub department: Option<DepartmentKey>,
    /// Only requests with a greater number, which are newer.
    pub after: Option<i64>,
    /// Whether the reader may know of complaints.
    pub complaints: bool,
}

impl Default for Sought {
    fn default() -> Self {
        Self {
            quiet_days: QUIET_DAYS,
            cause: None,
            workflow: None,
            stage: None,
            department: None,
            after: None,
            complaints: false,
        }
    }
}

/// One request that does not move.
pub struct Stall {
    /// The request.
    pub found: Found,
    /// Why, and what helps.
    pub stalled: Stalled,
}

/// A page of them.
pub struct Stalls {
    /// Oldest first.
    pub rows: Vec<Stall>,
    /// Where the next page starts; none where everything was read.
    pub next: Option<i64>,
}

impl Stall {
    /// In whose queue lies what it hangs on.
    #[must_use]
    pub fn department(&self) -> Option<&DepartmentKey> {
        let seat = self.found.request.seats.get(self.stalled.duty()?);
        seat.map(|seat| &seat.department)
    }

    fn fits(&self, sought: &Sought) -> bool {
        let stage = self.stalled.on.as_ref().and_then(|on| on.stage.as_ref());
        let workflow = &self.found.request.workflow.key;
        sought.cause.is_none_or(|cause| cause == self.stalled.cause)
            && sought.workflow.as_ref().is_none_or(|it| it == workflow)
            && (sought.stage.is_none() || sought.stage.as_ref() == stage)
            && (sought.department.is_none() || sought.department.as_ref() == self.department())
    }
}

/// A page of at most `rows`; it may be short while there is a next one.
///
/// # Errors
/// Trouble of the store.
pub async fn page(doors: &Doors, sought: &Sought, rows: usize) -> Result<Stalls, Problem> {
    let db = doors.engine.store().reader();
    let listed = requests::unfinished(db, sought.after, READ_MAX).await?;
    let exhausted = (listed.len() as u64) < READ_MAX;
    let last = listed.last().map(|id| id.get());
    let mut page = Vec::new();
    for ids in listed.chunks(BATCH) {
        let mut batch = doors.find_all(ids.to_vec()).await?;
        batch.sort_by_key(|found| found.request.id);
        for found in batch {
            let id = found.request.id.get();
            page.extend(stall(doors, found, sought).filter(|stall| stall.fits(sought)));
            if page.len() == rows && Some(id) != last {
                let next = Some(id);
                return Ok(Stalls { rows: page, next });
            }
        }
    }
    Ok(Stalls {
        rows: page,
        next: last.filter(|_| !exhausted),
    })
}

/// How many do not move, as far as one page reads, and whether there may be more.
///
/// # Errors
/// Trouble of the store.
pub async fn count(doors: &Doors, complaints: bool) -> Result<(usize, bool), Problem> {
    let sought = Sought {
        complaints,
        ..Sought::default()
    };
    let page = page(doors, &sought, usize::MAX).await?;
    Ok((page.rows.len(), page.next.is_some()))
}

fn stall(doors: &Doors, found: Found, sought: &Sought) -> Option<Stall> {
    let rules = doors.rules(&found);
    let mut waits = explain::explain(&rules, &found.request, found.at);
    if !sought.complaints {
        // Whoever is complained about need not know.
        waits.retain(|wait| !matches!(wait.duty, Some(Duty::Complaint(_))));
    }
    let stalled = explain::stalled(&rules, &found.request, waits, sought.quiet_days, found.at)?;
    Some(Stall { found, stalled })
}

/// A cause as a stable word.
#[must_use]
pub fn cause_word(cause: Cause) -> &'static str {
    match cause {
        Cause::Unclaimed => "unclaimed",
        Cause::Claimed => "claimed",
        Cause::Applicant => "applicant",
        Cause::Sitting => "sitting",
        Cause::Notice => "notice",
        Cause::Date => "date",
        Cause::Nothing => "nothing",
    }
}
