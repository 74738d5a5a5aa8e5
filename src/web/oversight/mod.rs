//! Pages for supervisors: how the house stands, what is stalled and why, and the acts that move it.

mod chart;
mod intervene;
mod journal;
mod overview;
mod request;
mod requests;
mod why;

use axum::Router;
use axum::routing::{get, post};

use crate::doors::present::case::Case;
use crate::doors::{Doors, Found};

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/oversight", get(overview::read))
        .route("/oversight/cells.csv", get(overview::csv))
        .route("/oversight/requests", get(requests::read))
        .route("/oversight/requests/{case}", get(request::read))
        .route("/oversight/requests/{case}/journal", get(journal::read))
        .route("/oversight/requests/{case}/{act}", post(request::act))
}

/// A request as pages present it.
fn case<'a>(doors: &'a Doors, found: &'a Found) -> Case<'a> {
    Case {
        rules: doors.rules(found),
        request: &found.request,
        facts: &found.facts,
        at: found.at,
    }
}
