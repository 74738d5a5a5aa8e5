//! The list of what was filed with one's own phone or mail: number, service, where it stands. Nothing
//! more before one of them is opened.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::session;
use crate::access;
use crate::domain::identifiers::CaseNumber;
use crate::doors::address::ClientAddress;
use crate::doors::cookies::{self, Keep, Shown};
use crate::doors::credentials::case_number;
use crate::doors::present::status::phase_words;
use crate::doors::{Doors, Problem};
use crate::storage::reach::Mark;
use crate::storage::requests::Stored;
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field;
use crate::web::{Frame, Page};

/// Who came by a contact, by which mark; none where the session is over.
async fn mark(doors: &Doors, headers: &HeaderMap) -> Result<Option<Mark>, Problem> {
    let shown = Shown::of(headers);
    let Some(token) = shown.get(doors, cookies::CONTACT) else {
        return Ok(None);
    };
    match doors.access.contact(token).await {
        Ok(mark) => Ok(Some(mark)),
        Err(access::Error::Unknown) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The list.
pub(super) async fn list(
    State(doors): State<Doors>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(mark) = mark(&doors, &headers).await? else {
        return Ok(see_other(&frame.link("/cases")));
    };
    let all = doors.engine.requests_at(mark).await?;
    let mut rows = Vec::with_capacity(all.len());
    for stored in &all {
        rows.push(row(&doors, &frame, stored).await?);
    }
    let title = frame.say("mine-title");
    let body = html! {
        h1 { (title) }
        @if rows.is_empty() { p class="lead" { (frame.say("mine-none")) } }
        @else {
            p class="lead" { (frame.say_with("mine-count", &[("count", (rows.len() as i64).into())])) }
            @for row in rows { (row) }
        }
        form method="post" action=(frame.link("/cases/leave")) {
            button class="quiet" { (frame.say("case-leave")) }
        }
        p class="hint" { (frame.say("case-leave-hint")) }
    };
    Ok(Page::public(&frame, title, body).into_response())
}

async fn row(doors: &Doors, frame: &Frame, stored: &Stored) -> Result<Markup, Problem> {
    let on = &stored.request.workflow;
    let service = doors.engine.service(&on.key, on.version).await?;
    let number = CaseNumber::from(stored.id).to_string();
    let phase = phase_words(stored.request.phase);
    let opens = frame.say_with("mine-open-one", &[("case", number.as_str().into())]);
    Ok(html! {
        section class="card" {
            h2 { (frame.text(&service.workflow.title)) }
            p class="whose" {
                span class="casenumber" { (number) }
                b { (frame.words(&phase)) }
            }
            form method="post" action=(frame.link("/cases/mine")) {
                (field::hidden("case", &number))
                div class="actions" { button aria-label=(opens) { (frame.say("mine-open")) } }
            }
        }
    })
}

/// Opens one of them, as its own code would.
pub(super) async fn open(
    State(doors): State<Doors>,
    frame: Frame,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let Some(mark) = mark(&doors, &headers).await? else {
        return Ok(see_other(&frame.link("/cases")));
    };
    let id = case_number(form.text("case"))?;
    if !doors.engine.is_reached(id, mark).await? {
        return Err(Problem::no_such_case());
    }
    let visit = session::visit(&headers, client);
    let started = match doors.access.start_case_by(mark, id, &visit).await {
        Ok(started) => started,
        Err(access::Error::Unknown) => return Err(Problem::no_such_case()),
        Err(error) => return Err(error.into()),
    };
    if let Some(old) = Shown::of(&headers).get(&doors, cookies::CASE) {
        doors.access.end(old).await?;
    }
    let mut response = see_other(&frame.link(&format!("/cases/{}", CaseNumber::from(id))));
    session::keep(
        &doors,
        &mut response,
        cookies::CASE,
        &started.token,
        Keep::Session,
    );
    // The code of another case would be printed on its slip.
    session::keep(&doors, &mut response, cookies::CODE, "", Keep::Forget);
    Ok(response)
}

/// What only the code on the slip may do: a phone or a mailbox may be several people's, or a stranger's
/// by a slip of the pen.
pub(in crate::web::public) fn needs_code(frame: &Frame, case: &str) -> Page {
    let title = frame.say("needs-code-title");
    let body = html! {
        h1 { (title) }
        p class="lead" { (frame.say("needs-code")) }
        p class="actions" {
            a class="button" href=(frame.link(&format!("/cases?case={case}"))) { (frame.say("needs-code-go")) }
            a class="button quiet" href=(frame.link(&format!("/cases/{case}"))) { (frame.say("needs-code-back")) }
        }
    };
    Page::public(frame, title, body).with_status(axum::http::StatusCode::FORBIDDEN)
}
