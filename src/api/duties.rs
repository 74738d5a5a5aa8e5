//! Looking at a duty: what its seat needs to know, and the files among it. Every look is recorded.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::reviews::DutyPlace;
use crate::access::Caller;
use crate::domain::command::{Action, Actor, Command};
use crate::domain::decide::seats::may_sit;
use crate::domain::directory::{Officer, SUPERVISOR};
use crate::domain::request::{Duty, Seat};
use crate::domain::visibility::{Viewer, visible};
use crate::doors::gate::AsOfficer;
use crate::doors::place::Place;
use crate::doors::preconditions::tagged;
use crate::doors::present::duty::{DutyView, duty as duty_view};
use crate::doors::problem::Problem;
use crate::doors::{Doors, Found};
use crate::engine::Call;
use crate::storage::looks;
use crate::telemetry::Correlation;

/// `…/duties/{duty}/documents/{sha256}`
#[derive(Debug, Deserialize)]
pub struct DocumentPlace {
    /// The case number.
    pub case: String,
    /// The duty.
    pub duty: Duty,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// Look at an open duty: answers, materials and opinions that its seat needs to know.
///
/// Only for officers who may sit at it, and supervisors that it was handed to. The look is recorded;
/// the applicant sees it. A department's first look at a review proves that its notice arrived.
#[utoipa::path(get, path = "/api/v1/requests/{case}/duties/{duty}", tag = "duties",
    responses((status = 200, body = DutyView, description = "What may be seen; the ETag starts with the seat's revision")))]
pub async fn read(
    State(doors): State<Doors>,
    caller: Caller,
    AsOfficer(officer): AsOfficer,
    correlation: Correlation,
    Place(place): Place<DutyPlace>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let duty = &place.duty;
    let found = doors.case_of(&caller, &place.case).await?;
    let seat = seat_of(&doors, &found, duty, &officer)?;
    record(&doors, &found, &officer, &duty.to_string(), &correlation).await?;
    note_first_look(&doors, &found, duty, &officer, &correlation).await;
    let shown = duty_view(&doors.case(&found), duty, seat);
    Ok(tagged(&headers, seat.revision, &shown))
}

/// Read a file among the materials of an open duty.
#[utoipa::path(get, path = "/api/v1/requests/{case}/duties/{duty}/documents/{sha256}", tag = "duties",
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/pdf")))]
pub async fn document(
    State(doors): State<Doors>,
    caller: Caller,
    AsOfficer(officer): AsOfficer,
    correlation: Correlation,
    Place(place): Place<DocumentPlace>,
) -> Result<Response, Problem> {
    let duty = &place.duty;
    let found = doors.case_of(&caller, &place.case).await?;
    seat_of(&doors, &found, duty, &officer)?;
    let view = visible(
        &found.service.workflow,
        &found.request,
        &found.facts,
        Viewer::Duty(duty),
    );
    let mut seen = view.materials.into_values().flatten();
    let document = seen
        .find(|document| document.sha256 == place.sha256)
        .ok_or_else(Problem::not_found)?;
    let bytes = doors
        .engine
        .ports()
        .bytes
        .get(&document.sha256)
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Problem::internal(format!("file {} is lost", document.sha256))
            }
            _ => Problem::unavailable(error),
        })?;
    record(
        &doors,
        &found,
        &officer,
        &format!("document:{duty}"),
        &correlation,
    )
    .await?;
    Ok(download(&document.name, &document.content_type, bytes))
}

/// The seat, if this officer may sit at it; otherwise the duty is not there for them.
fn seat_of<'a>(
    doors: &Doors,
    found: &'a Found,
    duty: &Duty,
    officer: &Officer,
) -> Result<&'a Seat, Problem> {
    let seat = found
        .request
        .seats
        .get(duty)
        .ok_or_else(Problem::not_found)?;
    let own = may_sit(&doors.rules(found), officer, duty, seat);
    let handed = seat.role.as_str() == SUPERVISOR && officer.is(SUPERVISOR);
    if own || handed {
        Ok(seat)
    } else {
        Err(Problem::not_found())
    }
}

/// A department that has opened its review knows of it: without that proof its silence is never
/// taken for agreement. Written once, beside the seat, whose revision stays; a page is shown even
/// where the proof could not be written.
async fn note_first_look(
    doors: &Doors,
    found: &Found,
    duty: &Duty,
    officer: &Officer,
    correlation: &Correlation,
) {
    let Duty::Review(id) = duty else { return };
    let first = found.request.reviews.get(id).is_some_and(|review| {
        review.is_open() && !review.seen && review.department == officer.department
    });
    if !first {
        return;
    }
    let command = Command {
        actor: Actor::Officer(officer.clone()),
        action: Action::See(id.clone()),
        expected: None,
    };
    let call = Call {
        correlation: Some(correlation.to_string()),
        ..Call::default()
    };
    if let Err(error) = doors.engine.act(found.request.id, command, call).await {
        tracing::warn!(%error, review = %id, "a department's first look could not be noted");
    }
}

async fn record(
    doors: &Doors,
    found: &Found,
    officer: &Officer,
    purpose: &str,
    correlation: &Correlation,
) -> Result<(), Problem> {
    let db = doors.engine.store().writer();
    let id = found.request.id;
    Ok(looks::record(
        db,
        id,
        officer,
        purpose,
        Some(correlation.as_str()),
        found.at,
    )
    .await?)
}

/// A file that no browser runs: saved, never shown in our name.
fn download(name: &str, content_type: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(content_type);
    headers.insert(
        header::CONTENT_TYPE,
        kind.unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    let disposition = format!("attachment; filename*=UTF-8''{}", percent_encoded(name));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    response
}

/// RFC 8187: everything but unreserved ASCII as `%XX`.
fn percent_encoded(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
