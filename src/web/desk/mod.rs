//! Pages for clerks: the queue, the work in it, the counter, the sitting.
//!
//! Dense and calm; everything can be done with the keyboard; what was typed is never lost.

mod account;
mod cards;
mod code;
mod counter;
mod duty;
mod enter;
mod filters;
mod finished;
mod keys;
mod live;
mod provider;
mod queue;
mod sitting;
mod tabs;

use axum::Router;
use axum::routing::{get, post};

use crate::doors::{Doors, Problem};
use crate::web::Frame;

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .merge(account::router())
        .merge(counter::router())
        .route("/desk/enter", get(enter::read).post(enter::enter))
        .route("/desk/leave", post(enter::leave))
        .route("/desk/provider", get(provider::set_out))
        .route("/desk/provider/back", get(provider::come_back))
        .route("/desk/keys", get(keys::read))
        .route("/desk/code", get(code::read).post(code::make))
        .route("/desk", get(queue::read))
        .route("/desk/filters", get(filters::read).post(filters::keep))
        .route("/desk/filters/remove", post(filters::remove))
        .route("/desk/live", get(live::listen))
        .route("/desk/sittings", get(sitting::list).post(sitting::call))
        .route("/desk/sittings/{id}", get(sitting::read))
        .route("/desk/sittings/{id}/{act}", post(sitting::act))
        .route("/desk/next", post(queue::next))
        .route("/desk/claim", post(queue::claim_ticked))
        .route("/desk/requests/{case}/duties/{duty}", get(duty::read))
        .route(
            "/desk/requests/{case}/duties/{duty}/{act}",
            get(duty::back).post(duty::act),
        )
        .route("/desk/requests/{case}/cards", get(cards::read))
        .route("/desk/requests/{case}/cards/{number}", post(cards::answer))
        .route(
            "/desk/requests/{case}/duties/{duty}/certificate",
            get(duty::certificate),
        )
        .route(
            "/desk/requests/{case}/duties/{duty}/refusal",
            get(duty::refusal),
        )
        .route(
            "/desk/requests/{case}/duties/{duty}/documents/{sha256}",
            get(duty::document),
        )
}

/// The page of a duty. `#` starts a fragment, which never reaches the server.
pub(super) fn place(case: &str, duty: &str) -> String {
    format!("/desk/requests/{case}/duties/{}", duty.replace('#', "%23"))
}

/// The page of the work that the officer should do next: what they hold, else what nobody holds.
async fn next_of(doors: &Doors, frame: &Frame) -> Result<Option<String>, Problem> {
    queue::most_urgent(doors, frame).await
}
