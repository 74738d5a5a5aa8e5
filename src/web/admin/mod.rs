//! Pages for administrators: departments, officers, working days, workflows, reasons.

use axum::Router;

use crate::doors::Doors;

pub(super) fn router() -> Router<Doors> {
    Router::new()
}
