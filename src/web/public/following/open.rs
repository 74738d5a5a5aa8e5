//! The way to one's own request: case number and code, typed or by the QR code on the slip.

use axum::Extension;
use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Deserialize;

use super::session;
use crate::domain::identifiers::{CaseNumber, RequestId, typed as letters};
use crate::doors::address::{self, ClientAddress};
use crate::doors::credentials::{self, case_number};
use crate::doors::gate;
use crate::doors::papers::CodePlace;
use crate::doors::place::Place;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem};
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Characters that no number and no code contains, and that look like one that they may.
const LOOK_ALIKES: [char; 5] = ['0', 'O', '1', 'I', 'L'];

/// Which case somebody comes for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ask {
    #[serde(default)]
    case: String,
}

/// The form.
pub(super) async fn ask(
    State(doors): State<Doors>,
    frame: Frame,
    Question(ask): Question<Ask>,
) -> Page {
    page(&doors, &frame, (&ask.case, ""), "", &[])
}

/// Opens a case by what was typed.
pub(super) async fn enter(
    State(doors): State<Doors>,
    frame: Frame,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let (number, code) = (form.text("case"), form.text("code"));
    match prove(&doors, client, number, code).await {
        Ok(id) => opened(&doors, &frame, client, &headers, (id, code)).await,
        Err(problem) => refused(
            &doors,
            &frame,
            (number, code),
            problem,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    }
}

/// Opens a case by the address on its slip.
pub(super) async fn follow(
    State(doors): State<Doors>,
    frame: Frame,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    Place(place): Place<CodePlace>,
) -> Result<Response, Problem> {
    match prove(&doors, client, &place.case, &place.code).await {
        Ok(id) => opened(&doors, &frame, client, &headers, (id, &place.code)).await,
        Err(problem) => refused(
            &doors,
            &frame,
            (&place.case, ""),
            problem,
            StatusCode::NOT_FOUND,
        ),
    }
}

/// Closes the case in this browser, for phones that others use too.
pub(super) async fn leave(
    State(doors): State<Doors>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut response = see_other(&frame.link("/"));
    session::end(&doors, &headers, &mut response).await?;
    Ok(response)
}

/// A number that cannot be one counts like a code that is wrong: both are one answer, at one pace.
async fn prove(
    doors: &Doors,
    client: ClientAddress,
    number: &str,
    code: &str,
) -> Result<RequestId, Problem> {
    let neighbourhood = address::neighbourhood(client.0);
    let Ok(id) = case_number(number) else {
        return Err(gate::fail(doors, &neighbourhood).await);
    };
    gate::prove(doors, id, &credentials::code(code), &neighbourhood).await?;
    Ok(id)
}

async fn opened(
    doors: &Doors,
    frame: &Frame,
    client: ClientAddress,
    headers: &HeaderMap,
    proven: (RequestId, &str),
) -> Result<Response, Problem> {
    let place = format!("/cases/{}", CaseNumber::from(proven.0));
    let mut response = see_other(&frame.link(&place));
    session::begin(doors, client, headers, proven, &mut response).await?;
    Ok(response)
}

/// The form again, never with a hint which part is wrong.
fn refused(
    doors: &Doors,
    frame: &Frame,
    typed: (&str, &str),
    problem: Problem,
    status: StatusCode,
) -> Result<Response, Problem> {
    let said = |words| Mistake {
        field: String::new(),
        words,
    };
    if problem.status == 429 {
        let mut response = page(
            doors,
            frame,
            typed,
            "",
            &[said(field::refused(frame, &problem))],
        )
        .mistaken(problem.status())
        .into_response();
        let told = problem.into_response();
        let seconds = told.headers().get(RETRY_AFTER).cloned();
        let seconds = seconds.unwrap_or(HeaderValue::from_static("60"));
        response.headers_mut().insert(RETRY_AFTER, seconds);
        return Ok(response);
    }
    if problem.status != 404 {
        return Err(problem);
    }
    let mut mistakes = vec![said(frame.say("open-wrong"))];
    let alike = |text: &str| letters(text).iter().any(|c| LOOK_ALIKES.contains(c));
    if alike(typed.0) || alike(typed.1) {
        mistakes.push(said(frame.say("open-look-alike")));
    }
    let page = page(doors, frame, typed, "", &mistakes).mistaken(status);
    Ok(page.into_response())
}

/// Both ways in, with what was typed.
pub(super) fn page(
    doors: &Doors,
    frame: &Frame,
    (number, code): (&str, &str),
    contact: &str,
    mistakes: &[Mistake],
) -> Page {
    let line = |name, label, hint, value| Line {
        name,
        label,
        hint: Some(hint),
        value,
        autocomplete: Some("off"),
        max_chars: Some(60),
        short: true,
        ..Line::default()
    };
    let (number_label, number_hint) = (frame.say("open-number"), frame.say("open-number-hint"));
    let (code_label, code_hint) = (frame.say("open-code"), frame.say("open-code-hint"));
    let body = html! {
        (field::summary(frame, mistakes))
        h1 { (frame.say("open-title")) }
        p class="lead" { (frame.say("open-lead")) }
        form method="post" action=(frame.link("/cases")) class="narrow" {
            (field::line(frame, &line("case", &number_label, &number_hint, number)))
            (field::line(frame, &line("code", &code_label, &code_hint, code)))
            div class="actions" { button { (frame.say("open-go")) } }
        }
        @if let Some(own) = frame.case() {
            @let own = CaseNumber::from(own);
            p { a href=(frame.link(&format!("/cases/{own}"))) { (frame.say_with("open-own", &[("case", own.to_string().into())])) } }
        }
        (super::contact::form(doors, frame, contact, mistakes))
        p class="hint" { (frame.say("open-lost")) }
        p { a href=(frame.link("/certificates")) { (frame.say("open-verify")) } }
    };
    Page::public(frame, frame.say("open-title"), body)
}
