//! Pages for clerks: the queue, the work in it, the counter, the sitting.
//!
//! Dense and calm; everything can be done with the keyboard; what was typed is never lost.

mod enter;
mod queue;

use axum::Router;
use axum::routing::{get, post};

use crate::doors::Doors;

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/desk/enter", get(enter::read).post(enter::enter))
        .route("/desk/leave", post(enter::leave))
        .route("/desk", get(queue::read))
}
