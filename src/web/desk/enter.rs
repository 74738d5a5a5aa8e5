//! Signing in with login and password, and out again.

use axum::Extension;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::tries::Tries;
use crate::access::{LoginOutcome, Visit, login_key};
use crate::doors::address::ClientAddress;
use crate::doors::cookies::{self, Keep, Shown};
use crate::doors::question::Question;
use crate::doors::{Doors, Problem};
use crate::web::entry::{is_path_of_ours, see_other};
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Where the officer wanted to go.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Then {
    #[serde(default)]
    pub(super) then: String,
}

impl Then {
    /// The way on, which never leads out of this house.
    pub(super) fn path(&self) -> &str {
        match is_path_of_ours(&self.then) {
            true => &self.then,
            false => "/desk",
        }
    }
}

/// The form.
pub(super) async fn read(frame: Frame, Question(then): Question<Then>) -> Page {
    page(&frame, then.path(), "", &[])
}

fn page(frame: &Frame, then: &str, login: &str, mistakes: &[Mistake]) -> Page {
    let body = html! {
        (field::summary(frame, mistakes))
        h1 { (frame.say("enter-title")) }
        @if frame.demo() { (demo(frame)) }
        form method="post" action=(frame.link("/desk/enter")) class="narrow" {
            (field::hidden("then", then))
            (field::line(frame, &Line { name: "login", label: &frame.say("enter-login"), value: login, autocomplete: Some("username"), mistake: field::of(mistakes, "login"), ..Line::default() }))
            (field::line(frame, &Line { name: "password", label: &frame.say("enter-password"), kind: "password", autocomplete: Some("current-password"), ..Line::default() }))
            button { (frame.say("enter-go")) }
        }
        p class="hint" { (frame.say("enter-lost")) }
    };
    Page::public(frame, frame.say("enter-title"), body)
}

/// The demonstration has ready accounts, and says so.
fn demo(frame: &Frame) -> Markup {
    html! { div class="note" { p { (frame.say("enter-demo")) } } }
}

/// Starts a session. Failures are slowed for this login from this address, and for the address, so
/// that guessing is slow and nobody can lock an officer out.
pub(super) async fn enter(
    State(doors): State<Doors>,
    frame: Frame,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let then = Then {
        then: form.text("then").to_owned(),
    };
    let who = format!("login {}", login_key(form.raw("login")));
    let tries = Tries::begin(&doors, &who, client)?;
    let visit = visit(&headers, client);
    match doors
        .access
        .log_in(form.raw("login"), form.raw("password"), &visit)
        .await?
    {
        LoginOutcome::Open(started) | LoginOutcome::Pending(started, _) => {
            // Whoever was signed in here before is signed out.
            if let Some(old) = Shown::of(&headers).get(&doors, cookies::STAFF) {
                doors.access.end(old).await?;
            }
            let mut response = see_other(&frame.link(then.path()));
            if let Some(cookie) =
                cookies::set(&doors, cookies::STAFF, &started.token, Keep::Session)
            {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            Ok(response)
        }
        LoginOutcome::Refused => {
            tries.failed(&doors);
            let mistake = Mistake {
                field: "login".to_owned(),
                words: frame.say("enter-wrong"),
            };
            let page = page(&frame, then.path(), form.raw("login"), &[mistake]);
            Ok(page
                .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
                .into_response())
        }
    }
}

/// Who knocks, as browser and connection say it.
pub(super) fn visit(headers: &HeaderMap, client: ClientAddress) -> Visit {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    Visit::new(agent.unwrap_or_default(), client.0)
}

/// Ends the session.
pub(super) async fn leave(
    State(doors): State<Doors>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = Shown::of(&headers).get(&doors, cookies::STAFF) {
        doors.access.end(token).await?;
    }
    let mut response = see_other(&frame.link("/"));
    for name in [cookies::STAFF, cookies::DRAFT] {
        if let Some(cookie) = cookies::set(&doors, name, "", Keep::Forget) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    Ok(response)
}
