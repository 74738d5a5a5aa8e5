//! What applicants say: how it was handled 好差评, what went wrong 投诉, how to reach them.

mod complaint;
mod contact;
mod rating;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

use crate::access::Caller;
use crate::domain::command::{Action, Command};
use crate::doors::{Doors, Found, Problem};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Mistake};
use crate::web::public::following::Done;
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
}

/// A form that was sent about a found request.
struct Saying<'a> {
    doors: &'a Doors,
    frame: &'a Frame,
    caller: &'a Caller,
    found: &'a Found,
    form: &'a Form,
}

impl Saying<'_> {
    /// Carries the action out and returns to the request; shows the page again where it does not
    /// fit. Pointers of complaints end in the name of the field.
    async fn carry_out(
        &self,
        action: Action,
        done: Done,
        page: impl FnOnce(&[Mistake]) -> Page,
    ) -> Result<Response, Problem> {
        let command = Command {
            actor: self.caller.actor(),
            action,
            expected: None,
        };
        let (id, form) = (self.found.request.id, self.form);
        let acted = self
            .doors
            .command(id, self.caller, command, &form.envelope, &form.digest)
            .await;
        let problem = match acted {
            Ok(_) => {
                let back = format!("/cases/{}{}", self.found.case_number(), done.query());
                return Ok(see_other(&self.frame.link(&back)));
            }
            Err(problem) if matches!(problem.status, 409 | 412 | 422) => problem,
            Err(problem) => return Err(problem),
        };
        let field = |pointer: &str| pointer.rsplit('/').next().map(str::to_owned);
        let mistakes = field::mistakes(self.frame, &problem, field);
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
        Ok(page(&mistakes).mistaken(status).into_response())
    }
}

/// A page with one form, to a place of the request; its words begin with the key.
fn page(
    frame: &Frame,
    found: &Found,
    (key, place): (&str, &str),
    mistakes: &[Mistake],
    before: &Markup,
    fields: &Markup,
) -> Page {
    let title = frame.say(&format!("{key}-title"));
    let case = format!("/cases/{}", found.case_number());
    let service = frame.text(&found.service.workflow.title);
    let body = html! {
        (field::summary(frame, mistakes))
        p class="back" { a href=(frame.link(&case)) { (frame.say("slip-back")) } }
        h1 { (title) }
        p { (service) " · " span class="casenumber" { (found.case_number()) } }
        (before)
        form method="post" action=(frame.link(&format!("{case}/{place}"))) {
            (form::key())
            (fields)
            div class="actions" {
                button { (frame.say(&format!("{key}-go"))) }
                a href=(frame.link(&case)) { (frame.say("form-cancel")) }
            }
        }
    };
    Page::public(frame, title, body)
}
