//! Sittings 集中审批会: called, filled, attended, closed in one transaction.
//!
//! A step that is repeated under its Idempotency-Key changes nothing more and answers with the sitting
//! as it stands.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::colleagues::colleague;
use super::queues::known_service;
use super::reviews::{Nothing, OpinionBody};
use crate::access::Caller;
use crate::domain::command::Actor;
use crate::domain::directory::Officer;
use crate::domain::identifiers::{RequestId, SittingId, StageKey, WorkflowKey};
use crate::domain::request::ReviewId;
use crate::domain::sitting::{AGENDA_MAX, Sitting, SittingAction, SittingRefusal};
use crate::doors::Doors;
use crate::doors::body::{Body, MaybeBody};
use crate::doors::credentials::case_number;
use crate::doors::envelope::Envelope;
use crate::doors::gate::AsOfficer;
use crate::doors::house;
use crate::doors::place::{Place, named};
use crate::doors::preconditions::tagged;
use crate::doors::present::sitting::{SittingView, sitting as view};
use crate::doors::problem::{self, Problem};
use crate::doors::question::Question;
use crate::doors::sitting;
use crate::engine::{SittingCall, SittingError};
use crate::storage::sittings;

/// Most sittings listed.
const LISTED_MAX: u64 = 100;

/// `/sittings/{id}`
#[derive(Debug, Deserialize)]
pub struct SittingPlace {
    /// Its number.
    pub id: String,
}

/// A sitting to be called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"workflow": "open-a-shop", "stage": "sitting", "called_for": "2026-04-16T01:30:00Z"}))]
pub struct CallBody {
    /// The service.
    #[schema(value_type = String)]
    pub workflow: WorkflowKey,
    /// The stage whose rounds it decides.
    #[schema(value_type = String)]
    pub stage: StageKey,
    /// When it takes place.
    pub called_for: DateTime<Utc>,
}

/// Requests for the agenda.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"requests": ["2222-ABC-DEF-2345"]}))]
pub struct AgendaBody {
    /// Case numbers.
    #[schema(min_items = 1, max_items = 200)]
    pub requests: Vec<String>,
}

/// Somebody who is there.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"officer": 17}))]
pub struct AttendanceBody {
    /// Their officer number; yourself unless said. The lead may record others.
    #[serde(default)]
    pub officer: Option<i64>,
}

/// An opinion in preparation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"case_number": "2222-ABC-DEF-2345", "review": "sitting.food", "opinion": {"verdict": "agree"}}))]
pub struct SittingDraftBody {
    /// On which request.
    pub case_number: String,
    /// On which review.
    #[schema(value_type = String)]
    pub review: ReviewId,
    /// What it says; it counts from the close on.
    pub opinion: OpinionBody,
}

/// The close.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"minutes": "Three items, all departments present. …"}))]
pub struct CloseBody {
    /// What was said and decided.
    #[schema(min_length = 1, max_length = 20000)]
    pub minutes: String,
}

/// Longest minutes, in characters.
const MINUTES_MAX_CHARS: usize = 20_000;

/// Which sittings.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SittingsQuestion {
    /// Only this service.
    #[param(value_type = Option<String>)]
    pub workflow: Option<WorkflowKey>,
    /// Only those that are not closed; so unless said.
    pub open: Option<bool>,
}

/// Sittings.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Sittings {
    /// Latest first, at most 100.
    pub sittings: Vec<SittingView>,
}

/// What came of one request for the agenda.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AgendaResult {
    /// As sent.
    pub case_number: String,
    /// Whether it stands on the agenda now.
    pub added: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<problem::Document>)]
    pub problem: Option<Problem>,
}

/// What came of requests for the agenda, in the order sent.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AgendaResults {
    /// How many stand on the agenda now.
    pub added: usize,
    /// How many were refused.
    pub refused: usize,
    /// Each.
    pub results: Vec<AgendaResult>,
    /// The sitting as it stands now.
    pub sitting: SittingView,
}

/// Call a sitting.
#[utoipa::path(post, path = "/api/v1/sittings", tag = "sittings", request_body = CallBody,
    responses((status = 201, body = SittingView, description = "Called", headers(("location" = String, description = "Where it is")))))]
pub async fn call(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    caller: Caller,
    envelope: Envelope,
    body: Body<CallBody>,
) -> Result<Response, Problem> {
    let once = house::call(caller.idempotency_actor(), &envelope, &body.digest);
    let CallBody {
        workflow,
        stage,
        called_for,
    } = body.value;
    let wanted = SittingCall {
        workflow,
        stage,
        called_for,
        by: Actor::Officer(officer.clone()),
    };
    let called = doors
        .engine
        .call_sitting_once(wanted, once.idempotency.as_ref())
        .await?;
    let mut response = (StatusCode::CREATED, Json(view(&called, &officer))).into_response();
    let place = doors
        .settings
        .link(&format!("/api/v1/sittings/{}", called.id));
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// List sittings that concern you, latest first.
#[utoipa::path(get, path = "/api/v1/sittings", tag = "sittings", params(SittingsQuestion),
    responses((status = 200, body = Sittings, description = "Those of services your department has a part in")))]
pub async fn list(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Question(question): Question<SittingsQuestion>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    known_service(&doors, question.workflow.as_ref())?;
    let db = doors.engine.store().reader();
    let open = question.open.unwrap_or(true);
    let found = sittings::list(db, question.workflow.as_ref(), open, LISTED_MAX).await?;
    let own = found
        .iter()
        .filter(|found| sitting::is_concerned(&doors, &officer, &found.sitting));
    let sittings = own.map(|found| view(&found.sitting, &officer)).collect();
    Ok(tagged(&headers, 0, &Sittings { sittings }))
}

/// Read a sitting.
#[utoipa::path(get, path = "/api/v1/sittings/{id}", tag = "sittings",
    responses((status = 200, body = SittingView, description = "As it stands")))]
pub async fn read(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Place(place): Place<SittingPlace>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = sitting_of(&doors, &officer, &place).await?;
    Ok(tagged(&headers, found.version, &view(&found, &officer)))
}

/// Put requests on the agenda.
#[utoipa::path(post, path = "/api/v1/sittings/{id}/agenda", tag = "sittings", request_body = AgendaBody,
    responses((status = 200, body = AgendaResults, description = "What came of each, in one transaction")))]
pub async fn agenda(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Place(place): Place<SittingPlace>,
    caller: Caller,
    envelope: Envelope,
    body: Body<AgendaBody>,
) -> Result<Response, Problem> {
    let once = house::call(caller.idempotency_actor(), &envelope, &body.digest);
    let requests = body.value.requests;
    if requests.is_empty() || requests.len() > AGENDA_MAX {
        return Err(Problem::at(
            "/requests",
            "range",
            format!("name 1 to {AGENDA_MAX} requests"),
        ));
    }
    let id = sitting_of(&doors, &officer, &place).await?.id;
    let numbers: Vec<Result<RequestId, Problem>> =
        requests.iter().map(|number| case_number(number)).collect();
    let named: Vec<RequestId> = numbers.iter().flatten().copied().collect();
    let (now, outcomes) = doors
        .engine
        .add_to_agenda_once(id, &named, &officer, once.idempotency.as_ref())
        .await?;
    if let Some(Err(over @ SittingRefusal::Over)) = outcomes.first() {
        return Err(SittingError::from(over.clone()).into());
    }
    let mut outcomes = outcomes.into_iter();
    let outcome = |number: Result<RequestId, Problem>| {
        number?;
        let outcome = outcomes.next().unwrap_or(Ok(()));
        outcome.map_err(|refusal| SittingError::from(refusal).into())
    };
    let outcomes: Vec<Result<(), Problem>> = numbers.into_iter().map(outcome).collect();
    let results = requests.into_iter().zip(outcomes);
    let results: Vec<AgendaResult> = results
        .map(|(case_number, outcome)| AgendaResult {
            case_number,
            added: outcome.is_ok(),
            problem: outcome.err(),
        })
        .collect();
    Ok(Json(AgendaResults {
        added: results.iter().filter(|result| result.added).count(),
        refused: results.iter().filter(|result| !result.added).count(),
        results,
        sitting: view(&now, &officer),
    })
    .into_response())
}

/// Record who is there.
#[utoipa::path(post, path = "/api/v1/sittings/{id}/attendance", tag = "sittings", request_body = AttendanceBody,
    responses((status = 200, body = SittingView, description = "Recorded")))]
pub async fn attendance(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Place(place): Place<SittingPlace>,
    caller: Caller,
    envelope: Envelope,
    body: Body<AttendanceBody>,
) -> Result<Response, Problem> {
    let once = house::call(caller.idempotency_actor(), &envelope, &body.digest);
    let id = sitting_of(&doors, &officer, &place).await?.id;
    let who = match body.value.officer {
        None => officer.clone(),
        Some(number) if number == officer.id.0 => officer.clone(),
        Some(number) => colleague(&doors, number, "/officer").await?,
    };
    let now = doors
        .engine
        .sit_once(
            id,
            SittingAction::Attend(who),
            &officer,
            once.idempotency.as_ref(),
        )
        .await?;
    Ok(Json(view(&now, &officer)).into_response())
}

/// Prepare an opinion, in writing beforehand or in the room.
#[utoipa::path(post, path = "/api/v1/sittings/{id}/opinions", tag = "sittings", request_body = SittingDraftBody,
    responses((status = 200, body = SittingView, description = "A draft until the close")))]
pub async fn opinions(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Place(place): Place<SittingPlace>,
    caller: Caller,
    envelope: Envelope,
    body: Body<SittingDraftBody>,
) -> Result<Response, Problem> {
    let once = house::call(caller.idempotency_actor(), &envelope, &body.digest);
    let SittingDraftBody {
        case_number: number,
        review,
        opinion,
    } = body.value;
    let id = sitting_of(&doors, &officer, &place).await?.id;
    let request = case_number(&number)
        .map_err(|problem| Problem::at("/case_number", "unknown", problem.detail.clone()))?;
    let action = SittingAction::Draft {
        request,
        review,
        opinion: opinion
            .signed(&doors, &officer.department, "/opinion")
            .await?,
    };
    let key = once.idempotency.as_ref();
    let now = doors.engine.sit_once(id, action, &officer, key).await?;
    Ok(Json(view(&now, &officer)).into_response())
}

/// Close a sitting with its minutes: every opinion is committed at once, or none.
#[utoipa::path(post, path = "/api/v1/sittings/{id}/close", tag = "sittings", request_body = CloseBody,
    responses((status = 200, body = SittingView, description = "Closed; withdrawn and decided items are struck")))]
pub async fn close(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Place(place): Place<SittingPlace>,
    caller: Caller,
    envelope: Envelope,
    body: Body<CloseBody>,
) -> Result<Response, Problem> {
    let once = house::call(caller.idempotency_actor(), &envelope, &body.digest);
    let minutes = body.value.minutes;
    if minutes.chars().count() > MINUTES_MAX_CHARS {
        return Err(Problem::at(
            "/minutes",
            "too_long",
            format!("at most {MINUTES_MAX_CHARS} characters"),
        ));
    }
    let id = sitting_of(&doors, &officer, &place).await?.id;
    let closed = doors
        .engine
        .close_sitting_once(id, &officer, &minutes, &once)
        .await?;
    Ok(Json(view(&closed, &officer)).into_response())
}

/// Call a sitting off: it will not take place, and its items wait for the next one.
#[utoipa::path(post, path = "/api/v1/sittings/{id}/call-off", tag = "sittings", request_body(content = Nothing),
    responses((status = 200, body = SittingView, description = "Called off; no opinion of it counts")))]
pub async fn call_off(
    State(doors): State<Doors>,
    AsOfficer(officer): AsOfficer,
    Place(place): Place<SittingPlace>,
    caller: Caller,
    envelope: Envelope,
    body: MaybeBody<Nothing>,
) -> Result<Response, Problem> {
    let once = house::call(caller.idempotency_actor(), &envelope, &body.digest);
    let id = sitting_of(&doors, &officer, &place).await?.id;
    let action = SittingAction::CallOff;
    let key = once.idempotency.as_ref();
    let now = doors.engine.sit_once(id, action, &officer, key).await?;
    Ok(Json(view(&now, &officer)).into_response())
}

async fn sitting_of(
    doors: &Doors,
    officer: &Officer,
    place: &SittingPlace,
) -> Result<Sitting, Problem> {
    sitting::of(doors, officer, SittingId(named(&place.id)?)).await
}
