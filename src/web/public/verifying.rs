//! Anybody verifies a certificate by the number and the code printed on it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::domain::identifiers::CaseNumber;
use crate::doors::credentials::{self, case_number};
use crate::doors::papers::{CodePlace, Verification, verify};
use crate::doors::place::Place;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem};
use crate::web::entry::see_other;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::public::following::of;
use crate::web::{Frame, Page};

/// What is printed on the paper.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Printed {
    case: Option<String>,
    code: Option<String>,
}

/// The form; filled in, it leads to the address that the paper's own link has.
pub(super) async fn ask(frame: Frame, Question(printed): Question<Printed>) -> Response {
    let (Some(number), Some(code)) = (&printed.case, &printed.code) else {
        return page(&frame, "", "", &[]).into_response();
    };
    let plain = credentials::code(code);
    let missing = |field: &str, text: &str| {
        text.trim().is_empty().then(|| Mistake {
            field: field.to_owned(),
            words: frame.say("mistake-missing"),
        })
    };
    let mistakes = [missing("case", number), missing("code", code)];
    let mistakes: Vec<Mistake> = mistakes.into_iter().flatten().collect();
    let plain_number = number
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ' ');
    let plain_code = plain.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match case_number(number) {
        _ if !mistakes.is_empty() => page(&frame, number, code, &mistakes)
            .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response(),
        Ok(id) if plain_code => {
            let number = CaseNumber::from(id);
            see_other(&frame.link(&format!("/certificates/{number}/{plain}")))
        }
        Err(_) if plain_code && plain_number => {
            let number = credentials::code(number);
            see_other(&frame.link(&format!("/certificates/{number}/{plain}")))
        }
        _ => result(&frame, &number.clone(), None),
    }
}

/// Whether it holds.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place(place): Place<CodePlace>,
) -> Result<Response, Problem> {
    let found = verify(&doors, &place).await?;
    let holds = Some(found).filter(|found| found.valid);
    Ok(result(&frame, &place.case, holds))
}

fn result(frame: &Frame, number: &str, found: Option<Verification>) -> Response {
    let (title, status) = match &found {
        Some(_) => (frame.say("verified-holds"), StatusCode::OK),
        None => (frame.say("verified-not"), StatusCode::NOT_FOUND),
    };
    let body = html! {
        @match found {
            Some(found) => (holds(frame, number, &found, &title)),
            None => {
                div class="verdict not" { (stamp(false)) h1 { (title) } }
                p class="casenumber" { (number) }
                p { (frame.say("verified-not-words")) }
            }
        }
        p { a href=(frame.link("/certificates")) { (frame.say("verified-again")) } }
    };
    Page::public(frame, title, body)
        .with_status(status)
        .into_response()
}

fn holds(frame: &Frame, number: &str, found: &Verification, title: &str) -> Markup {
    html! {
        div class="verdict holds" { (stamp(true)) h1 { (title) } }
        dl class="facts" {
            @if let Some(paper) = &found.certificate {
                div { dt { (frame.say("verified-paper")) } dd { b { (frame.words(paper)) } } }
            }
            div { dt { (frame.say("open-number")) } dd class="casenumber" { (number) } }
            @if let Some(surname) = &found.surname {
                div { dt { (frame.say("verified-holder")) } dd { (of(frame, surname)) } }
            }
            @if let Some(issued) = found.issued_at {
                div { dt { (frame.say("verified-issued")) } dd { (frame.day(issued)) } }
            }
        }
        p class="note" { (frame.say("verified-compare")) }
    }
}

/// A round seal, whole where the paper holds and broken where it does not; the words beside it say
/// the same.
fn stamp(holds: bool) -> Markup {
    html! {
        svg class="stamp" viewBox="0 0 64 64" width="72" height="72" aria-hidden="true" {
            circle cx="32" cy="32" r="29" fill="none" stroke="currentColor" stroke-width="3" stroke-dasharray=[(!holds).then_some("6 7")] {}
            @if holds {
                circle cx="32" cy="32" r="23" fill="none" stroke="currentColor" stroke-width="1.2" {}
                path d="M19 33l9 9 17-19" fill="none" stroke="currentColor" stroke-width="6" stroke-linecap="round" stroke-linejoin="round" {}
            } @else {
                path d="M22 22l20 20M42 22l-20 20" stroke="currentColor" stroke-width="5" stroke-linecap="round" {}
            }
        }
    }
}

fn page(frame: &Frame, number: &str, code: &str, mistakes: &[Mistake]) -> Page {
    let line = |name, label, hint, value| Line {
        name,
        label,
        hint: Some(hint),
        value,
        mistake: field::of(mistakes, name),
        autocomplete: Some("off"),
        max_chars: Some(60),
        short: true,
        ..Line::default()
    };
    let title = frame.say("verify-title");
    let (number_label, number_hint) = (frame.say("open-number"), frame.say("verify-number-hint"));
    let (code_label, code_hint) = (frame.say("verify-code"), frame.say("verify-code-hint"));
    let body = html! {
        (field::summary(frame, mistakes))
        h1 { (title) }
        p class="lead" { (frame.say("verify-lead")) }
        form method="get" action=(frame.link("/certificates")) class="narrow" {
            (field::line(frame, &line("case", &number_label, &number_hint, number)))
            (field::line(frame, &line("code", &code_label, &code_hint, code)))
            div class="actions" { button { (frame.say("verify-go")) } }
        }
        p class="hint" { (frame.say("verify-privacy")) }
    };
    Page::public(frame, title, body)
}
