//! Looking at a duty: what its seat needs to know, and the files among it. Every look is recorded.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::reviews::DutyPlace;
use crate::access::Caller;
use crate::domain::request::Duty;
use crate::doors::Doors;
use crate::doors::duty::Look;
use crate::doors::gate::AsOfficer;
use crate::doors::place::Place;
use crate::doors::preconditions::tagged;
use crate::doors::present::duty::{DutyView, duty as duty_view};
use crate::doors::problem::Problem;
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
    let look = Look {
        doors: &doors,
        officer: &officer,
        correlation: &correlation,
        by_program: true,
    };
    let (found, seat) = look.at(&caller, &place.case, &place.duty).await?;
    let shown = duty_view(&doors.case(&found), &place.duty, &seat);
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
    let look = Look {
        doors: &doors,
        officer: &officer,
        correlation: &correlation,
        by_program: true,
    };
    let read = look.document(&caller, &place.case, &place.duty, &place.sha256);
    let (document, bytes) = read.await?;
    Ok(download(&document.name, &document.content_type, bytes))
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
