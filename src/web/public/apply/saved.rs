//! Save and come back: the code of a draft, to go on at another phone or another day.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Deserialize;

use super::sheet::{Sheet, is_open_to, service};
use super::start::{first_open, remembering};
use crate::domain::identifiers::CaseNumber;
use crate::doors::address::{ClientAddress, neighbourhood};
use crate::doors::cookies::{self, Keep};
use crate::doors::drafts::{self, Code};
use crate::doors::question::Question;
use crate::doors::tries::Try;
use crate::doors::{Doors, Problem};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::parts::qr::qr;
use crate::web::public::season;
use crate::web::{Frame, Page};

/// A code that came in a link.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Linked {
    #[serde(default)]
    code: String,
}

/// The code, and how to use it.
pub(super) async fn read(sheet: Sheet) -> Page {
    let frame = &sheet.frame;
    let code = sheet.code.grouped();
    let public_url = &sheet.doors.settings.public_url;
    let link = format!("{public_url}/continue?code={code}");
    let plan = sheet.plan();
    let closed = season::closed(sheet.workflow(), frame.today());
    let title = frame.say("apply-saved-title");
    let body = html! {
        h1 { (title) }
        @match closed {
            None => p class="lead" { (season::kept(frame, sheet.workflow(), "apply-saved-kept")) },
            Some(next) => div class="note warm" { p { b { (frame.say("apply-start-closed")) } } p { (season::next(frame, next)) } },
        }
        section class="card ticket" {
            div {
                h2 { (frame.say("apply-saved-code")) }
                p class="code" { (code) }
                p { (frame.say_with("apply-saved-how", &[("address", format!("{public_url}/continue").into())])) }
            }
            (qr(&link, &frame.say("apply-saved-qr")))
        }
        p class="note warm" { (frame.say("apply-saved-secret")) }
        div class="actions" {
            a class="button" href=(sheet.link(&plan.first_open().path())) { (frame.say("apply-saved-resume")) }
        }
        h2 { (frame.say("apply-saved-shared")) }
        form method="post" action=(sheet.link("leave")) {
            (form::key())
            div class="actions" {
                button class="quiet" name="what" value="here" { (frame.say("apply-saved-leave")) }
                button class="quiet" name="what" value="all" { (frame.say("apply-saved-forget")) }
            }
        }
    };
    Page::public(frame, title, body)
}

/// Takes the draft off this phone, or away altogether.
pub(super) async fn leave(sheet: Sheet, form: Form) -> Result<Response, Problem> {
    if form.text("what") == "all" {
        drafts::forget(&sheet.doors, &sheet.code).await?;
    }
    let mut response = see_other(&sheet.frame.link("/"));
    if let Some(cookie) = cookies::set(&sheet.doors, cookies::DRAFT, "", Keep::Forget) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Asks for a code. A link only fills it in: opening is for the person to do, so that no link of a
/// stranger's makes them write into a stranger's draft unasked.
pub(super) async fn ask(frame: Frame, Question(linked): Question<Linked>) -> Page {
    page(&frame, &linked.code, &[])
}

/// Opens the draft of a code in this browser.
pub(super) async fn reopen(
    State(doors): State<Doors>,
    frame: Frame,
    Extension(client): Extension<ClientAddress>,
    form: Form,
) -> Result<Response, Problem> {
    let a_try = Try::begin(&doors, &neighbourhood(client.0)).await?;
    let typed = form.text("code");
    let code = Code::typed(typed);
    let found = match &code {
        Some(code) => drafts::open(&doors, code).await,
        None => Ok(None),
    };
    let found = found.map(|found| found.filter(|draft| is_open_to(&frame, draft)));
    let found = a_try.end(found, Option::is_none)?;
    let (Some(code), Some(draft)) = (code, found) else {
        let mistake = Mistake {
            field: "code".to_owned(),
            words: frame.say("apply-continue-wrong"),
        };
        let page = page(&frame, typed, &[mistake]);
        return Ok(page
            .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    };
    if let Some(id) = draft.filed_as {
        return Ok(sent(&frame, CaseNumber::from(id)).into_response());
    }
    let key = draft.workflow.to_string();
    let next = first_open(&doors, &frame, &*service(&doors, &key)?, &draft);
    let link = frame.link(&format!("/apply/{key}/{next}"));
    Ok(remembering(&doors, &code, &draft, &link))
}

/// It was sent already. The code of a draft opens nothing of the request: that has a code of its own,
/// which the browser that sent it was shown.
fn sent(frame: &Frame, case: CaseNumber) -> Page {
    let title = frame.say("apply-continue-sent");
    let body = html! {
        h1 { (title) }
        p class="lead" { (frame.say_with("apply-continue-sent-number", &[("case", case.to_string().into())])) }
        div class="actions" {
            a class="button" href=(frame.link(&format!("/cases?case={case}"))) { (frame.say("apply-done-follow")) }
        }
        p class="hint" { (frame.say("open-lost")) }
    };
    Page::public(frame, title, body)
}

fn page(frame: &Frame, code: &str, mistakes: &[Mistake]) -> Page {
    let title = frame.say("apply-continue-title");
    let body = html! {
        p class="back" { a href=(frame.link("/")) { (frame.say("guide-back")) } }
        (field::summary(frame, mistakes))
        h1 { (title) }
        form method="post" action=(frame.link("/continue")) class="narrow" novalidate {
            (form::key())
            (field::line(frame, &Line {
                name: "code", label: &frame.say("apply-continue-code"), hint: Some(&frame.say("apply-continue-hint")),
                value: code, mistake: field::of(mistakes, "code"), autocomplete: Some("off"), ..Line::default()
            }))
            div class="actions" { button { (frame.say("apply-continue-go")) } }
        }
        p class="hint" { (frame.say("apply-continue-lost")) }
    };
    Page::public(frame, title, body)
}
