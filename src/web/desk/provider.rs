//! Signing in at the town's provider: there, and back again.
//!
//! Both ways are links and redirects, so they need no script; a form that leads to another host
//! would be held up by the policy of our own pages.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Deserialize;

use super::enter::{Then, signed_in, visit};
use crate::access::{Back, Unwelcome, WAY_MINUTES};
use crate::doors::address::ClientAddress;
use crate::doors::cookies::{self, Keep, Shown};
use crate::doors::question::Question;
use crate::doors::{Doors, Problem};
use crate::web::entry::see_other;
use crate::web::{Frame, Page};

/// Longest path somebody comes back to, in bytes.
const GOAL_MAX_BYTES: usize = 500;
/// Longest text of a provider's that is looked at, in bytes.
const TOLD_MAX_BYTES: usize = 4_000;

/// The way there.
pub(super) fn place(frame: &Frame, then: &str) -> String {
    let then: String = url::form_urlencoded::byte_serialize(then.as_bytes()).collect();
    frame.link(&format!("/desk/provider?then={then}"))
}

/// Sends the browser to the provider.
pub(super) async fn set_out(
    State(doors): State<Doors>,
    frame: Frame,
    Question(then): Question<Then>,
) -> Result<Response, Problem> {
    let goal = match then.path() {
        long if long.len() > GOAL_MAX_BYTES => "/desk",
        goal => goal,
    };
    let way = doors.access.set_out(goal).await?;
    let way = match way.ok_or_else(Problem::not_found)? {
        Ok(way) => way,
        Err(trouble) => {
            tracing::warn!(%trouble, "nobody can go to the provider");
            return Ok(refused(&frame, Unwelcome::Unreachable, goal));
        }
    };
    let mut response = see_other(&way.url);
    let keep = Keep::Minutes(WAY_MINUTES);
    if let Some(cookie) = cookies::set(&doors, cookies::WAY, &way.ticket, keep) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What the provider adds to the address; it may add more, which says nothing here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    state: String,
    code: String,
    error: String,
    iss: String,
}

/// Lets in whoever comes back with a good word.
pub(super) async fn come_back(
    State(doors): State<Doors>,
    frame: Frame,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    if !doors.access.has_provider() {
        return Err(Problem::not_found());
    }
    let told = Query::<Told>::try_from_uri(&uri);
    let told = told.map(|Query(told)| told).unwrap_or_default();
    let back = Back {
        state: bounded(&told.state),
        code: bounded(&told.code),
        error: bounded(&told.error),
        issuer: bounded(&told.iss),
    };
    let shown = Shown::of(&headers);
    let ticket = shown.get(&doors, cookies::WAY).unwrap_or_default();
    let visit = visit(&headers, client);
    let mut response = match doors.access.come_back(ticket, back, &visit).await? {
        Ok(provided) => {
            let then = Then {
                then: provided.goal,
            };
            let onward = see_other(&frame.link(then.path()));
            signed_in(&doors, &headers, &provided.started, onward).await?
        }
        // The way of this browser, if it has one, is still open.
        Err(Unwelcome::Stale) => return Ok(refused(&frame, Unwelcome::Stale, "/desk")),
        Err(unwelcome) => refused(&frame, unwelcome, "/desk"),
    };
    if let Some(cookie) = cookies::set(&doors, cookies::WAY, "", Keep::Forget) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

fn bounded(text: &str) -> &str {
    match text.len() <= TOLD_MAX_BYTES {
        true => text,
        false => "",
    }
}

/// Why not, and the two ways on.
fn refused(frame: &Frame, unwelcome: Unwelcome, then: &str) -> Response {
    let (status, words) = match unwelcome {
        Unwelcome::Stale => (StatusCode::FORBIDDEN, "provider-stale"),
        Unwelcome::Unreachable => (StatusCode::SERVICE_UNAVAILABLE, "provider-unreachable"),
        Unwelcome::Unproved => (StatusCode::FORBIDDEN, "provider-unproved"),
        Unwelcome::Declined => (StatusCode::FORBIDDEN, "provider-declined"),
        Unwelcome::NoLogin => (StatusCode::FORBIDDEN, "provider-no-login"),
        Unwelcome::NoAccount => (StatusCode::FORBIDDEN, "provider-no-account"),
        Unwelcome::LoginTaken => (StatusCode::FORBIDDEN, "provider-login-taken"),
        Unwelcome::NoRole => (StatusCode::FORBIDDEN, "provider-no-role"),
        Unwelcome::NoDepartment => (StatusCode::FORBIDDEN, "provider-no-department"),
        Unwelcome::Closed => (StatusCode::FORBIDDEN, "provider-closed"),
        Unwelcome::LastAdministrator => (StatusCode::FORBIDDEN, "provider-last-administrator"),
    };
    let title = frame.say("provider-refused");
    let then_query: String = url::form_urlencoded::byte_serialize(then.as_bytes()).collect();
    let by_password = frame.link(&format!("/desk/enter?then={then_query}"));
    let body = html! {
        h1 { (title) }
        p class="lead" { (frame.say(words)) }
        p class="actions" {
            a class="button" href=(place(frame, then)) { (frame.say("provider-again")) }
            a class="button quiet" href=(by_password) { (frame.say("provider-by-password")) }
        }
    };
    let page = Page::public(frame, title, body);
    page.with_status(status).into_response()
}

/// Signed out here; the browser goes on to the provider by itself, or by the link.
pub(super) fn left(frame: &Frame, place: &str) -> Response {
    let title = frame.say("provider-left");
    let body = html! {
        h1 { (title) }
        p class="lead" { (frame.say("provider-left-here")) }
        p class="actions" { a class="button" href=(place) { (frame.say("provider-leave-there")) } }
    };
    // The page is made as for somebody who is not signed in any more.
    let mut response = Page::public(&frame.signed_out(), title, body).into_response();
    if let Ok(onward) = HeaderValue::from_str(&format!("0; url={place}")) {
        let refresh = HeaderName::from_static("refresh");
        response.headers_mut().insert(refresh, onward);
    }
    response
}
