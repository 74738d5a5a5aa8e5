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
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};

use super::enter::Then;
use crate::access::{Pending, StaffSession};
use crate::doors::address::{self, ClientAddress};
use crate::doors::tries::Try;
use crate::doors::{Doors, Problem};
use crate::web::entry::see_other;
use crate::web::parts::field::{self, Mistake};
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

/// Whoever came in, however far: what one's own pages are asked by.
struct Coming {
    doors: Doors,
    frame: Frame,
    session: StaffSession,
    client: ClientAddress,
}

impl FromRequestParts<Doors> for Coming {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, doors: &Doors) -> Result<Self, Response> {
        let frame = Frame::from_request_parts(parts, doors).await;
        let frame = frame.map_err(IntoResponse::into_response)?;
        let client = parts.extensions.get::<ClientAddress>().copied();
        let Some((session, client)) = frame.session().cloned().zip(client) else {
            return Err(to_the_door(&frame));
        };
        Ok(Self {
            doors: doors.clone(),
            frame,
            session,
            client,
        })
    }
}

impl Coming {
    /// A try at a secret of this officer's.
    ///
    /// # Errors
    /// 429 after too many that failed.
    async fn begin(&self, what: &str) -> Result<Try, Problem> {
        let who = format!("{what} {}", self.session.account.id);
        Try::begin_at(&self.doors, &who, &address::neighbourhood(self.client.0)).await
    }
}

/// A page that asks one thing of whoever is coming in.
struct Asking<'a> {
    title: String,
    mistakes: &'a [Mistake],
    before: Markup,
    /// Where the form leads.
    place: &'a str,
    then: &'a Then,
    fields: Markup,
    /// The words of the button.
    go: &'a str,
    after: Markup,
}

impl Asking<'_> {
    fn page(self, frame: &Frame) -> Page {
        let body = html! {
            (field::summary(frame, self.mistakes))
            h1 { (self.title) }
            (self.before)
            form method="post" action=(frame.link(self.place)) class="narrow" {
                (field::hidden("then", self.then.path()))
                (self.fields)
                button { (frame.say(self.go)) }
            }
            (self.after)
            (way_out(frame))
        };
        page(frame, self.title, body)
    }
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
