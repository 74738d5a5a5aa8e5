//! What a browser keeps to open a case again: its session, and for the slip the code it came with.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, header};
use axum::response::Response;

use crate::access::Visit;
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::doors::address::ClientAddress;
use crate::doors::cookies::{self, Keep, Shown};
use crate::doors::credentials::{self, case_number};
use crate::doors::drafts::{self, Code};
use crate::doors::{Doors, Problem};

/// Starts a session of a case that was proven by its code, and has the browser keep both.
///
/// # Errors
/// Trouble of the store.
pub(in crate::web::public) async fn begin(
    doors: &Doors,
    client: ClientAddress,
    headers: &HeaderMap,
    (id, code): (RequestId, &str),
    response: &mut Response,
) -> Result<(), Problem> {
    let visit = visit(headers, client);
    let started = doors.access.start_case(id, &visit).await?;
    let code = format!("{}.{}", CaseNumber::from(id), credentials::code(code));
    keep(
        doors,
        response,
        cookies::CASE,
        &started.token,
        Keep::Session,
    );
    keep(doors, response, cookies::CODE, &code, Keep::Session);
    Ok(())
}

/// Who is at this browser, as it says itself.
pub(super) fn visit(headers: &HeaderMap, client: ClientAddress) -> Visit {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok());
    Visit::new(agent.unwrap_or_default(), client.0)
}

/// Ends the sessions, and has the browser forget: also an application that became a request, whose
/// last page names the number and the code.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn end(
    doors: &Doors,
    headers: &HeaderMap,
    response: &mut Response,
) -> Result<(), Problem> {
    let shown = Shown::of(headers);
    for name in [cookies::CASE, cookies::CONTACT] {
        if let Some(token) = shown.get(doors, name) {
            doors.access.end(token).await?;
        }
    }
    if let Some(code) = shown.get(doors, cookies::DRAFT).and_then(Code::typed)
        && drafts::forget_filed(doors, &code).await?
    {
        keep(doors, response, cookies::DRAFT, "", Keep::Forget);
    }
    let all = [
        cookies::CASE,
        cookies::CODE,
        cookies::CONTACT,
        cookies::TICKET,
    ];
    for name in all {
        keep(doors, response, name, "", Keep::Forget);
    }
    Ok(())
}

/// The code of the case that is open, where the browser still knows it.
pub(super) fn code(doors: &Doors, headers: &HeaderMap, id: RequestId) -> Option<String> {
    let shown = Shown::of(headers);
    let (number, code) = shown.get(doors, cookies::CODE)?.split_once('.')?;
    (case_number(number).ok() == Some(id)).then(|| code.to_owned())
}

pub(super) fn keep(doors: &Doors, response: &mut Response, name: &str, value: &str, keep: Keep) {
    if let Some(cookie) = cookies::set(doors, name, value, keep) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}
