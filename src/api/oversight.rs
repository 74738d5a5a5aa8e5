//! Looking over the whole: why something waits, what happened to it, what does not move.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::queues::known_service;
use crate::access::Caller;
use crate::domain::directory::SUPERVISOR;
use crate::domain::due;
use crate::domain::explain::{Cause, Remedy, Why};
use crate::domain::identifiers::{DepartmentKey, RequestId, StageKey, WorkflowKey};
use crate::domain::request::{ClockKey, Phase};
use crate::domain::visibility::{Viewer, hears_complaints, visible};
use crate::doors::cursor;
use crate::doors::gate::AsOfficer;
use crate::doors::place::{CasePlace, Place};
use crate::doors::preconditions::tagged;
use crate::doors::present::Page;
use crate::doors::present::journal::{Line, line};
use crate::doors::present::queue::{RequestRow, StalledRow};
use crate::doors::present::wait::{WaitView, waits};
use crate::doors::problem::Problem;
use crate::doors::question::Question;
use crate::doors::queue::service;
use crate::doors::stalled::{self, Stall, cause_word};
use crate::doors::words::{CauseWord, PhaseWord};
use crate::doors::{Doors, Found};
use crate::storage::looks::{self, Look};
use crate::storage::{journal, requests};
use crate::telemetry::Correlation;

/// Why a request is not done.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Explanation {
    /// The case number.
    #[schema(example = "2222-ABC-DEF-2345")]
    pub case_number: String,
    /// Where it stands.
    pub phase: String,
    /// Everything it waits for; empty when it is done.
    pub waits: Vec<WaitView>,
}

/// A page of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct JournalPage {
    /// The lines, oldest first.
    pub rows: Vec<Line>,
    /// Send it as `cursor` for the next page; none on the last one. Opaque.
    pub next: Option<String>,
}

/// Which lines of a journal.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuestion {
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// Rows of a page.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuestion {
    /// Only this service.
    #[param(value_type = Option<String>)]
    pub workflow: Option<WorkflowKey>,
    /// Only this phase: `received`, `under_review` …
    #[param(inline)]
    pub phase: Option<PhaseWord>,
    /// Only those that are not over, or only those that are.
    pub open: Option<bool>,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// Rows of a page.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// What counts as stalled.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StalledQuestion {
    /// Working days without an event after which a request counts as quiet; 10 unless said.
    #[param(minimum = 1, maximum = 365)]
    pub quiet_days: Option<u32>,
    /// Only what hangs on this: `unclaimed`, `claimed`, `applicant` …
    #[param(inline)]
    pub cause: Option<CauseWord>,
    /// Only this service.
    #[param(value_type = Option<String>)]
    pub workflow: Option<WorkflowKey>,
    /// Only what hangs on this stage.
    #[param(value_type = Option<String>)]
    pub stage: Option<StageKey>,
    /// Only what hangs on work in this department's queue.
    #[param(value_type = Option<String>)]
    pub department: Option<DepartmentKey>,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// Rows of a page.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Why is it not done, and who must act?
#[utoipa::path(get, path = "/api/v1/requests/{case}/explain", tag = "oversight",
    responses((status = 200, body = Explanation, description = "The smallest set of people or events that would let it move")))]
pub async fn explain(
    State(doors): State<Doors>,
    caller: Caller,
    Place(place): Place<CasePlace>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &place.case).await?;
    let mut waits = waits(&doors.case(&found), true);
    if !caller.officer().is_some_and(hears_complaints) {
        waits.retain(|wait| !wait.is_complaint);
    }
    let shown = Explanation {
        case_number: found.case_number().to_string(),
        phase: found.request.phase.as_str().to_owned(),
        waits,
    };
    Ok(tagged(&headers, found.request.version, &shown))
}

/// Read a request's journal; personal parts as far as the reader's read set goes.
#[utoipa::path(get, path = "/api/v1/requests/{case}/journal", tag = "oversight", params(PageQuestion),
    responses((status = 200, body = JournalPage, description = "Oldest first; the look is recorded")))]
pub async fn read_journal(
    State(doors): State<Doors>,
    caller: Caller,
    AsOfficer(officer): AsOfficer,
    correlation: Correlation,
    Place(place): Place<CasePlace>,
    Question(question): Question<PageQuestion>,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &place.case).await?;
    let limit = cursor::rows(question.limit)?;
    let after: u64 = cursor::decode(question.cursor.as_deref())?.unwrap_or_default();
    let store = doors.engine.store();
    let id = found.request.id;
    let look = Look {
        officer: &officer,
        purpose: looks::OF_JOURNAL,
        correlation: Some(correlation.as_str()),
        by_program: true,
        at: found.at,
    };
    looks::record(store.writer(), id, &look).await?;
    let viewer = if officer.is(SUPERVISOR) {
        Viewer::Supervisor
    } else {
        Viewer::Auditor
    };
    let view = visible(
        &found.service.workflow,
        &found.request,
        &found.facts,
        viewer,
    );
    let lines = journal::page(store.reader(), id, after, limit).await?;
    let last = lines
        .last()
        .map(|(seq, _)| *seq)
        .filter(|seq| *seq < found.request.version);
    let places: Vec<_> = lines.iter().map(|(seq, _)| (id.get(), *seq)).collect();
    let mut hashes = journal::hashes(store.reader(), &places).await?;
    let rows = lines
        .iter()
        .map(|(seq, entry)| line(*seq, entry, hashes.remove(&(id.get(), *seq)), &view))
        .collect();
    Ok(Json(JournalPage {
        rows,
        next: last.map(cursor::encode),
    })
    .into_response())
}

/// List requests, newest first; shared core only.
#[utoipa::path(get, path = "/api/v1/requests", tag = "oversight", params(ListQuestion),
    responses((status = 200, body = Page<RequestRow>, description = "A filtered page may be short while `next` is there")))]
pub async fn list(
    State(doors): State<Doors>,
    Question(question): Question<ListQuestion>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let limit = cursor::rows(question.limit)?;
    known_service(&doors, question.workflow.as_ref())?;
    let wanted = requests::Wanted {
        workflow: question.workflow,
        phase: question
            .phase
            .map(|word| Phase::from(word).as_str().to_owned()),
        open: question.open,
        before: cursor::decode::<i64>(question.cursor.as_deref())?,
        ..requests::Wanted::default()
    };
    let listed = requests::list(doors.engine.store().reader(), &wanted, limit + 1).await?;
    let next = more(&listed, limit);
    let mut rows = Vec::new();
    for id in listed.into_iter().take(page_size(limit)) {
        rows.push(row(&doors, &doors.find(id).await?));
    }
    Ok(tagged(&headers, 0, &Page { rows, next }))
}

/// List what does not move, with its cause and the acts that would move it; oldest first.
#[utoipa::path(get, path = "/api/v1/stalled", tag = "oversight", params(StalledQuestion),
    responses((status = 200, body = Page<StalledRow>, description = "Overdue or quiet; a page may be short while `next` is there")))]
pub async fn stalled(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Question(question): Question<StalledQuestion>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let limit = cursor::rows(question.limit)?;
    known_service(&doors, question.workflow.as_ref())?;
    let quiet_days = question.quiet_days.unwrap_or(stalled::QUIET_DAYS);
    if !(1..=stalled::QUIET_DAYS_MAX).contains(&quiet_days) {
        let most = stalled::QUIET_DAYS_MAX;
        return Err(Problem::new(
            "query",
            format!("`quiet_days` is 1 to {most}"),
        ));
    }
    let sought = stalled::Sought {
        quiet_days,
        cause: question.cause.map(Cause::from),
        workflow: question.workflow,
        stage: question.stage,
        department: question.department,
        after: cursor::decode(question.cursor.as_deref())?,
        complaints: hears_complaints(&officer),
    };
    let page = stalled::page(&doors, &sought, page_size(limit)).await?;
    let rows = page.rows.iter().map(|stall| stalled_row(&doors, stall));
    let shown = Page {
        rows: rows.collect(),
        next: page.next.map(cursor::encode),
    };
    Ok(tagged(&headers, 0, &shown))
}

fn page_size(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

fn more(listed: &[RequestId], limit: u64) -> Option<String> {
    let last = listed.get(page_size(limit).saturating_sub(1))?;
    (listed.len() > page_size(limit)).then(|| cursor::encode(last.get()))
}

fn row(doors: &Doors, found: &Found) -> RequestRow {
    let request = &found.request;
    let light = due::view(&doors.rules(found), request, &ClockKey::Statutory, found.at);
    RequestRow {
        case_number: found.case_number().to_string(),
        workflow: request.workflow.key.to_string(),
        service: service(doors, request.workflow.key.as_str()),
        phase: request.phase.as_str().to_owned(),
        received_at: request.received_at,
        ended_at: request.ended_at,
        last_event_at: request.last_event_at,
        light: light.map(|view| view.light.into()),
    }
}

fn stalled_row(doors: &Doors, stall: &Stall) -> StalledRow {
    let why = match stall.stalled.why {
        Why::Overdue => "overdue",
        Why::Quiet => "quiet",
    };
    let acts = stall.stalled.acts.iter().copied();
    StalledRow {
        request: row(doors, &stall.found),
        why: why.to_owned(),
        cause: cause_word(stall.stalled.cause).to_owned(),
        acts: acts.map(act).map(str::to_owned).collect(),
        waits: waits(&doors.case(&stall.found), true),
    }
}

/// The member of `supervise` that does it.
fn act(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Reassign => "reassign",
        Remedy::Urge => "urge",
        Remedy::Waive => "waive",
        Remedy::DecideInStead => "decide_in_stead",
    }
}
