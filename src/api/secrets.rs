//! A new code for an applicant who lost theirs.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Caller;
use crate::domain::identifiers::CaseNumber;
use crate::doors::Doors;
use crate::doors::body::Body;
use crate::doors::gate::AsOfficer;
use crate::doors::place::{CasePlace, Place};
use crate::doors::preconditions::NoIdempotencyKey;
use crate::doors::problem::Problem;
use crate::engine::Call;
use crate::telemetry::Correlation;

/// How the desk made sure who asks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Lost the slip; identity card seen at window 2"}))]
pub struct SecretBody {
    /// In words, for the journal.
    #[schema(max_length = 4000)]
    pub reason: String,
}

/// The new code, shown this once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"case_number": "2222-ABC-DEF-2345", "secret": "7KQ2M9XWPD"}))]
pub struct NewSecret {
    /// The case number.
    pub case_number: String,
    /// What the applicant proves the case with from now on.
    pub secret: String,
}

/// Hand out a new code; the old one is worthless at once.
///
/// For the intake desk, to the person before it. On the journal with its reason; the applicant is
/// told by mail, without the code. Asking again hands out another one: a code is not kept, so an
/// Idempotency-Key is refused.
#[utoipa::path(post, path = "/api/v1/requests/{case}/secret", tag = "intake",
    request_body = SecretBody, responses((status = 200, body = NewSecret, description = "The new code, shown this once")))]
pub async fn replace(
    State(doors): State<Doors>,
    caller: Caller,
    AsOfficer(officer): AsOfficer,
    Place(place): Place<CasePlace>,
    _: NoIdempotencyKey,
    correlation: Correlation,
    body: Body<SecretBody>,
) -> Result<Response, Problem> {
    let id = doors.case_of(&caller, &place.case).await?.request.id;
    let call = Call {
        correlation: Some(correlation.to_string()),
        ..Call::default()
    };
    let reason = &body.value.reason;
    let secret = doors
        .engine
        .replace_secret(id, &officer, reason, &call)
        .await?;
    let case_number = CaseNumber::from(id).to_string();
    let mut response = Json(NewSecret {
        case_number,
        secret,
    })
    .into_response();
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(response)
}
