//! Pages for supervisors: what is stalled and why, who holds what, and the acts that move it.

use axum::Router;

use crate::doors::Doors;

pub(super) fn router() -> Router<Doors> {
    Router::new()
}
