//! Pages for supervisors: how the house stands, what is stalled and why, and the acts that move it.

mod acts;
mod audit;
mod chart;
mod course;
mod done;
mod filters;
mod history;
mod intervene;
mod journal;
mod links;
mod overview;
mod possible;
mod proposed;
mod request;
mod requests;
mod stalled;
mod why;
mod work;
mod workflow;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::Datelike;
use maud::{Markup, html};

use crate::domain::calendar::{Instant, midnight};
use crate::domain::directory::{AUDITOR, GOVERNMENT_HEAD, HEAD, SUPERVISOR};
use crate::domain::visibility;
use crate::doors::Doors;
use crate::web::Frame;

/// What stands in the address of these pages opens them.
fn by_link() -> Router<Doors> {
    Router::new()
        .route("/audit/{link}", get(audit::read))
        .route("/audit/{link}/journal", get(audit::journal))
        .route("/audit/{link}/diagram.svg", get(audit::picture))
        .layer(map_response(untold))
}

/// Has the browser tell the address to nobody, not to us either.
async fn untold(mut response: Response) -> Response {
    let policy = HeaderValue::from_static("no-referrer");
    response
        .headers_mut()
        .insert(header::REFERRER_POLICY, policy);
    response
}

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .merge(by_link())
        .route("/oversight", get(overview::read))
        .route("/oversight/cells.csv", get(overview::csv))
        .route("/oversight/links", get(links::read).post(links::make))
        .route("/oversight/links/{id}/revoke", post(links::revoke))
        .route("/oversight/stalled", get(stalled::read))
        .route("/oversight/work", get(work::read))
        .route("/oversight/acts", get(acts::choose))
        .route("/oversight/acts/{act}", post(acts::carry_out))
        .route("/oversight/workflows", get(workflow::list))
        .route("/oversight/workflows/{key}", get(workflow::read))
        .route(
            "/oversight/workflows/{key}/diagram.svg",
            get(workflow::picture),
        )
        .route("/oversight/requests", get(requests::read))
        .route("/oversight/requests/{case}", get(request::read))
        .route(
            "/oversight/requests/{case}/diagram.svg",
            get(request::picture),
        )
        .route("/oversight/requests/{case}/journal", get(journal::read))
        .route("/oversight/requests/{case}/{act}", post(request::act))
}

/// Where a supervisor may go from here.
fn rooms(frame: &Frame) -> Markup {
    let links = is(frame, &[SUPERVISOR]).then_some(("/oversight/links", "links-title"));
    let rooms = [
        ("/oversight", "overview-title"),
        ("/oversight/stalled", "stalled-title"),
        ("/oversight/work", "work-title"),
        ("/oversight/requests", "requests-title"),
        ("/oversight/workflows", "flows-title"),
    ];
    html! {
        nav aria-label=(frame.say("nav-oversight")) {
            ul class="tabs" {
                @for (path, key) in rooms.into_iter().chain(links) {
                    li { a href=(frame.link(path)) aria-current=[(frame.path() == path).then_some("page")] { (frame.say(key)) } }
                }
            }
        }
    }
}

fn is(frame: &Frame, roles: &[&str]) -> bool {
    let staff = frame.staff();
    staff.is_some_and(|staff| roles.iter().any(|role| staff.officer.is(role)))
}

/// Whether the reader may know of complaints.
fn hears_complaints(frame: &Frame) -> bool {
    let staff = frame.staff();
    staff.is_some_and(|staff| visibility::hears_complaints(&staff.officer))
}

/// Whether the reader reads journals, with the names and reasons of every department.
fn reads_journals(frame: &Frame) -> bool {
    is(frame, &[SUPERVISOR, AUDITOR])
}

/// Whether the reader may do anything here at all; others, like auditors, only look.
fn intervenes(frame: &Frame) -> bool {
    is(frame, &[SUPERVISOR, HEAD, GOVERNMENT_HEAD])
}

/// The first instant of the month, for what is counted by months.
fn month_begins(frame: &Frame) -> Instant {
    let today = frame.today();
    midnight(today.with_day(1).unwrap_or(today))
}
