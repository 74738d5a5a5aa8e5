//! Certificates: the printable page for its holder, and verification for everybody.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::access::Caller;
use crate::domain::directory::{HEAD, Officer, WINDOW};
use crate::domain::request::Duty;
use crate::doors::papers::{self, CodePlace, Verification};
use crate::doors::place::{CasePlace, Place};
use crate::doors::problem::Problem;
use crate::doors::{Doors, Found};
use crate::storage::looks::{self, Look};
use crate::telemetry::Correlation;

/// Verify a certificate by its case number and code.
///
/// A wrong number, a wrong code and a certificate that does not exist are the same answer.
#[utoipa::path(get, path = "/api/v1/certificates/{case}/{code}", tag = "applicant",
    responses((status = 200, body = Verification, description = "Whether it holds")))]
pub async fn verify(
    State(doors): State<Doors>,
    Place(place): Place<CodePlace>,
) -> Result<Response, Problem> {
    Ok(Json(papers::verify(&doors, &place).await?).into_response())
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
    let page = papers::certificate(&doors, &found)?;
    if let Some(officer) = caller.officer() {
        let db = doors.engine.store().writer();
        let look = Look {
            officer,
            purpose: looks::OF_CERTIFICATE,
            correlation: Some(correlation.as_str()),
            by_program: true,
            at: found.at,
        };
        looks::record(db, found.request.id, &look).await?;
    }
    Ok(page)
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
