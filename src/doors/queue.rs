//! Reading a queue 待办: whose it is, and its rows as people see them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::present::case;
use super::present::duty::in_path;
use super::present::queue::{QueueCounts, QueueRow};
use super::present::{LightWord, Words};
use super::problem::Problem;
use super::{Doors, Found};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::clock::working_days_left;
use crate::domain::directory::{AUDITOR, HEAD, Officer, SUPERVISOR};
use crate::domain::identifiers::{CaseNumber, DepartmentKey, RequestId, RoleKey, WorkflowKey};
use crate::domain::request::Duty;
use crate::domain::visibility::hears_complaints;
use crate::storage::queues::{Counts, NO_DUE, Row};
use crate::storage::requests::{self, Brief};
use crate::storage::{instant, micros};

/// In which roles an officer reads a queue: their own in their department, all for its head and for
/// oversight.
///
/// # Errors
/// 403 for other departments' queues, 404 for departments that there are none of.
pub fn roles(
    doors: &Doors,
    officer: &Officer,
    department: &DepartmentKey,
) -> Result<Vec<RoleKey>, Problem> {
    let directory = doors.engine.directory();
    if !directory.departments.contains_key(department) {
        return Err(Problem::not_found());
    }
    if officer.is(SUPERVISOR) || officer.is(AUDITOR) {
        return Ok(directory.roles.keys().cloned().collect());
    }
    if &officer.department == department && officer.is(HEAD) {
        return Ok(directory.roles.keys().cloned().collect());
    }
    if &officer.department == department {
        return Ok(officer.roles.iter().cloned().collect());
    }
    Err(Problem::new(
        "forbidden",
        "this is another department's queue",
    ))
}

/// Whether complaints are left out of the queues that an officer reads: whoever does not hear of them
/// would meet them only where they read in every role.
#[must_use]
pub fn leaves_out_complaints(officer: &Officer) -> bool {
    officer.is(HEAD) && !hears_complaints(officer)
}

/// Rows of a queue as shown: from the queue alone, without the requests behind it.
///
/// # Errors
/// Trouble of the store.
pub async fn rows(doors: &Doors, rows: Vec<Row>) -> Result<Vec<QueueRow>, Problem> {
    let ids: BTreeSet<i64> = rows.iter().map(|row| row.request_id).collect();
    let briefs = requests::briefs(doors.engine.store().reader(), ids).await?;
    let briefs: HashMap<i64, Brief> = briefs.into_iter().map(|brief| (brief.id, brief)).collect();
    let shown = Shown {
        doors,
        calendar: doors.engine.calendar(),
        at: doors.engine.now(),
    };
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(brief) = briefs.get(&row.request_id) {
            all.extend(shown.row(row, brief).await?);
        }
    }
    Ok(all)
}

/// The rows of those requests that somebody may know of.
///
/// # Errors
/// Trouble of the store.
pub async fn rows_where(
    doors: &Doors,
    rows: Vec<Row>,
    may_know: impl Fn(&Found) -> bool,
) -> Result<Vec<QueueRow>, Problem> {
    let ids = rows
        .iter()
        .filter_map(|row| RequestId::try_from(row.request_id).ok());
    let found = doors.find_all(ids.collect()).await?;
    let known: BTreeSet<i64> = found
        .iter()
        .filter(|found| may_know(found))
        .map(|found| found.request.id.get())
        .collect();
    let rows = rows.into_iter();
    let rows = rows.filter(|row| known.contains(&row.request_id));
    self::rows(doors, rows.collect()).await
}

/// What the rows of one page are shown by.
struct Shown<'a> {
    doors: &'a Doors,
    calendar: Arc<Calendar>,
    at: Instant,
}

impl Shown<'_> {
    /// None for what this program cannot read.
    async fn row(&self, row: Row, brief: &Brief) -> Result<Option<QueueRow>, Problem> {
        let engine = &self.doors.engine;
        let (Ok(duty), Ok(workflow)) = (row.duty.parse::<Duty>(), row.workflow_key.parse()) else {
            return Ok(None);
        };
        let department = row.department.parse::<DepartmentKey>().ok();
        let service = engine.service(&workflow, brief.workflow_version).await?;
        let rules = engine.rules(&service, &self.calendar);
        let Ok(id) = RequestId::try_from(row.request_id) else {
            return Ok(None);
        };
        let case_number = CaseNumber::from(id).to_string();
        Ok(Some(QueueRow {
            href: self.doors.settings.link(&format!(
                "/api/v1/requests/{case_number}/duties/{}",
                in_path(&row.duty)
            )),
            case_number,
            applicant: brief.applicant.clone(),
            title: case::duty(&rules, &duty, department.as_ref()),
            service: self::service(self.doors, &row.workflow_key),
            received_at: brief.received_at,
            opened_at: instant(row.opened_at),
            due_at: instant(row.due_at),
            working_days_left: self.days_left(&row, department.as_ref()),
            provisional: row.provisional,
            light: light(&row, self.at),
            came_back: row.rank == 0,
            revision: u64::try_from(row.revision).unwrap_or_default(),
            duty: row.duty,
            workflow: row.workflow_key,
            stage: row.stage,
            department: row.department,
            role: row.role,
            phase: row.phase,
            holder: row.holder,
        }))
    }

    fn days_left(&self, row: &Row, department: Option<&DepartmentKey>) -> i64 {
        if row.due_at == NO_DUE {
            return 0;
        }
        let directory = self.doors.engine.directory();
        let Some(hours) = department.map(|department| directory.hours(department)) else {
            return 0;
        };
        let from = instant(row.counts_from);
        let at = if row.stopped { from } else { self.at };
        working_days_left((from, at), instant(row.due_at), &self.calendar, hours)
    }
}

/// As [`crate::domain::due::at`] has it: the queue keeps when it turns.
fn light(row: &Row, at: Instant) -> LightWord {
    let at = micros(at);
    if row.stopped {
        LightWord::Grey
    } else if at > row.due_at {
        LightWord::Red
    } else if at >= row.soon_at {
        LightWord::Yellow
    } else {
        LightWord::Green
    }
}

impl From<Counts> for QueueCounts {
    fn from(counts: Counts) -> Self {
        Self {
            open: counts.open,
            unclaimed: counts.unclaimed,
            overdue: counts.overdue,
            soon: counts.soon,
            stopped: counts.stopped,
        }
    }
}

/// A service's name, by its key as stored.
#[must_use]
pub fn service(doors: &Doors, key: &str) -> Words {
    let newest = key
        .parse::<WorkflowKey>()
        .ok()
        .and_then(|key| doors.engine.registry().newest(&key));
    newest.map_or_else(
        || Words {
            zh: key.to_owned(),
            en: None,
        },
        |found| (&found.workflow.title).into(),
    )
}
