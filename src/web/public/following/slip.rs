//! The slip: one sheet of A4 with what opens the request again.

use axum::extract::State;
use axum::http::HeaderMap;
use maud::{Markup, html};

use super::{Shown, answers, session};
use crate::access::Caller;
use crate::doors::place::Place;
use crate::doors::present::following::calls;
use crate::doors::{Doors, Problem};
use crate::web::parts::qr::qr;
use crate::web::{Frame, Page};

/// The sheet. Its QR code opens the request where the code is known, else the place to type it.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    headers: HeaderMap,
    Place(case): Place<String>,
) -> Result<Page, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    let shown = Shown::of(&doors, &frame, &found);
    let code = session::code(&doors, &headers, found.request.id);
    let body = html! {
        p class="back actions" { a href=(shown.link("")) { (frame.say("slip-back")) } }
        (sheet(&doors, &shown, code.as_deref()))
        p class="hint actions" { (frame.say("slip-print")) }
    };
    Ok(Page::public(&frame, frame.say("slip-title"), body))
}

/// What is printed.
pub(super) fn sheet(doors: &Doors, shown: &Shown<'_>, code: Option<&str>) -> Markup {
    let frame = shown.frame;
    let number = &shown.status.case_number;
    let public = &doors.settings.public_url;
    let plain = format!("{public}/cases");
    let address = match code {
        Some(code) => format!("{public}/open/{number}/{code}"),
        None => format!("{public}/cases?case={number}"),
    };
    let applicant = &shown.status.applicant;
    html! {
        article class="slip" {
            h1 { (frame.say("slip-title")) }
            p class="lead" { (frame.words(&shown.status.service)) }
            div class="scan" {
                (qr(&address, &frame.say("slip-qr")))
                dl {
                    dt { (frame.say("open-number")) } dd class="casenumber" { (number) }
                    dt { (frame.say("open-code")) }
                    dd class="casenumber" { @match code { Some(code) => (code), None => (frame.say("slip-no-code")) } }
                    dt { (frame.say("slip-applicant")) } dd { (applicant.surname) " " (applicant.identity.as_deref().unwrap_or_default()) }
                    dt { (frame.say("when-received")) } dd { (frame.day(shown.status.received_at)) }
                }
            }
            p { (frame.say(if code.is_some() { "slip-scan" } else { "slip-scan-plain" })) " " span class="address" { (plain) } }
            p { b { (frame.say_with("slip-now", &[("date", frame.day(frame.now()).into())])) } (answers::now(shown)) }
            (answers::call(frame, &calls(&shown.case)))
            @if code.is_some() { p class="hint" { (frame.say("slip-keep")) } }
        }
    }
}
