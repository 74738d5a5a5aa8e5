//! The gate: who is asking, and whether the route is open to them.
//!
//! Every route stands in a table with its [`Access`]; a route that is not in the table is closed.
//! The gate proves identity and role; what somebody may do at one request is for the core.

use std::time::Instant;

use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Doors;
use super::address::{self, ClientAddress};
use super::credentials::{Credentials, case_number};
use super::problem::Problem;
use super::tries::Try;
use crate::access::{self, Caller};
use crate::domain::directory::Officer;
use crate::domain::identifiers::RequestId;

/// Who may take a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, at a pace.
    Public,
    /// Everybody without limits: whether the node is alive, and what pages are drawn with.
    Probe,
    /// The applicant of the case in the path, by its secret.
    Applicant,
    /// That applicant, or an officer.
    ApplicantOrOfficer,
    /// Everybody for themselves; officers for people at the window.
    Filer,
    /// An officer with one of these roles; any officer if none is named.
    Officer(&'static [&'static str]),
    /// Whoever runs the house: from this machine, or with the metrics token.
    Operator,
}

impl Access {
    /// Who that is, for the document.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::Public => "everybody".into(),
            Self::Probe => "everybody, without a limit".into(),
            Self::Applicant => "the applicant (case number and secret)".into(),
            Self::ApplicantOrOfficer => "the applicant, or an officer concerned".into(),
            Self::Filer => "everybody for themselves; window officers for others".into(),
            Self::Officer([]) => "officers; the core checks department, role and claim".into(),
            Self::Officer(roles) => format!("officers with the role {}", roles.join(" or ")),
            Self::Operator => "this machine, or the metrics token".into(),
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// The path with its places, `/api/v1/requests/{case}`.
    pub path: &'static str,
    /// Who may take it.
    pub access: Access,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| Problem::internal("a route is served without the gate"))
    }
}

/// The officer who is asking.
#[derive(Debug, Clone, PartialEq)]
pub struct AsOfficer(pub Officer);

impl<S: Sync> FromRequestParts<S> for AsOfficer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Caller::from_request_parts(parts, state).await? {
            Caller::Staff(staff) => Ok(Self(staff.officer)),
            Caller::Public | Caller::Applicant(_) => Err(unauthorised()),
        }
    }
}

/// Lets a request in or turns it away, and says to the handler who is asking.
///
/// The base path is taken off before the routes are looked at, so that a matched path stands in the
/// table as it is. What the table does not name is not there, whether or not a handler is.
pub async fn guard(
    doors: Doors,
    routes: &'static [Route],
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let route = parts
        .extensions
        .get::<MatchedPath>()
        .and_then(|path| find(routes, &parts.method, path.as_str()));
    let Some(route) = route else {
        return Problem::not_found().into_response();
    };
    let client = address::of(&parts, &doors.settings.trusted_proxies);
    match admit(&doors, route, client, &parts).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            parts.extensions.insert(client);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// The line of a route; `HEAD` is served as `GET`.
#[must_use]
pub fn find(routes: &'static [Route], method: &Method, path: &str) -> Option<&'static Route> {
    let method = if method == Method::HEAD {
        "GET"
    } else {
        method.as_str()
    };
    routes
        .iter()
        .find(|route| route.path == path && route.method == method)
}

async fn admit(
    doors: &Doors,
    route: &Route,
    client: ClientAddress,
    parts: &Parts,
) -> Result<Caller, Problem> {
    match route.access {
        Access::Probe => return Ok(Caller::Public),
        Access::Operator => return operator(doors, parts).map(|()| Caller::Public),
        _ => {}
    }
    let shown = Credentials::of(&parts.headers)?;
    let now = Instant::now();
    let neighbourhood = address::neighbourhood(client.0);
    if !matches!(shown, Credentials::Bearer(_)) {
        doors
            .paces
            .address
            .take(&neighbourhood, now)
            .map_err(too_many)?;
    }
    let caller = identify(doors, shown, &neighbourhood, now).await?;
    permit(route.access, &caller, parts.uri.path())?;
    Ok(caller)
}

/// Proves who is asking. A failure costs a token of the address, and of the case for that address,
/// so that guessing is slow and nobody can lock an owner out of their own case.
async fn identify(
    doors: &Doors,
    shown: Credentials,
    neighbourhood: &str,
    now: Instant,
) -> Result<Caller, Problem> {
    match shown {
        Credentials::None => Ok(Caller::Public),
        // Nobody guesses 256 bits: a token that holds always passes, so that one machine with an
        // old token never locks out the office behind the same address.
        Credentials::Bearer(token) => match doors.access.caller(&token).await {
            Ok(caller) => Ok(caller),
            Err(access::Error::Unknown) => {
                doors
                    .paces
                    .address
                    .take(neighbourhood, now)
                    .map_err(too_many)?;
                Err(unauthorised())
            }
            Err(error) => Err(error.into()),
        },
        Credentials::Case(request, secret) => {
            prove(doors, request, &secret, neighbourhood).await?;
            Ok(Caller::Applicant(request))
        }
    }
}

/// Proves a case by its secret. What does not fit is one answer, whichever part is wrong.
///
/// # Errors
/// 404; 429 after too many failures of the address, or of the address at this case.
pub async fn prove(
    doors: &Doors,
    request: RequestId,
    secret: &str,
    neighbourhood: &str,
) -> Result<(), Problem> {
    let a_try = Try::begin_at(doors, &request.to_string(), neighbourhood).await?;
    let engine = &doors.engine;
    let proved = match engine.request_of_applicant(request.into(), secret).await {
        Ok(_) => Ok(true),
        Err(crate::engine::Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    };
    match a_try.end(proved, |proved| !proved)? {
        true => Ok(()),
        false => Err(Problem::no_such_case()),
    }
}

/// Counts a failure that names no case at all, and says what any other would: 404, or 429 after too
/// many of the address.
pub async fn fail(doors: &Doors, neighbourhood: &str) -> Problem {
    let failed = Try::begin(doors, neighbourhood).await;
    let failed = failed.and_then(|a_try| a_try.end(Ok(()), |()| true));
    failed.err().unwrap_or_else(Problem::no_such_case)
}

/// Whether the route is open to this caller.
///
/// # Errors
/// 401 and 403.
pub fn permit(access: Access, caller: &Caller, path: &str) -> Result<(), Problem> {
    match (access, caller) {
        (Access::Public | Access::Probe | Access::Operator, _) => Ok(()),
        (Access::Filer, Caller::Applicant(_)) => Err(unauthorised()),
        (Access::Filer, _) => Ok(()),
        (Access::Applicant | Access::ApplicantOrOfficer, Caller::Applicant(request)) => {
            // The secret of one case opens no other.
            if case_in(path) == Some(*request) {
                Ok(())
            } else {
                Err(Problem::no_such_case())
            }
        }
        (Access::ApplicantOrOfficer, Caller::Staff(_)) => Ok(()),
        (Access::Officer(roles), Caller::Staff(_)) => {
            if roles.is_empty() || roles.iter().any(|role| caller.is(role)) {
                return Ok(());
            }
            Err(Problem::new(
                "forbidden",
                format!("this needs the role {}", roles.join(" or ")),
            ))
        }
        (Access::Applicant, Caller::Staff(_)) => Err(Problem::new(
            "forbidden",
            "this is the applicant's own page; officers look through their duties",
        )),
        (Access::Officer(_), Caller::Applicant(_)) => {
            Err(Problem::new("forbidden", "this is for officers"))
        }
        (Access::Applicant | Access::ApplicantOrOfficer | Access::Officer(_), Caller::Public) => {
            Err(unauthorised())
        }
    }
}

/// The case that a path names, `/api/v1/requests/<case>/…` or `/cases/<case>/…`.
#[must_use]
pub fn case_in(path: &str) -> Option<RequestId> {
    let mut segments = path
        .split('/')
        .skip_while(|segment| !matches!(*segment, "requests" | "cases"));
    case_number(segments.nth(1)?).ok()
}

fn operator(doors: &Doors, parts: &Parts) -> Result<(), Problem> {
    let given = bearer(&parts.headers);
    let right = doors
        .settings
        .metrics_token
        .as_deref()
        .zip(given)
        .is_some_and(|(right, given)| same(right, given));
    let local = address::of(parts, &doors.settings.trusted_proxies)
        .0
        .is_loopback()
        && address::peer(&parts.extensions).is_loopback();
    if right || local {
        Ok(())
    } else {
        Err(unauthorised())
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get("authorization")?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

/// Compares digests, so that time tells nothing about where two texts differ.
fn same(one: &str, other: &str) -> bool {
    super::body::digest(one.as_bytes()) == super::body::digest(other.as_bytes())
}

fn unauthorised() -> Problem {
    Problem::new(
        "unauthorised",
        "a token that holds is needed, or a case number with its secret",
    )
}

/// 429, with when to come again.
pub fn too_many(seconds: u64) -> Problem {
    Problem::new(
        "too_many",
        format!("too many attempts; try again in {seconds} seconds"),
    )
    .retry_after(seconds)
}
