//! Papers: whole pages to print, which bring their own style, and what a certificate proves.

use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::credentials::case_number;
use super::present::Words;
use super::present::status::surname;
use super::problem::Problem;
use super::{Doors, Found};
use crate::domain::calendar::{Instant, civil};
use crate::domain::directory::Directory;
use crate::engine::Service;
use crate::notices::{self, certificate, receipt, refusal};

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
#[schema(example = json!({"valid": true, "certificate": {"zh": "入学通知书", "en": "School admission notice"}, "surname": "周", "issued_at": "2026-05-20T03:00:00Z", "valid_until": "2027-05-19"}))]
pub struct Verification {
    /// Whether there is such a certificate with this code, and it is in force today.
    pub valid: bool,
    /// Why a certificate that there is holds no more: `expired`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub why: Option<&'static str>,
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
    /// The last day on which it is valid; left out where that has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub valid_until: Option<NaiveDate>,
}

const INVALID: Verification = Verification {
    valid: false,
    why: None,
    certificate: None,
    surname: None,
    issued_at: None,
    valid_until: None,
};

/// Whether there is a certificate of that number and code. A wrong number, a wrong code and a
/// certificate that does not exist are the same answer.
///
/// # Errors
/// Trouble of the store.
pub async fn verify(doors: &Doors, place: &CodePlace) -> Result<Verification, Problem> {
    let Ok(id) = case_number(&place.case) else {
        return Ok(INVALID);
    };
    match doors.find(id).await {
        Ok(found) if doors.engine.certificate_holds(&found.request, &place.code) => {
            Ok(verification(&found))
        }
        Ok(_) => Ok(INVALID),
        Err(problem) if problem.status == 404 => Ok(INVALID),
        Err(problem) => Err(problem),
    }
}

fn verification(found: &Found) -> Verification {
    let applicant = found.facts.applicant.as_ref();
    let grant = &found.service.workflow.result.grant;
    let issued_at = found.request.certificate_at;
    let valid_until = issued_at.and_then(|at| grant.valid_until(civil(at).date()));
    let expired = valid_until.is_some_and(|last| last < civil(found.at).date());
    Verification {
        valid: !expired,
        why: expired.then_some("expired"),
        certificate: Some((&grant.certificate).into()),
        surname: applicant.map(|applicant| surname(&applicant.name)),
        issued_at,
        valid_until,
    }
}

/// The request as letters and papers name it.
#[must_use]
pub fn letter_case<'a>(doors: &'a Doors, found: &'a Found) -> notices::Case<'a> {
    notices::Case {
        workflow: &found.service.workflow,
        conditions: &found.service.conditions,
        calendar: &found.calendar,
        directory: doors.engine.directory(),
        request: &found.request,
        at: found.at,
        links: notices::Links {
            public_url: &doors.settings.public_url,
        },
    }
}

/// The town and the service as they stood when a paper was made: an old paper names who made it, by
/// the name of then.
struct Then {
    service: Arc<Service>,
    directory: Directory,
}

impl Then {
    fn of(doors: &Doors, found: &Found, at: Option<Instant>) -> Self {
        let (at, on) = (at.unwrap_or(found.at), &found.request.workflow);
        let service = doors.engine.registry().as_of(&on.key, on.version, at);
        Self {
            service: service.unwrap_or_else(|| found.service.clone()),
            directory: doors.engine.directory().as_of(at),
        }
    }

    fn case<'a>(&'a self, doors: &'a Doors, found: &'a Found) -> notices::Case<'a> {
        notices::Case {
            workflow: &self.service.workflow,
            conditions: &self.service.conditions,
            directory: &self.directory,
            ..letter_case(doors, found)
        }
    }
}

/// The certificate as a whole page.
///
/// # Errors
/// 404 while there is none.
pub fn certificate(doors: &Doors, found: &Found) -> Result<Response, Problem> {
    let code = doors.engine.certificate_code(&found.request);
    let then = Then::of(doors, found, found.request.certificate_at);
    let case = then.case(doors, found);
    let page = code.and_then(|code| certificate::certificate(&case, &found.facts, &code));
    let none = || Problem::new("not_found", "there is no certificate (yet)");
    page.map(paper).ok_or_else(none)
}

/// The receipt as a whole page.
#[must_use]
pub fn receipt(doors: &Doors, found: &Found) -> Response {
    let then = Then::of(doors, found, Some(found.request.received_at));
    paper(receipt::receipt(&then.case(doors, found), &found.facts))
}

/// The decision of refusal as a whole page.
///
/// # Errors
/// 404 where nothing was refused.
pub fn refusal(doors: &Doors, found: &Found) -> Result<Response, Problem> {
    let decision = found.request.decision.as_ref();
    let then = Then::of(doors, found, decision.map(|decision| decision.at));
    let page = refusal::refusal(&then.case(doors, found), &found.facts);
    page.map(paper).ok_or_else(Problem::not_found)
}

fn paper(page: String) -> Response {
    let mut response = page.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    if let Ok(policy) = HeaderValue::from_str(&policy()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A paper's one style sheet stands inside it; nothing else may load or run. Pictures of the house alone
/// may: a browser that comes from another page may still be about to load that page's icon.
fn policy() -> String {
    let style = STANDARD.encode(Sha256::digest(certificate::STYLE));
    format!(
        "default-src 'none'; img-src 'self'; style-src 'sha256-{style}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
}
