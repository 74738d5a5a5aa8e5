//! Queues 待办: a department's open work, most urgent first.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::directory::Officer;
use crate::domain::identifiers::{DepartmentKey, RoleKey, StageKey, WorkflowKey};
use crate::doors::Doors;
use crate::doors::cursor;
use crate::doors::gate::AsOfficer;
use crate::doors::place::{Place, named};
use crate::doors::preconditions::tagged;
use crate::doors::present::queue::{HandedPage, QueuePage};
use crate::doors::problem::Problem;
use crate::doors::question::Question;
use crate::doors::queue::{leaves_out_complaints, roles, rows};
use crate::storage::queues::{self, Cursor, Filter, Page};

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
    let counts = doors.counts(&department, &roles).await?;
    let found = page(
        &doors,
        &officer,
        Whose::Department(&department, &roles),
        question,
    )
    .await?;
    let shown = QueuePage {
        department: department.to_string(),
        counts: counts.into(),
        rows: rows(&doors, found.rows).await?,
        next: found.next.map(cursor::encode),
    };
    Ok(tagged(&headers, 0, &shown))
}

/// Read what ladders handed to the supervisors, over all departments.
#[utoipa::path(get, path = "/api/v1/queues", tag = "duties", params(QueueQuestion),
    responses((status = 200, body = HandedPage, description = "In the order of a queue")))]
pub async fn handed(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Question(question): Question<QueueQuestion>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    known_service(&doors, question.workflow.as_ref())?;
    known_stage(&doors, question.stage.as_ref())?;
    let found = page(&doors, &officer, Whose::Supervisors, question).await?;
    let shown = HandedPage {
        rows: rows(&doors, found.rows).await?,
        next: found.next.map(cursor::encode),
    };
    Ok(tagged(&headers, 0, &shown))
}

/// Whose queue is read.
enum Whose<'a> {
    /// A department's, in these roles.
    Department(&'a DepartmentKey, &'a [RoleKey]),
    /// The supervisors', whatever the department.
    Supervisors,
}

async fn page(
    doors: &Doors,
    officer: &Officer,
    whose: Whose<'_>,
    question: QueueQuestion,
) -> Result<Page, Problem> {
    let db = doors.engine.store().reader();
    let limit = cursor::rows(question.limit)?;
    let after: Option<Cursor> = cursor::decode(question.cursor.as_deref())?;
    let filter = Filter {
        unclaimed: question.filter == QueueFilter::Unclaimed,
        workflow: question.workflow,
        stage: question.stage,
        without_complaints: leaves_out_complaints(officer),
        ..Filter::default()
    };
    let after = after.as_ref();
    let page = match (question.filter, whose) {
        (QueueFilter::Mine, _) => queues::held_by(db, officer.id, &filter, after, limit).await?,
        (_, Whose::Department(department, roles)) => {
            queues::page(db, department, roles, &filter, after, limit).await?
        }
        (_, Whose::Supervisors) => queues::handed(db, &filter, after, limit).await?,
    };
    Ok(page)
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
