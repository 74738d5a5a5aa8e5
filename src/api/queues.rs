//! Queues 待办: a department's open work, most urgent first.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::directory::{AUDITOR, HEAD, Officer, SUPERVISOR};
use crate::domain::due;
use crate::domain::identifiers::{
    CaseNumber, DepartmentKey, RequestId, RoleKey, StageKey, WorkflowKey,
};
use crate::domain::request::Duty;
use crate::doors::Doors;
use crate::doors::cursor;
use crate::doors::gate::AsOfficer;
use crate::doors::place::{Place, named};
use crate::doors::preconditions::tagged;
use crate::doors::present::queue::{QueueCounts, QueuePage, QueueRow};
use crate::doors::present::{LightWord, Words};
use crate::doors::problem::Problem;
use crate::doors::question::Question;
use crate::storage::instant;
use crate::storage::queues::{self, Cursor, Filter, Page, Row};

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
    responses((status = 200, body = QueuePage, description = "What came back from a correction first, then least time left, then oldest")))]
pub async fn read(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Place(place): Place<QueuePlace>,
    Question(question): Question<QueueQuestion>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let department: DepartmentKey = named(&place.department)?;
    let roles = roles(&doors, &officer, &department)?;
    known_service(&doors, question.workflow.as_ref())?;
    known_stage(&doors, question.stage.as_ref())?;
    let at = doors.engine.now();
    let counts = queues::counts(doors.engine.store().reader(), &department, at).await?;
    let found = page(&doors, &officer, &department, &roles, question).await?;
    let mut rows = Vec::with_capacity(found.rows.len());
    for seat in found.rows {
        rows.extend(row(&doors, seat).await?);
    }
    let shown = QueuePage {
        department: department.to_string(),
        counts: QueueCounts {
            open: counts.open,
            unclaimed: counts.unclaimed,
            overdue: counts.overdue,
            soon: counts.soon,
            stopped: counts.stopped,
        },
        rows,
        next: found.next.map(cursor::encode),
    };
    Ok(tagged(&headers, 0, &shown))
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

async fn page(
    doors: &Doors,
    officer: &Officer,
    department: &DepartmentKey,
    roles: &[RoleKey],
    question: QueueQuestion,
) -> Result<Page, Problem> {
    let db = doors.engine.store().reader();
    let limit = cursor::rows(question.limit)?;
    let after: Option<Cursor> = cursor::decode(question.cursor.as_deref())?;
    let filter = Filter {
        unclaimed: question.filter == QueueFilter::Unclaimed,
        workflow: question.workflow,
        stage: question.stage,
    };
    let page = match question.filter {
        QueueFilter::Mine => {
            queues::held_by(db, officer.id, &filter, after.as_ref(), limit).await?
        }
        QueueFilter::All | QueueFilter::Unclaimed => {
            queues::page(db, department, roles, &filter, after.as_ref(), limit).await?
        }
    };
    Ok(page)
}

/// A queue row as shown. Its light and due are derived as on the duty's own page; one that was done
/// since the queue was read is left out.
async fn row(doors: &Doors, row: Row) -> Result<Option<QueueRow>, Problem> {
    let (Ok(id), Ok(duty)) = (
        RequestId::try_from(row.request_id),
        row.duty.parse::<Duty>(),
    ) else {
        return Ok(None);
    };
    let found = doors.find(id).await?;
    if !found.request.seats.contains_key(&duty) {
        return Ok(None);
    }
    let due = due::at(
        &doors.rules(&found),
        &found.request,
        &duty.clock(),
        found.at,
    );
    Ok(Some(QueueRow {
        case_number: CaseNumber::from(id).to_string(),
        service: service(doors, &row.workflow_key),
        opened_at: instant(row.opened_at),
        due_at: due.map_or_else(|| instant(row.due_at), |due| due.at),
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
    }))
}

/// Refuses a service that there is none of.
///
/// # Errors
/// 400 with those there are.
pub fn known_service(doors: &Doors, wanted: Option<&WorkflowKey>) -> Result<(), Problem> {
    let services = doors.engine.registry().services();
    let known = |key: &WorkflowKey| services.iter().any(|service| &service.workflow.key == key);
    if wanted.is_none_or(known) {
        return Ok(());
    }
    let keys = services.iter().map(|service| service.workflow.key.as_str());
    Err(unknown("workflow", keys))
}

fn known_stage(doors: &Doors, wanted: Option<&StageKey>) -> Result<(), Problem> {
    let services = doors.engine.registry().services();
    let stages = || services.iter().flat_map(|service| &service.workflow.stages);
    if wanted.is_none_or(|wanted| stages().any(|stage| &stage.key == wanted)) {
        return Ok(());
    }
    Err(unknown("stage", stages().map(|stage| stage.key.as_str())))
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Problem {
    let known: std::collections::BTreeSet<&str> = known.collect();
    let known: Vec<&str> = known.into_iter().collect();
    Problem::new("query", format!("`{name}` is none of {}", known.join(", ")))
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
