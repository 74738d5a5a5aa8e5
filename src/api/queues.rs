//! Queues 待办: a department's open work, most urgent first.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

use super::present::Words;
use super::present::queue::{QueueCounts, QueuePage, QueueRow, light};
use crate::domain::directory::{AUDITOR, HEAD, Officer, SUPERVISOR};
use crate::domain::identifiers::{
    CaseNumber, DepartmentKey, RequestId, RoleKey, StageKey, WorkflowKey,
};
use crate::doors::Doors;
use crate::doors::cursor;
use crate::doors::gate::AsOfficer;
use crate::doors::place::{Place, named};
use crate::doors::preconditions::tagged;
use crate::doors::problem::Problem;
use crate::doors::question::Question;
use crate::storage::instant;
use crate::storage::queues::{self, Cursor, Filter, Row};

/// Most pages that a filtered read goes through before it gives a short page.
const PAGES_READ_MAX: usize = 10;

/// `/queues/{department}`
#[derive(Debug, Deserialize)]
pub struct QueuePlace {
    /// The department's key.
    pub department: String,
}

/// Which part of a queue.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct QueueQuestion {
    /// `all` (as usual), `unclaimed`, or `mine`: what you hold, in whatever queue.
    #[serde(default)]
    #[param(inline)]
    pub filter: QueueFilter,
    /// Only this stage.
    #[param(value_type = Option<String>)]
    pub stage: Option<StageKey>,
    /// Only this service.
    #[param(value_type = Option<String>)]
    pub workflow: Option<WorkflowKey>,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// Rows of a page.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Which part of a queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueueFilter {
    /// Everything.
    #[default]
    All,
    /// What nobody holds.
    Unclaimed,
    /// What the reader holds.
    Mine,
}

/// Read a department's queue.
#[utoipa::path(get, path = "/api/v1/queues/{department}", tag = "duties", params(QueueQuestion),
    responses((status = 200, body = QueuePage, description = "Most urgent first; a filtered page may be short while `next` is there")))]
pub async fn read(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Place(place): Place<QueuePlace>,
    Question(question): Question<QueueQuestion>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let department: DepartmentKey = named(&place.department)?;
    let roles = roles(&doors, &officer, &department)?;
    let limit = cursor::rows(question.limit)?;
    let at = doors.engine.now();
    let counts = queues::counts(doors.engine.store().reader(), &department, at).await?;
    let (rows, next) = rows(&doors, &officer, &department, &roles, &question, limit).await?;
    let page = QueuePage {
        department: department.to_string(),
        counts: QueueCounts {
            open: counts.open,
            unclaimed: counts.unclaimed,
            overdue: counts.overdue,
            soon: counts.soon,
            stopped: counts.stopped,
        },
        rows: rows
            .iter()
            .filter_map(|found| row(&doors, found, at))
            .collect(),
        next: next.map(cursor::encode),
    };
    Ok(tagged(&headers, 0, &page))
}

/// In which roles an officer reads a queue: their own in their department, all for its head and for
/// oversight.
fn roles(
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

async fn rows(
    doors: &Doors,
    officer: &Officer,
    department: &DepartmentKey,
    roles: &[RoleKey],
    question: &QueueQuestion,
    limit: u64,
) -> Result<(Vec<Row>, Option<Cursor>), Problem> {
    let db = doors.engine.store().reader();
    let mut after: Option<Cursor> = cursor::decode(question.cursor.as_deref())?;
    let mut kept = Vec::new();
    for _ in 0..PAGES_READ_MAX {
        let page = match question.filter {
            QueueFilter::Mine => queues::held_by(db, officer.id, after.as_ref(), limit).await?,
            QueueFilter::All => {
                queues::page(db, department, roles, Filter::All, after.as_ref(), limit).await?
            }
            QueueFilter::Unclaimed => {
                queues::page(
                    db,
                    department,
                    roles,
                    Filter::Unclaimed,
                    after.as_ref(),
                    limit,
                )
                .await?
            }
        };
        let wanted = page.rows.into_iter().filter(|row| is_wanted(row, question));
        for row in wanted {
            if kept.len() as u64 == limit {
                let last = kept.last().map(Cursor::from);
                return Ok((kept, last));
            }
            kept.push(row);
        }
        after = page.next;
        if after.is_none() || kept.len() as u64 == limit {
            break;
        }
    }
    Ok((kept, after))
}

fn is_wanted(row: &Row, question: &QueueQuestion) -> bool {
    let stage = question
        .stage
        .as_ref()
        .is_none_or(|stage| row.stage.as_deref() == Some(stage.as_str()));
    let workflow = question
        .workflow
        .as_ref()
        .is_none_or(|key| row.workflow_key == key.as_str());
    stage && workflow
}

/// A queue row as shown; a row with an impossible number is left out.
#[must_use]
pub fn row(doors: &Doors, row: &Row, at: DateTime<Utc>) -> Option<QueueRow> {
    let id = RequestId::try_from(row.request_id).ok()?;
    let (due_at, soon_at) = (instant(row.due_at), instant(row.soon_at));
    Some(QueueRow {
        case_number: CaseNumber::from(id).to_string(),
        duty: row.duty.clone(),
        workflow: row.workflow_key.clone(),
        service: service(doors, &row.workflow_key),
        stage: row.stage.clone(),
        department: row.department.clone(),
        role: row.role.clone(),
        phase: row.phase.clone(),
        holder: row.holder,
        opened_at: instant(row.opened_at),
        due_at,
        provisional: row.provisional,
        light: light(row.stopped, soon_at, due_at, at),
        revision: u64::try_from(row.revision).unwrap_or_default(),
    })
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
