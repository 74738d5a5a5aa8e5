//! What an officer is writing at a duty, kept on the server so that nothing typed is lost. Only its
//! writer sees it.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::reviews::DutyPlace;
use crate::access::Caller;
use crate::doors::Doors;
use crate::doors::body::Body;
use crate::doors::duty::{fits, seat_of};
use crate::doors::gate::AsOfficer;
use crate::doors::place::Place;
use crate::doors::problem::Problem;
use crate::storage::{drafts, instant};
use crate::telemetry::Correlation;

/// A draft to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"draft": {"verdict": "conditions", "text": "Bring the new contract"}}))]
pub struct DraftBody {
    /// Whatever the page needs to go on; the server does not look into it.
    #[schema(value_type = Object)]
    pub draft: Map<String, Value>,
}

/// A draft as kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"draft": {"verdict": "conditions", "text": "Bring the new contract"}, "saved_at": "2026-04-07T02:15:00Z"}))]
pub struct DraftView {
    /// As it was sent.
    #[schema(value_type = Object)]
    pub draft: Map<String, Value>,
    /// When, by the machine's clock; none while nothing is kept.
    pub saved_at: Option<DateTime<Utc>>,
}

/// Read one's own draft at an open duty; empty while there is none.
#[utoipa::path(get, path = "/api/v1/requests/{case}/duties/{duty}/draft", tag = "duties",
    responses((status = 200, body = DraftView, description = "As it was saved last")))]
pub async fn read(
    State(doors): State<Doors>,
    caller: Caller,
    AsOfficer(officer): AsOfficer,
    Place(place): Place<DutyPlace>,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &place.case).await?;
    seat_of(&doors, &found, &place.duty, &officer)?;
    let db = doors.engine.store().reader();
    let kept = drafts::find(db, found.request.id, &place.duty, officer.id).await?;
    let saved_at = kept.as_ref().map(|row| instant(row.saved_at));
    let draft = kept.and_then(|row| serde_json::from_str(&row.body).ok());
    let draft = draft.unwrap_or_default();
    Ok(Json(DraftView { draft, saved_at }).into_response())
}

/// Keep one's draft at an open duty, over the one before.
///
/// For the officer who may work on it: nobody else holds it. It goes when the duty ends, and after
/// 90 days. Saving one keeps a claim alive.
#[utoipa::path(put, path = "/api/v1/requests/{case}/duties/{duty}/draft", tag = "duties",
    request_body = DraftBody, responses((status = 204, description = "Kept")))]
pub async fn save(
    State(doors): State<Doors>,
    caller: Caller,
    AsOfficer(officer): AsOfficer,
    correlation: Correlation,
    Place(place): Place<DutyPlace>,
    body: Body<DraftBody>,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &place.case).await?;
    let draft = body.value.draft;
    fits(&draft)?;
    let correlation = Some(correlation.as_str());
    let id = found.request.id;
    doors
        .engine
        .save_draft(id, &place.duty, &officer, &draft, correlation)
        .await?;
    Ok(axum::http::StatusCode::NO_CONTENT.into_response())
}
