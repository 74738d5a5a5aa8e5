//! Recovery codes: shown once, when a second factor is set up or when its owner wants new ones.

use axum::extract::State;
use axum::response::Response;
use maud::html;

use super::page;
use crate::access::StaffSession;
use crate::doors::{Doors, Problem};
use crate::web::Frame;

/// The codes, with the way on.
pub(super) fn shown(frame: &Frame, codes: &[String], then: &str) -> Response {
    let title = frame.say("codes-title");
    let body = html! {
        h1 { (title) }
        p class="lead" { (frame.say("codes-why")) }
        ul class="codes" aria-label=(title) { @for code in codes { li { (code) } } }
        p { (frame.say("codes-once")) }
        p class="actions" { a class="button" href=(frame.link(then)) { (frame.say("codes-kept")) } }
    };
    page(frame, title, body).once()
}

/// New codes instead of those there are.
pub(super) async fn renew(State(doors): State<Doors>, frame: Frame) -> Result<Response, Problem> {
    let session: &StaffSession = frame
        .session()
        .ok_or_else(|| Problem::new("unauthorised", "sign in first"))?;
    let codes = doors.access.renew_recovery(session).await?;
    Ok(shown(&frame, &codes, "/desk/me"))
}
