//! Signing in with login and password, and out again.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::{LoginOutcome, Started, Visit, login_key};
use crate::domain::identifiers::DepartmentKey;
use crate::doors::address::{self, ClientAddress};
use crate::doors::cookies::{self, Keep, Shown};
use crate::doors::question::Question;
use crate::doors::tries::Try;
use crate::doors::{Doors, Problem};
use crate::storage::accounts;
use crate::web::entry::{is_path_of_ours, see_other};
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Most accounts of the demonstration that are listed.
const DEMO_ACCOUNTS_MAX: u64 = 100;

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
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(then): Question<Then>,
) -> Result<Page, Problem> {
    page(&doors, &frame, then.path(), "", &[]).await
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    then: &str,
    login: &str,
    mistakes: &[Mistake],
) -> Result<Page, Problem> {
    let body = html! {
        (field::summary(frame, mistakes))
        h1 { (frame.say("enter-title")) }
        @if frame.demo() { div class="note" { p { (frame.say("enter-demo")) } } }
        @if doors.access.has_provider() { (provider(doors, frame, then)) }
        form method="post" action=(frame.link("/desk/enter")) class="narrow" {
            (field::hidden("then", then))
            (field::line(frame, &Line { name: "login", label: &frame.say("enter-login"), value: login, autocomplete: Some("username"), mistake: field::of(mistakes, "login"), ..Line::default() }))
            (field::line(frame, &Line { name: "password", label: &frame.say("enter-password"), kind: "password", autocomplete: Some("current-password"), ..Line::default() }))
            button { (frame.say("enter-go")) }
        }
        p class="hint" { (frame.say("enter-lost")) }
        @if frame.demo() { (demo(doors, frame).await?) }
    };
    Ok(Page::public(frame, frame.say("enter-title"), body))
}

/// The other way in, before the one that is for few.
fn provider(doors: &Doors, frame: &Frame, then: &str) -> Markup {
    let place = super::provider::place(frame, then);
    html! {
        p class="actions" { a class="button" href=(place) { (frame.text(&doors.settings.provider_button)) } }
        h2 { (frame.say("enter-by-password")) }
    }
}

/// The demonstration has ready accounts, and says whose: a login is what its address begins with.
async fn demo(doors: &Doors, frame: &Frame) -> Result<Markup, Problem> {
    let directory = doors.engine.directory();
    let all = accounts::list(doors.engine.store().reader(), None, DEMO_ACCOUNTS_MAX).await?;
    let mut by_department: BTreeMap<DepartmentKey, Vec<String>> = BTreeMap::new();
    for account in all {
        let email = account.email.unwrap_or_default();
        let login = email.split('@').next().unwrap_or_default();
        let titles = account.roles.iter().filter_map(|role| {
            let role = directory.roles.get(role)?;
            Some(frame.text(&role.title))
        });
        let titles = titles.collect::<Vec<_>>().join(" ");
        let here = by_department.entry(account.department).or_default();
        here.push(format!("{login} {titles}"));
    }
    let title = |key: &DepartmentKey| {
        let known = directory.departments.get(key);
        known.map_or_else(String::new, |known| frame.text(&known.title).to_owned())
    };
    Ok(html! {
        details {
            summary { (frame.say("enter-demo-all")) }
            ul class="plainlist" {
                @for (department, people) in &by_department {
                    li { b { (title(department)) } " " (people.join(&frame.say("list-separator"))) }
                }
            }
        }
    })
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
    let a_try = Try::begin_at(&doors, &who, &address::neighbourhood(client.0))
        .await?
        .dear();
    let visit = visit(&headers, client);
    let (login, password) = (form.raw("login"), form.raw("password"));
    let outcome = doors.access.log_in(login, password, &visit).await;
    let is_wrong = |outcome: &_| matches!(outcome, LoginOutcome::Refused);
    match a_try.end(outcome, is_wrong)? {
        LoginOutcome::Open(started) | LoginOutcome::Pending(started, _) => {
            let response = see_other(&frame.link(then.path()));
            signed_in(&doors, &headers, &started, response).await
        }
        LoginOutcome::Refused => {
            let mistake = Mistake {
                field: "login".to_owned(),
                words: frame.say("enter-wrong"),
            };
            let page = page(&doors, &frame, then.path(), login, &[mistake]).await?;
            Ok(page
                .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
                .into_response())
        }
    }
}

/// The answer to whoever came in. Whoever was signed in at this browser before is signed out.
pub(super) async fn signed_in(
    doors: &Doors,
    headers: &HeaderMap,
    started: &Started,
    mut response: Response,
) -> Result<Response, Problem> {
    if let Some(old) = Shown::of(headers).get(doors, cookies::STAFF) {
        doors.access.end(old).await?;
    }
    if let Some(cookie) = cookies::set(doors, cookies::STAFF, &started.token, Keep::Session) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Who knocks, as browser and connection say it.
pub(super) fn visit(headers: &HeaderMap, client: ClientAddress) -> Visit {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    Visit::new(agent.unwrap_or_default(), client.0)
}

/// Ends the session; where a provider began it, the browser goes on to leave there as well.
pub(super) async fn leave(
    State(doors): State<Doors>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = Shown::of(&headers).get(&doors, cookies::STAFF) {
        doors.access.end(token).await?;
    }
    let vouched = frame.session().and_then(|session| session.voucher.as_ref());
    let onward = match vouched {
        Some(voucher) => doors.access.way_out(&voucher.0).await,
        None => None,
    };
    let mut response = match onward {
        Some(place) => super::provider::left(&frame, &place),
        None => see_other(&frame.link("/")),
    };
    for name in [cookies::STAFF, cookies::DRAFT] {
        if let Some(cookie) = cookies::set(&doors, name, "", Keep::Forget) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    Ok(response)
}
