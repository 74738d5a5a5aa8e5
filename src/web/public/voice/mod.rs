//! What applicants say: how it was handled 好差评, what went wrong 投诉, how to reach them, that they take
//! it back 撤回.

mod complaint;
mod contact;
mod rating;
mod withdraw;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

use crate::access::Caller;
use crate::domain::command::{Action, Command};
use crate::doors::place::Place;
use crate::doors::{Doors, Found, Problem};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Mistake};
use crate::web::public::following::{Done, needs_code};
use crate::web::{Frame, Page};

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/cases/{case}/rating", get(rating::ask).post(rating::rate))
        .route(
            "/cases/{case}/complaint",
            get(complaint::ask).post(complaint::complain),
        )
        .route(
            "/cases/{case}/contact",
            get(contact::ask).post(contact::change),
        )
        .route(
            "/cases/{case}/withdraw",
            get(withdraw::ask).post(withdraw::withdraw),
        )
}

/// Somebody who says something about a request of theirs.
struct Voice {
    doors: Doors,
    frame: Frame,
    caller: Caller,
    found: Found,
}

impl FromRequestParts<Doors> for Voice {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, doors: &Doors) -> Result<Self, Problem> {
        let frame = Frame::from_request_parts(parts, doors).await?;
        let caller = Caller::from_request_parts(parts, doors).await?;
        let Place(case) = Place::<String>::from_request_parts(parts, doors).await?;
        let found = doors.case_of(&caller, &case).await?;
        Ok(Self {
            doors: doors.clone(),
            frame,
            caller,
            found,
        })
    }
}

/// A page with one form to a place of the request; its words begin with the key.
struct Asking<'a> {
    key: &'a str,
    place: &'a str,
    /// Whether what it does cannot be taken back.
    grave: bool,
    mistakes: &'a [Mistake],
    /// What is to be known before.
    before: Markup,
    fields: Markup,
}

impl Voice {
    /// Carries the action out and returns to the request; shows the page again where it does not fit, of
    /// the request as it is then. Pointers of complaints end in the name of the field.
    async fn carry_out(
        mut self,
        form: &Form,
        action: Action,
        done: Done,
        page: impl FnOnce(&Self, &[Mistake]) -> Page,
    ) -> Result<Response, Problem> {
        let command = Command {
            actor: self.caller.actor(),
            action,
            expected: None,
        };
        let id = self.found.request.id;
        let acted = self
            .doors
            .command(id, &self.caller, command, &form.envelope, &form.digest)
            .await;
        let problem = match acted {
            Ok(_) => return Ok(see_other(&self.link(done.query()))),
            Err(problem) if matches!(problem.status, 409 | 412 | 422) => problem,
            Err(problem) => return Err(problem),
        };
        self.found = self.doors.find(id).await?;
        let field = |pointer: &str| pointer.rsplit('/').next().map(str::to_owned);
        let mistakes = field::mistakes(&self.frame, &problem, field);
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
        Ok(page(&self, &mistakes).mistaken(status).into_response())
    }

    /// What is asked of somebody who came in by phone or mail before they change or end anything.
    fn asks_for_code(&self) -> Option<Page> {
        let number = self.found.case_number().to_string();
        let asks = self.frame.by_contact();
        asks.then(|| needs_code(&self.frame, &number))
    }

    /// The address of the request, or of a page of it.
    fn link(&self, rest: &str) -> String {
        let number = self.found.case_number();
        self.frame.link(&format!("/cases/{number}{rest}"))
    }

    /// The page that asks.
    fn page(&self, asking: &Asking<'_>) -> Page {
        let frame = &self.frame;
        let title = frame.say(&format!("{}-title", asking.key));
        let body = html! {
            (field::summary(frame, asking.mistakes))
            (self.head(&title))
            (asking.before)
            form method="post" action=(self.link(&format!("/{}", asking.place))) {
                (form::key())
                (asking.fields)
                div class="actions" {
                    button class=[asking.grave.then_some("grave")] { (frame.say(&format!("{}-go", asking.key))) }
                    a href=(self.link("")) { (frame.say("form-cancel")) }
                }
            }
        };
        Page::public(frame, title, body)
    }

    /// The page where there is nothing to ask any more.
    fn closed(&self, key: &str, why: &Markup) -> Page {
        let frame = &self.frame;
        let title = frame.say(&format!("{key}-title"));
        let body = html! {
            (self.head(&title))
            (why)
            p { a class="button" href=(self.link("")) { (frame.say("slip-back")) } }
        };
        Page::public(frame, title, body)
    }

    /// The way back, what the page is, and about which request.
    fn head(&self, title: &str) -> Markup {
        let frame = &self.frame;
        html! {
            p class="back" { a href=(self.link("")) { (frame.say("slip-back")) } }
            h1 { (title) }
            p { (frame.text(&self.found.service.workflow.title)) " · " span class="casenumber" { (self.found.case_number()) } }
        }
    }
}
