//! Workflows 流程: what is published, what a file says, and publishing by two people.

mod changes;
mod check;
mod findings;
mod list;
mod proposal;
mod version;

use axum::Router;
use axum::routing::{get, post};

use super::calendar;
use crate::doors::Doors;

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/admin/workflows", get(list::read))
        .route("/admin/workflows/check", post(check::check))
        .route("/admin/workflows/propose", post(check::propose))
        .route("/admin/workflows/{key}/{version}", get(version::read))
        .route(
            "/admin/workflows/{key}/{version}/diagram.svg",
            get(version::diagram),
        )
        .route("/admin/proposals/{number}", get(proposal::read))
        .route("/admin/proposals/{number}/{act}", post(proposal::act))
}
