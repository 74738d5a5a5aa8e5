//! Certificates: the printable page for its holder, and verification for everybody.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::access::Caller;
use crate::domain::directory::{HEAD, Officer, WINDOW};
use crate::domain::request::Duty;
use crate::doors::credentials::case_number;
use crate::doors::filing::letter_case;
use crate::doors::place::{CasePlace, Place};
use crate::doors::present::Words;
use crate::doors::present::status::surname;
use crate::doors::problem::Problem;
use crate::doors::{Doors, Found};
use crate::notices::certificate;
use crate::storage::looks;
use crate::telemetry::Correlation;

/// `/certificates/{case}/{code}`
#[derive(Debug, Deserialize)]
pub struct CodePlace {
    /// The case number.
    pub case: String,
    /// The code printed on the paper.
    pub code: String,
}

/// What a certificate proves.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"valid": true, "certificate": {"zh": "入学通知书", "en": "School admission notice"}, "surname": "周", "issued_at": "2026-05-20T03:00:00Z"}))]
pub struct Verification {
    /// Whether there is such a certificate with this code.
    pub valid: bool,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub certificate: Option<Words>,
    /// The holder's surname, nothing more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub surname: Option<String>,
    /// When it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub issued_at: Option<DateTime<Utc>>,
}

const INVALID: Verification = Verification {
    valid: false,
    certificate: None,
    surname: None,
    issued_at: None,
};

/// Verify a certificate by its case number and code.
///
/// A wrong number, a wrong code and a certificate that does not exist are the same answer.
#[utoipa::path(get, path = "/api/v1/certificates/{case}/{code}", tag = "applicant",
    responses((status = 200, body = Verification, description = "Whether it holds")))]
pub async fn verify(
    State(doors): State<Doors>,
    Place(place): Place<CodePlace>,
) -> Result<Response, Problem> {
    let Ok(id) = case_number(&place.case) else {
        return Ok(Json(INVALID).into_response());
    };
    let found = match doors.find(id).await {
        Ok(found) => found,
        Err(problem) if problem.status == 404 => return Ok(Json(INVALID).into_response()),
        Err(problem) => return Err(problem),
    };
    let holds = doors.engine.certificate_holds(&found.request, &place.code);
    Ok(Json(verification(&found, holds)).into_response())
}

fn verification(found: &Found, holds: bool) -> Verification {
    if !holds {
        return INVALID;
    }
    let name = found
        .facts
        .applicant
        .as_ref()
        .map(|applicant| surname(&applicant.name));
    Verification {
        valid: true,
        certificate: Some((&found.service.workflow.result.grant.certificate).into()),
        surname: name,
        issued_at: found.request.certificate_at,
    }
}

/// Read the certificate as a page to print.
///
/// In the office only for those who make it and those who hand it over, until it is handed over;
/// their look is recorded and the applicant sees it.
#[utoipa::path(get, path = "/api/v1/requests/{case}/certificate", tag = "applicant",
    responses((status = 200, description = "A whole HTML page", body = String, content_type = "text/html; charset=utf-8")))]
pub async fn read(
    State(doors): State<Doors>,
    caller: Caller,
    correlation: Correlation,
    Place(place): Place<CasePlace>,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &place.case).await?;
    if let Some(officer) = caller.officer() {
        hands_it_over(officer, &found)?;
    }
    let code = doors.engine.certificate_code(&found.request);
    let page = code.and_then(|code| {
        certificate::certificate(&letter_case(&doors, &found), &found.facts, &code)
    });
    let page = page.ok_or_else(|| Problem::new("not_found", "there is no certificate (yet)"))?;
    if let Some(officer) = caller.officer() {
        let db = doors.engine.store().writer();
        let (id, correlation) = (found.request.id, Some(correlation.as_str()));
        looks::record(db, id, officer, "certificate", correlation, found.at).await?;
    }
    let mut response = page.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    if let Ok(policy) = HeaderValue::from_str(&policy()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// Those who make the paper and those who hand it over may read it while that is still to do,
/// nobody else in the office and not for ever.
fn hands_it_over(officer: &Officer, found: &Found) -> Result<(), Problem> {
    let workflow = &found.service.workflow;
    let grant = &workflow.result.grant;
    let sits = |department, role| {
        &officer.department == department && (officer.is(role) || officer.is(HEAD))
    };
    let makes = sits(&grant.by, grant.role.as_str());
    let delivers = sits(&workflow.limits.deliver.owner, WINDOW);
    let seats = &found.request.seats;
    let is_open = seats.contains_key(&Duty::Issue) || seats.contains_key(&Duty::Deliver);
    if is_open && (makes || delivers) {
        Ok(())
    } else {
        Err(Problem::not_found())
    }
}

/// The page's one style sheet stands inside it; nothing else may load or run.
fn policy() -> String {
    let style = STANDARD.encode(Sha256::digest(certificate::STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
}
