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

use crate::doors::Doors;

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/oversight", get(overview::read))
        .route("/oversight/cells.csv", get(overview::csv))
        .route("/oversight/requests", get(requests::read))
        .route("/oversight/requests/{case}", get(request::read))
        .route("/oversight/requests/{case}/journal", get(journal::read))
        .route("/oversight/requests/{case}/{act}", post(request::act))
}
