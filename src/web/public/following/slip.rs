//! The slip: one sheet of A4 with what opens the request again.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::{answers, open, page};
use crate::access::Caller;
use crate::doors::address::ClientAddress;
use crate::doors::present::following::calls;
use crate::doors::{Doors, Found, Problem, credentials};
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::parts::qr::qr;
use crate::web::{Frame, Page};

/// The sheet with a QR code that leads to where the code is typed: nobody keeps the code, so that
/// it cannot be printed from a session alone.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    Path(case): Path<String>,
) -> Result<Page, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    sheet(&doors, &frame, &found, None, None).await
}

/// The sheet with a QR code that opens the request, for whoever types the code once more. Shown
/// from the form itself: the code never stands in an address of this page.
pub(super) async fn with_code(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    Extension(client): Extension<ClientAddress>,
    Path(case): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    let number = found.case_number().to_string();
    let typed = form.text("code");
    let problem = match open::prove(&doors, client, &number, typed).await {
        Ok(_) => {
            let code = credentials::code(typed);
            let page = sheet(&doors, &frame, &found, Some(&code), None).await?;
            return Ok(page.into_response());
        }
        Err(problem) if matches!(problem.status, 404 | 429) => problem,
        Err(problem) => return Err(problem),
    };
    let (key, status) = match problem.status {
        429 => ("refused-too-many", StatusCode::TOO_MANY_REQUESTS),
        _ => ("slip-wrong", StatusCode::UNPROCESSABLE_ENTITY),
    };
    let page = sheet(&doors, &frame, &found, None, Some(frame.say(key))).await?;
    Ok(page.mistaken(status).into_response())
}

async fn sheet(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    code: Option<&str>,
    wrong: Option<String>,
) -> Result<Page, Problem> {
    let shown = page::shown(doors, frame, found).await?;
    let number = &shown.status.case_number;
    let public = &doors.settings.public_url;
    let plain = format!("{public}/cases");
    let address = match code {
        Some(code) => format!("{public}/open/{number}/{code}"),
        None => format!("{public}/cases?case={number}"),
    };
    let title = frame.say("slip-title");
    let applicant = &shown.status.applicant;
    let mistake = wrong.map(|words| Mistake {
        field: "code".to_owned(),
        words,
    });
    let mistakes: Vec<Mistake> = mistake.into_iter().collect();
    let (label, hint) = (frame.say("open-code"), frame.say("slip-code-hint"));
    let line = Line {
        name: "code",
        label: &label,
        hint: Some(&hint),
        mistake: field::of(&mistakes, "code"),
        autocomplete: Some("off"),
        max_chars: Some(60),
        short: true,
        ..Line::default()
    };
    let body = html! {
        (field::summary(frame, &mistakes))
        p class="back actions" { a href=(shown.link("")) { (frame.say("slip-back")) } }
        article class="slip" {
            h1 { (title) }
            p class="lead" { (frame.words(&shown.status.service)) }
            div class="scan" {
                (qr(&address, &frame.say("slip-qr")))
                dl {
                    dt { (frame.say("open-number")) } dd class="casenumber" { (number) }
                    dt { (frame.say("open-code")) }
                    dd class="casenumber" { @match code { Some(code) => (code), None => (frame.say("slip-no-code")) } }
                    dt { (frame.say("slip-applicant")) } dd { (page::of(frame, &applicant.surname)) " " (applicant.identity.as_deref().unwrap_or_default()) }
                    dt { (frame.say("when-received")) } dd { (frame.day(shown.status.received_at)) }
                }
            }
            p { (frame.say(if code.is_some() { "slip-scan" } else { "slip-scan-plain" })) " " span class="address" { (plain) } }
            p { b { (frame.say_with("slip-now", &[("date", frame.day(frame.now()).into())])) } (answers::now(&shown)) }
            (answers::call(frame, &calls(&shown.case)))
            p class="hint" { (frame.say("slip-keep")) }
        }
        div class="actions" { p class="hint" { (frame.say("slip-print")) } }
        @if code.is_none() {
            form method="post" action=(shown.link("/slip")) class="card narrow" {
                (field::line(frame, &line))
                button class="quiet" { (frame.say("slip-code-go")) }
            }
        }
    };
    Ok(Page::public(frame, title, body))
}
