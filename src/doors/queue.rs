//! Reading a queue 待办: whose it is, and its rows as people see them.

use std::collections::HashMap;

use super::present::duty::in_path;
use super::present::queue::{QueueCounts, QueueRow};
use super::present::{LightWord, Words};
use super::problem::Problem;
use super::{Doors, Found};
use crate::domain::directory::{AUDITOR, HEAD, Officer, SUPERVISOR};
use crate::domain::due;
use crate::domain::identifiers::{CaseNumber, DepartmentKey, RequestId, RoleKey, WorkflowKey};
use crate::domain::request::Duty;
use crate::domain::visibility::{Viewer, visible};
use crate::storage::instant;
use crate::storage::queues::{Counts, Row};

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

/// Rows of a queue as shown. Lights and dues are derived as on the duty's own page; what was done since
/// the queue was read is left out.
///
/// # Errors
/// Trouble of the store.
pub async fn rows(doors: &Doors, rows: Vec<Row>) -> Result<Vec<QueueRow>, Problem> {
    rows_where(doors, rows, |_| true).await
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
    let by_id: HashMap<i64, &Found> = found
        .iter()
        .filter(|found| may_know(found))
        .map(|found| (found.request.id.get(), found))
        .collect();
    let shown = rows.into_iter().filter_map(|row| {
        let found = by_id.get(&row.request_id)?;
        self::row(doors, found, row)
    });
    Ok(shown.collect())
}

fn row(doors: &Doors, found: &Found, row: Row) -> Option<QueueRow> {
    let duty: Duty = row.duty.parse().ok()?;
    found.request.seats.get(&duty)?;
    let case = doors.case(found);
    let due = due::at(&case.rules, &found.request, &duty.clock(), found.at);
    let seen = visible(
        &found.service.workflow,
        &found.request,
        &found.facts,
        Viewer::Duty(&duty),
    );
    let case_number = CaseNumber::from(found.request.id).to_string();
    Some(QueueRow {
        href: doors.settings.link(&format!(
            "/api/v1/requests/{case_number}/duties/{}",
            in_path(&row.duty)
        )),
        case_number,
        applicant: seen.name,
        title: case.duty(&duty),
        service: service(doors, &row.workflow_key),
        received_at: found.request.received_at,
        opened_at: instant(row.opened_at),
        due_at: due.map_or_else(|| instant(row.due_at), |due| due.at),
        working_days_left: due.map_or(0, |due| due.working_days_left),
        provisional: row.provisional,
        light: due.map_or(LightWord::Green, |due| due.light.into()),
        came_back: row.rank == 0,
        revision: u64::try_from(row.revision).unwrap_or_default(),
        duty: row.duty,
        workflow: row.workflow_key,
        stage: row.stage,
        department: row.department,
        role: row.role,
        phase: row.phase,
        holder: row.holder,
    })
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
