//! The entry of the pages: who is looking, what they may open, and how a "no" looks to a person.
//!
//! Two layers. [`dress`] stands outside: it makes the page's frame and turns every problem into a
//! page. [`guard`] stands inside: it holds the route table, and refuses what comes from other sites.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::header::{HOST, LOCATION, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::frame::Inner;
use super::routes::ROUTES;
use super::{Frame, Page, parts};
use crate::access::{self, Caller, CaseSession, Pending, StaffSession};
use crate::domain::definition::Language;
use crate::doors::gate::{self, Access};
use crate::doors::{Doors, Problem, address, cookies};

/// Makes the frame before, and a page of every problem after.
pub async fn dress(doors: Doors, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let frame = match frame(&doors, &parts).await {
        Ok(frame) => frame,
        // Who it is cannot be read; in which language they read, the browser says.
        Err(problem) => {
            let nobody = surrounding(&doors, &parts, None, None);
            return in_html(&nobody, &problem, &problem.clone().into_response());
        }
    };
    let is_page = !parts.uri.path().starts_with("/assets/");
    parts.extensions.insert(frame.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions().get::<Problem>() {
        Some(problem) if is_page => in_html(&frame, problem, &response),
        _ => response,
    }
}

/// Lets a request in or turns it away, and says to the handler who is asking.
pub async fn guard(doors: Doors, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let route = parts
        .extensions
        .get::<MatchedPath>()
        .and_then(|path| gate::find(ROUTES, &parts.method, path.as_str()));
    let (Some(route), Some(frame)) = (route, parts.extensions.get::<Frame>().cloned()) else {
        return Problem::not_found().into_response();
    };
    let client = address::of(&parts, &doors.settings.trusted_proxies);
    if parts.method != Method::GET
        && parts.method != Method::HEAD
        && !is_ours(&doors, &parts.headers)
    {
        return Problem::new("forbidden", "this form was sent from another site").into_response();
    }
    let caller = match admitted(&doors, route.access, &frame, client, parts.uri.path()) {
        Ok(caller) => caller,
        Err(problem) if problem.status == 401 => {
            return to_the_door(&frame, route.access, &parts);
        }
        Err(problem) => return problem.into_response(),
    };
    parts.extensions.insert(caller);
    parts.extensions.insert(client);
    next.run(Request::from_parts(parts, body)).await
}

fn admitted(
    doors: &Doors,
    access: Access,
    frame: &Frame,
    client: address::ClientAddress,
    path: &str,
) -> Result<Caller, Problem> {
    if access == Access::Probe {
        return Ok(Caller::Public);
    }
    let caller = match access {
        Access::Applicant => frame.case().map_or(Caller::Public, Caller::Applicant),
        _ => frame.staff_caller(),
    };
    if caller.officer().is_none() {
        let neighbourhood = address::neighbourhood(client.0);
        let taken = doors.paces.address.take(&neighbourhood, Instant::now());
        taken.map_err(gate::too_many)?;
    }
    if access == Access::Applicant
        && frame
            .case()
            .is_some_and(|case| gate::case_in(path) != Some(case))
    {
        return Err(Problem::new("unauthorised", "another case is open"));
    }
    gate::permit(access, &caller, path)?;
    Ok(caller)
}

/// Whoever is not known is asked who they are, and comes back afterwards.
fn to_the_door(frame: &Frame, access: Access, parts: &Parts) -> Response {
    let path = parts.uri.path();
    let here = match parts.method {
        Method::GET | Method::HEAD => frame.here().to_owned(),
        // What was sent is not sent again; the page that it was typed on is there still.
        _ => page_of_form(frame.path()).to_owned(),
    };
    let then: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
    let door = match (access, gate::case_in(path)) {
        (Access::Applicant, Some(_)) => {
            let case = path
                .trim_start_matches("/cases/")
                .split('/')
                .next()
                .unwrap_or_default();
            format!("/cases?case={case}")
        }
        (Access::Applicant, None) => "/cases".to_owned(),
        _ => match frame.session().and_then(StaffSession::pending) {
            Some(Pending::SecondFactor) => format!("/desk/second?then={then}"),
            Some(Pending::NewPassword) => format!("/desk/password?then={then}"),
            Some(Pending::SetUpSecond) => format!("/desk/second/set-up?then={then}"),
            None => format!("/desk/enter?then={then}"),
        },
    };
    see_other(&frame.link(&door))
}

/// Where what was sent can be asked for as well, and leads to the page it was sent from.
const LEADS_BACK: &str = "/desk/requests/{case}/duties/{duty}/{act}";

/// The page that a form belongs to: its own address where that has one, else the nearest above it.
fn page_of_form(path: &str) -> &str {
    let mut page = path;
    loop {
        let is_page = |route: &gate::Route| {
            route.method == "GET" && route.path != LEADS_BACK && fits(route.path, page)
        };
        if ROUTES.iter().any(is_page) {
            return page;
        }
        match page.rsplit_once('/') {
            Some((above, _)) if !above.is_empty() => page = above,
            _ => return "/",
        }
    }
}

/// Whether a path is one of a route's, `/desk/requests/{case}`.
fn fits(route: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some(wanted), Some(part)) if wanted == part || wanted.starts_with('{') => {}
            _ => return false,
        }
    }
}

/// 303 to an address of this house.
#[must_use]
pub fn see_other(link: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(link) = HeaderValue::from_str(link) {
        response.headers_mut().insert(LOCATION, link);
    }
    response
}

/// Whether a form was sent from a page of ours. Browsers say so in `Sec-Fetch-Site`, older ones in
/// `Origin`; a request that says neither is from no browser's form. Cookies are `SameSite` besides.
fn is_ours(doors: &Doors, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(ORIGIN.as_str()) else {
        return false;
    };
    let Some((_, authority)) = origin.split_once("://") else {
        return false;
    };
    let public = doors.settings.public_url.split_once("://");
    let ours = public.map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
    ours == Some(authority) || text(HOST.as_str()) == Some(authority)
}

async fn frame(doors: &Doors, parts: &Parts) -> Result<Frame, Problem> {
    let shown = cookies::Shown::of(&parts.headers);
    let needs_nobody = parts.uri.path().starts_with("/assets/");
    let (session, case) = if needs_nobody {
        (None, None)
    } else {
        (
            session(doors, &shown, parts.uri.path()).await?,
            case(doors, &shown).await?,
        )
    };
    Ok(surrounding(doors, parts, session, case))
}

/// The frame for whoever has these sessions.
fn surrounding(
    doors: &Doors,
    parts: &Parts,
    session: Option<StaffSession>,
    case: Option<CaseSession>,
) -> Frame {
    let shown = cookies::Shown::of(&parts.headers);
    let language = match shown.get(doors, cookies::LANGUAGE) {
        Some("en") => Language::En,
        Some(_) => Language::Zh,
        None => session
            .as_ref()
            .map_or(Language::Zh, |session| session.account.language),
    };
    let here = parts.uri.path_and_query().map_or("/", |here| here.as_str());
    Frame::new(Inner {
        language,
        large: shown.get(doors, cookies::LETTERS) == Some("large"),
        session,
        case: case.as_ref().map(|session| session.request),
        by_contact: case.is_some_and(|session| session.by_contact),
        base: doors.settings.base_path.clone(),
        here: here.to_owned(),
        demo: doors.settings.demo,
        now: doors.engine.now(),
    })
}

async fn session(
    doors: &Doors,
    shown: &cookies::Shown,
    path: &str,
) -> Result<Option<StaffSession>, Problem> {
    let Some(token) = shown.get(doors, cookies::STAFF) else {
        return Ok(None);
    };
    // A page that listens again and again does not keep its session alive.
    let found = match path {
        "/desk/live" => doors.access.staff_unnoted(token).await,
        _ => doors.access.staff(token).await,
    };
    match found {
        Ok(session) => Ok(Some(session)),
        Err(access::Error::Unknown) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn case(doors: &Doors, shown: &cookies::Shown) -> Result<Option<CaseSession>, Problem> {
    let Some(token) = shown.get(doors, cookies::CASE) else {
        return Ok(None);
    };
    match doors.access.case(token).await {
        Ok(session) => Ok(Some(session)),
        Err(access::Error::Unknown) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A problem as a page; headers that say when to come again stay.
fn in_html(frame: &Frame, problem: &Problem, told: &Response) -> Response {
    let title = parts::field::refused(frame, problem);
    let home = if frame.path().starts_with("/desk") {
        "/desk"
    } else {
        "/"
    };
    let body = html! {
        h1 { (title) }
        @if problem.status == 500 { p { (frame.say("refused-correlation")) } }
        p { a href=(frame.link(home)) { (frame.say("page-home")) } }
    };
    let page = if frame.staff().is_some() {
        Page::staff(frame, title, body)
    } else {
        Page::public(frame, title, body)
    };
    let mut response = page.with_status(problem.status()).into_response();
    for (name, value) in told.headers() {
        response.headers_mut().entry(name).or_insert(value.clone());
    }
    if let Some(cause) = told.extensions().get::<crate::doors::problem::Cause>() {
        response.extensions_mut().insert(cause.clone());
    }
    response
}

/// Whether an address that came in a query leads nowhere but into this house.
#[must_use]
pub fn is_path_of_ours(path: &str) -> bool {
    let rest = path.strip_prefix('/');
    rest.is_some_and(|rest| !rest.starts_with(['/', '\\']))
        && path.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::{is_path_of_ours, page_of_form};

    #[test]
    fn a_form_belongs_to_the_page_it_stands_on() {
        let duty = "/desk/requests/2222-ABC-DEF-2345/duties/intake";
        assert_eq!(page_of_form(&format!("{duty}/redirect")), duty);
        assert_eq!(page_of_form("/desk/code"), "/desk/code");
        assert_eq!(page_of_form("/desk/claim"), "/desk");
        assert_eq!(page_of_form("/nothing/here"), "/");
    }

    #[test]
    fn only_paths_of_this_house_are_followed() {
        assert!(is_path_of_ours("/") && is_path_of_ours("/desk?tab=mine"));
        for elsewhere in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
            "desk",
        ] {
            assert!(!is_path_of_ours(elsewhere), "{elsewhere:?}");
        }
    }
}
