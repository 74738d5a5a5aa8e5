//! From a parsed command to its answer: the one path by which a handler changes a request.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Caller;
use crate::domain::command::{Action, Command};
use crate::domain::identifiers::CaseNumber;
use crate::domain::request::{Duty, Request};
use crate::doors::Doors;
use crate::doors::envelope::Envelope;
use crate::doors::problem::Problem;

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "case_number": "2222-ABC-DEF-2345", "phase": "under_review", "version": 31,
    "at": "2026-04-07T02:15:00Z",
    "duty": {"duty": "review:verify.age", "open": true, "holder": 17, "revision": 31}
}))]
pub struct Acted {
    /// The case number.
    pub case_number: String,
    /// Where the request stands now.
    pub phase: String,
    /// Length of its journal.
    pub version: u64,
    /// When it happened, by the law's clock.
    pub at: DateTime<Utc>,
    /// The duty that was acted on; its revision is the next `If-Match`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub duty: Option<SeatNow>,
}

/// A duty as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatNow {
    /// Which duty.
    pub duty: String,
    /// Whether it is still open.
    pub open: bool,
    /// Who holds it, by officer number.
    pub holder: Option<i64>,
    /// Its revision; 0 once it is closed.
    pub revision: u64,
}

impl Acted {
    /// The answer to a command on this duty, if it was about one.
    #[must_use]
    pub fn of(request: &Request, duty: Option<&Duty>) -> Self {
        Self {
            case_number: CaseNumber::from(request.id).to_string(),
            phase: request.phase.as_str().to_owned(),
            version: request.version,
            at: request.last_event_at,
            duty: duty.map(|duty| seat_now(request, duty)),
        }
    }
}

fn seat_now(request: &Request, duty: &Duty) -> SeatNow {
    let seat = request.seats.get(duty);
    SeatNow {
        duty: duty.to_string(),
        open: seat.is_some(),
        holder: seat.and_then(|seat| seat.holder).map(|officer| officer.0),
        revision: seat.map_or(0, |seat| seat.revision),
    }
}

/// Carries a command out and presents what came of it.
///
/// # Errors
/// Whatever the core or the engine refuses, as a problem.
pub async fn act(
    doors: &Doors,
    caller: &Caller,
    case: &str,
    duty: Option<&Duty>,
    action: Action,
    envelope: Envelope,
    body_digest: &str,
) -> Result<Response, Problem> {
    let id = doors.case_of(caller, case).await?.request.id;
    let command = Command {
        actor: caller.actor(),
        action,
        expected: envelope.expected,
    };
    let request = doors
        .command(id, caller, command, &envelope, body_digest)
        .await?;
    Ok(answer(&Acted::of(&request, duty)))
}

/// The answer with the seat's revision as its ETag.
fn answer(acted: &Acted) -> Response {
    let revision = acted
        .duty
        .as_ref()
        .filter(|duty| duty.open)
        .map(|duty| duty.revision);
    let mut response = Json(acted).into_response();
    if let Some(etag) =
        revision.and_then(|revision| HeaderValue::from_str(&format!("\"{revision}\"")).ok())
    {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}
