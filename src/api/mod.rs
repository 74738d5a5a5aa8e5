//! The REST API `/api/v1` with its OpenAPI document.
//!
//! Handlers parse, call the engine and present; they decide nothing. Who may take a route stands
//! in [`routes`], and `doors::gate` enforces that table. Start at [`router`], then at the file of
//! the noun you are after.

pub mod accounts;
pub mod acting;
pub mod applications;
pub mod certificates;
pub mod colleagues;
pub mod corrections;
pub mod decisions;
mod document;
pub mod drafts;
pub mod duties;
pub mod feedback;
pub mod health;
pub mod intake;
pub mod interventions;
pub mod lead;
pub mod oversight;

pub mod queues;
pub mod receiving;
pub mod requests;
pub mod reviews;
pub mod routes;
pub mod secrets;
pub mod sittings;
pub mod supervision;
pub mod workflows;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::doors::{Doors, Problem, correlation, gate, problem, shield};
use routes::ROUTES;

/// Every handler with its operation.
fn operations() -> OpenApiRouter<Doors> {
    OpenApiRouter::default()
        .routes(routes!(requests::file))
        .routes(routes!(requests::read))
        .routes(routes!(requests::read_timeline))
        .routes(routes!(requests::withdraw))
        .routes(routes!(feedback::rate))
        .routes(routes!(feedback::complain))
        .routes(routes!(feedback::contact))
        .routes(routes!(corrections::answer))
        .routes(routes!(certificates::read))
        .routes(routes!(certificates::verify))
        .routes(routes!(queues::handed))
        .routes(routes!(queues::read))
        .routes(routes!(duties::read))
        .routes(routes!(duties::document))
        .routes(routes!(drafts::read))
        .routes(routes!(drafts::save))
        .routes(routes!(reviews::claim))
        .routes(routes!(reviews::release))
        .routes(routes!(reviews::transfer))
        .routes(routes!(reviews::opinion))
        .routes(routes!(reviews::retract))
        .routes(routes!(reviews::ask_items))
        .routes(routes!(intake::accept))
        .routes(routes!(intake::correction))
        .routes(routes!(intake::on_the_spot))
        .routes(routes!(intake::refuse))
        .routes(routes!(intake::not_needed))
        .routes(routes!(intake::redirect))
        .routes(routes!(secrets::replace))
        .routes(routes!(lead::send))
        .routes(routes!(lead::add_department))
        .routes(routes!(lead::switch_mode))
        .routes(routes!(decisions::decide))
        .routes(routes!(decisions::issue))
        .routes(routes!(decisions::deliver))
        .routes(routes!(decisions::told))
        .routes(routes!(decisions::not_told))
        .routes(routes!(decisions::answer_card))
        .routes(routes!(feedback::close_follow_up))
        .routes(routes!(feedback::answer))
        .routes(routes!(sittings::call))
        .routes(routes!(sittings::list))
        .routes(routes!(sittings::read))
        .routes(routes!(sittings::agenda))
        .routes(routes!(sittings::attendance))
        .routes(routes!(sittings::opinions))
        .routes(routes!(sittings::close))
        .routes(routes!(sittings::call_off))
        .routes(routes!(oversight::list))
        .routes(routes!(oversight::explain))
        .routes(routes!(oversight::read_journal))
        .routes(routes!(supervision::supervise))
        .routes(routes!(supervision::bulk))
        .routes(routes!(oversight::stalled))
        .routes(routes!(workflows::list))
        .routes(routes!(workflows::read))
        .routes(routes!(workflows::diagram))
        .routes(routes!(accounts::me))
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::add))
        .routes(routes!(accounts::deactivate))
        .routes(routes!(accounts::add_token))
        .routes(routes!(accounts::revoke_token))
        .routes(routes!(workflows::problems))
        .routes(routes!(workflows::problem))
        .routes(routes!(document::read))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
}

/// The API over these doors, ready to be served or nested under a base path.
pub fn router(doors: Doors) -> Router {
    let (router, _) = operations().split_for_parts();
    let timeout = doors.settings.timeout;
    let at_the_gate = doors.clone();
    let base_path = doors.settings.base_path.clone();
    router
        .layer(from_fn(move |request: Request, next: Next| {
            gate::guard(at_the_gate.clone(), ROUTES, request, next)
        }))
        .method_not_allowed_fallback(|| async { wrong_method() })
        .fallback(|| async { Problem::not_found() })
        .layer(from_fn(move |request: Request, next: Next| {
            in_time(timeout, request, next)
        }))
        .layer(CatchPanicLayer::custom(panicked))
        // Bodies are read under limits of their own.
        .layer(DefaultBodyLimit::disable())
        .layer(map_response(move |response: Response| {
            let base_path = base_path.clone();
            async move { problem::below(&base_path, response) }
        }))
        .layer(from_fn(shield::shield))
        .layer(from_fn(correlation::correlate))
        .with_state(doors)
}

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> OpenApi {
    document::complete(operations().into_openapi())
}

fn wrong_method() -> Problem {
    Problem::new(
        "method",
        "the path does not take this method; `Allow` names those it takes",
    )
}

async fn in_time(timeout: std::time::Duration, request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(timeout, next.run(request)).await;
    answer.unwrap_or_else(|_| Problem::new("timeout", "the request took too long").into_response())
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    debug_assert_eq!(
        Problem::internal("").status(),
        StatusCode::INTERNAL_SERVER_ERROR
    );
    Problem::internal(format!("panic: {text}")).into_response()
}
