//! Papers of a request as whole pages to print.

use axum::extract::State;
use axum::response::Response;

use crate::access::Caller;
use crate::doors::place::Place;
use crate::doors::{Doors, Problem, papers};

/// The certificate.
pub(super) async fn certificate(
    State(doors): State<Doors>,
    caller: Caller,
    Place(case): Place<String>,
) -> Result<Response, Problem> {
    papers::certificate(&doors, &doors.case_of(&caller, &case).await?)
}

/// The receipt.
pub(super) async fn receipt(
    State(doors): State<Doors>,
    caller: Caller,
    Place(case): Place<String>,
) -> Result<Response, Problem> {
    Ok(papers::receipt(
        &doors,
        &doors.case_of(&caller, &case).await?,
    ))
}

/// The decision of refusal.
pub(super) async fn refusal(
    State(doors): State<Doors>,
    caller: Caller,
    Place(case): Place<String>,
) -> Result<Response, Problem> {
    papers::refusal(&doors, &doors.case_of(&caller, &case).await?)
}
