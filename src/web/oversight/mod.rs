//! Pages for supervisors: how the house stands, what is stalled and why, and the acts that move it.

mod chart;
mod overview;

use axum::Router;
use axum::routing::get;

use crate::doors::Doors;

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/oversight", get(overview::read))
        .route("/oversight/cells.csv", get(overview::csv))
}
