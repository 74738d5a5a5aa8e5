//! Pages for people: migrants ([`public`]), clerks ([`desk`]), supervisors ([`oversight`]),
//! administrators ([`admin`]).
//!
//! A page is HTML made on the server; it works with JavaScript off, and what JavaScript there is
//! only saves steps. Pages call the engine and show what `doors::present` makes, exactly as the API
//! does: nothing is decided here. Start at [`router`], then at [`routes`] for who may open what,
//! then at the folder of the person you are after. [`parts`] holds what pages share.

pub mod admin;
pub mod assets;
pub mod desk;
pub mod entry;
pub mod form;
pub mod frame;
pub mod oversight;
pub mod parts;
pub mod public;
pub mod routes;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::doors::turns::Turns;
use crate::doors::{Doors, Problem, correlation, shield};

pub use frame::Frame;
pub use parts::page::Page;

/// Every page over these doors.
pub fn router(doors: Doors) -> Router {
    let timeout = doors.settings.timeout;
    let at_the_entry = doors.clone();
    let turns = doors.turns.clone();
    public::router()
        .merge(desk::router())
        .merge(oversight::router())
        .merge(admin::router())
        .merge(assets::router())
        .layer(from_fn(move |request: Request, next: Next| {
            entry::guard(at_the_entry.clone(), request, next)
        }))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::not_found() })
        .layer(from_fn(move |request: Request, next: Next| {
            in_time(timeout, request, next)
        }))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(form::FORM_MAX_BYTES))
        .layer(from_fn({
            let doors = doors.clone();
            move |request: Request, next: Next| entry::dress(doors.clone(), request, next)
        }))
        .layer(from_fn(move |request: Request, next: Next| {
            in_turn(turns.clone(), request, next)
        }))
        .layer(from_fn(shield::shield))
        .layer(from_fn(correlation::correlate))
        .with_state(doors)
}

/// What only reads waits for its turn; what brings something may come slowly and would keep a place.
async fn in_turn(turns: Turns, request: Request, next: Next) -> Response {
    let only_reads = request.method() == Method::GET || request.method() == Method::HEAD;
    let _turn = match only_reads {
        true => turns.take().await,
        false => None,
    };
    next.run(request).await
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
    Problem::internal(format!("panic: {text}")).into_response()
}
