//! One's own account: what a session still asks for, one's password, second factor and sessions.
//!
//! The first three pages are for sessions that open nothing yet, so the route table lets everybody in
//! and each looks at the session itself. Start at [`second`] for the order in which they come.

mod codes;
mod device;
mod me;
mod password;
mod second;
mod set_up;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};

use super::enter::Then;
use crate::access::{Pending, StaffSession};
use crate::doors::Doors;
use crate::web::entry::see_other;
use crate::web::{Frame, Page};

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/desk/second", get(second::read).post(second::pass))
        .route(
            "/desk/second/set-up",
            get(set_up::read).post(set_up::confirm),
        )
        .route("/desk/password", get(password::read).post(password::change))
        .route("/desk/me", get(me::read))
        .route("/desk/me/sessions", post(me::end))
        .route("/desk/me/codes", post(codes::renew))
}

/// Nobody came in: to the door, and back here afterwards.
fn to_the_door(frame: &Frame) -> Response {
    let then: String = url::form_urlencoded::byte_serialize(frame.here().as_bytes()).collect();
    see_other(&frame.link(&format!("/desk/enter?then={then}")))
}

/// On to where the officer wanted to go; the guard there asks for what still comes first.
fn onward(frame: &Frame, then: &Then) -> Response {
    see_other(&frame.link(then.path()))
}

/// What the session asks before this page can do anything; none: this page may go on.
fn first(frame: &Frame, session: &StaffSession, pending: &[Pending]) -> Option<Response> {
    let asked = session.pending().filter(|asked| !pending.contains(asked))?;
    let place = match asked {
        Pending::SecondFactor => "/desk/second",
        Pending::NewPassword => "/desk/password",
        Pending::SetUpSecond => "/desk/second/set-up",
    };
    let then: String = url::form_urlencoded::byte_serialize(frame.here().as_bytes()).collect();
    Some(see_other(&frame.link(&format!("{place}?then={then}"))))
}

/// A page of one narrow column: whoever is not in yet has no rooms to go to.
fn page(frame: &Frame, title: String, body: Markup) -> Page {
    match frame.staff() {
        Some(_) => Page::staff(frame, title, body),
        None => Page::public(frame, title, body),
    }
}

/// The way out for whoever cannot go on.
fn way_out(frame: &Frame) -> Markup {
    html! {
        @if frame.staff().is_none() {
            form method="post" action=(frame.link("/desk/leave")) {
                p { (frame.say("account-stuck")) " " button class="plain" { (frame.say("page-leave")) } }
            }
        }
    }
}
