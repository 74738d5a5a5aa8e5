//! Filed: the number and the code, and what happens next and when. The browser that filed can open
//! this page for a day; from then on the request's own page is the place.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::sheet::held;
use crate::domain::identifiers::RequestId;
use crate::doors::credentials::case_number;
use crate::doors::filing::{first_look, receipt};
use crate::doors::place::Place;
use crate::doors::{Doors, Found, Problem};
use crate::notices::term;
use crate::web::entry::see_other;
use crate::web::parts::qr::qr;
use crate::web::{Frame, Page};

/// The page.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place((_, case)): Place<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = case_number(&case)?;
    let held = held(&doors, &frame, &headers).await?;
    if held.is_none_or(|(_, draft)| draft.filed_as != Some(id)) {
        return Ok(see_other(&frame.link(&format!("/cases?case={case}"))));
    }
    let found = doors.find(id).await?;
    let secret = secret(&doors, id).await?;
    Ok(page(&doors, &frame, &found, secret.as_deref()).into_response())
}

/// The code that was made with the request; none once the desk has handed out another.
async fn secret(doors: &Doors, id: RequestId) -> Result<Option<String>, Problem> {
    let secret = doors.engine.secret(id, 0);
    match doors.engine.request_of_applicant(id.into(), &secret).await {
        Ok(_) => Ok(Some(secret)),
        Err(crate::engine::Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn page(doors: &Doors, frame: &Frame, found: &Found, secret: Option<&str>) -> Page {
    let number = found.case_number();
    let public_url = &doors.settings.public_url;
    let link = format!("{public_url}/cases?case={number}");
    let title = frame.say("apply-done-title");
    let body = html! {
        section class="done" {
            h1 { (title) }
            p { (frame.text(&found.service.workflow.title)) }
        }
        section class="card ticket" {
            div {
                h2 { (frame.say("apply-done-number")) }
                p class="code" { (number) }
                @if let Some(secret) = secret {
                    h2 { (frame.say("apply-done-secret")) }
                    p class="code" { (secret) }
                }
            }
            (qr(&link, &frame.say("apply-done-qr")))
        }
        p class="note warm" { (frame.say("apply-done-keep")) }
        h2 { (frame.say("apply-done-next")) }
        (next(doors, frame, found))
        div class="actions" {
            a class="button" href=(frame.link(&format!("/cases/{number}"))) { (frame.say("apply-done-follow")) }
        }
        details {
            summary { (frame.say("apply-done-receipt")) }
            pre class="letter" { (receipt(doors, found)) }
        }
    };
    Page::public(frame, title, body)
}

/// What happens, in order, each with its day.
fn next(doors: &Doors, frame: &Frame, found: &Found) -> Markup {
    let workflow = &found.service.workflow;
    let (desk, due) = first_look(doors, found);
    let promised = workflow.limits.promised.as_ref();
    let promised = promised.unwrap_or(&workflow.limits.statutory);
    let department = ("department", frame.words(&desk).to_owned().into());
    let applicant = found.facts.applicant.as_ref();
    let has_phone = applicant.is_some_and(|applicant| applicant.phone.is_some());
    let here = |key| frame.say_with(key, std::slice::from_ref(&department));
    let (looks, told) = match (found.facts.can_be_mailed(), has_phone) {
        (true, _) => ("apply-done-desk", frame.say("apply-done-told-by-mail")),
        (false, true) => ("apply-done-desk-here", here("apply-done-told-here")),
        (false, false) => ("apply-done-desk-here", here("to-do-told-at-window")),
    };
    html! {
        ol class="stages" {
            @if let Some(due) = due {
                li { (frame.say_with(looks, &[department, ("due", frame.last_day(&due).into())])) }
            }
            li { (frame.say_with("apply-done-departments", &[("term", term(frame.language(), promised.budget).into())])) }
            li { (told) }
        }
    }
}
