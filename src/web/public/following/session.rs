//! An applicant's session: begun by number and code, ended by leaving.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::access::Visit;
use crate::domain::identifiers::RequestId;
use crate::doors::address::ClientAddress;
use crate::doors::cookies::{self, Keep, Shown};
use crate::doors::{Doors, Problem};

/// Begins one; the header by which the browser keeps it.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn begin(
    doors: &Doors,
    id: RequestId,
    headers: &HeaderMap,
    client: ClientAddress,
) -> Result<Option<HeaderValue>, Problem> {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok());
    let visit = Visit::new(agent.unwrap_or_default(), client.0);
    let started = doors.access.start_case(id, &visit).await?;
    Ok(cookies::set(
        doors,
        cookies::CASE,
        &started.token,
        Keep::Session,
    ))
}

/// Ends the one that the browser shows; the header by which it forgets.
///
/// # Errors
/// Trouble of the store.
pub(super) async fn end(
    doors: &Doors,
    headers: &HeaderMap,
) -> Result<Option<HeaderValue>, Problem> {
    if let Some(token) = Shown::of(headers).get(doors, cookies::CASE) {
        doors.access.end(token).await?;
    }
    Ok(cookies::set(doors, cookies::CASE, "", Keep::Forget))
}
