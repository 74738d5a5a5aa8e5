//! Problem documents (RFC 9457): the one place where a "no" gets its outward shape.
//!
//! Every code stands once in [`kinds`], with its status and title; refusals of the domain and
//! errors of other rooms are turned into codes in the files beside. Nothing internal leaves: the
//! cause of a 5xx travels to the log in a response extension.

mod kinds;
mod refusals;
mod rooms;

use std::ops::Deref;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::refusal::Problem as Place;

pub use kinds::{KINDS, Kind};

/// Where each type URI points: a page that says what the code means.
pub const TYPE_BASE: &str = "/api/v1/problems/";
/// The media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// One refused request; small to hand around, since most functions of the doors may return it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Problem(Box<Document>);

impl Deref for Problem {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.0
    }
}

/// A refused request as the sender reads it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "/api/v1/problems/invalid",
    "title": "Places of what was sent need mending",
    "status": 422,
    "detail": "1 place of the application needs mending",
    "code": "invalid",
    "errors": [{
        "pointer": "/form/children/0/identity",
        "code": "format",
        "detail": "not an identity number (GB 11643): the check character does not fit"
    }]
}))]
pub struct Document {
    /// Identifies the kind of problem and resolves to its description.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// What went wrong, the same for every problem of the kind.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong this time.
    pub detail: String,
    /// The stable code, the end of `type`.
    pub code: String,
    /// Each place of the body that needs mending.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(nullable = false)]
    pub errors: Vec<PlaceError>,
    /// What the refusal knows besides, such as the current `revision`.
    #[serde(flatten)]
    #[schema(ignore)]
    pub details: Map<String, Value>,
    /// After how many seconds to try again.
    #[serde(skip)]
    #[schema(ignore)]
    retry_after: Option<u64>,
    /// The cause, for the log alone.
    #[serde(skip)]
    #[schema(ignore)]
    cause: Option<String>,
}

/// One place of a body that needs mending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceError {
    /// JSON pointer (RFC 6901) into the body; empty: the whole.
    pub pointer: String,
    /// Stable code: `missing`, `unknown`, `type`, `format`, `range`, `choice` …
    pub code: String,
    /// What is wrong and how to mend it.
    pub detail: String,
    /// What would stand there if the answers beside it are right; only where they tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}

impl From<Place> for PlaceError {
    fn from(place: Place) -> Self {
        Self {
            pointer: place.pointer,
            code: place.problem,
            detail: place.detail,
            expected: place.expected,
        }
    }
}

/// Why a 5xx happened; the correlation layer logs it once, the sender never sees it.
#[derive(Debug, Clone)]
pub struct Cause(pub String);

impl Problem {
    /// A problem of a known code; an unknown one is a fault of ours and says so.
    #[must_use]
    pub fn new(code: &str, detail: impl Into<String>) -> Self {
        Self::of(kinds::find(code), detail)
    }

    /// A problem of a kind.
    fn of(kind: Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(Document {
            type_uri: format!("{TYPE_BASE}{}", kind.code),
            title: kind.title.to_owned(),
            status: kind.status,
            detail: detail.into(),
            code: kind.code.to_owned(),
            errors: Vec::new(),
            details: Map::new(),
            retry_after: None,
            cause: None,
        }))
    }

    /// A fault of ours: the sender learns only that, the log learns why.
    #[must_use]
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let mut problem = Self::new(
            "internal",
            "something failed on our side; nothing was changed",
        );
        problem.0.cause = Some(cause.to_string());
        problem
    }

    /// The same with a cause, which goes to the log alone.
    #[must_use]
    pub fn caused_by(mut self, cause: impl std::fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    /// Temporarily impossible; the log learns why.
    #[must_use]
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        let mut problem =
            Self::new("unavailable", "not possible right now; try again").retry_after(5);
        problem.0.cause = Some(cause.to_string());
        problem
    }

    /// Nothing there, or nothing that the sender may know of; the two look the same.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            "not_found",
            "there is no such thing, or it is not yours to see",
        )
    }

    /// The same for a case number, which people mistype.
    #[must_use]
    pub fn no_such_case() -> Self {
        Self::new(
            "not_found",
            "no such case number with this secret; check each character against the receipt",
        )
    }

    /// One place of the body is wrong.
    #[must_use]
    pub fn at(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::new("invalid", detail.clone()).with_error(pointer, code, detail)
    }

    /// Places of the body are wrong, each told.
    #[must_use]
    pub fn places(errors: Vec<PlaceError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => one.detail.clone(),
            many => format!("{} places of the body need mending", many.len()),
        };
        let mut problem = Self::new("invalid", detail);
        problem.0.errors = errors;
        problem
    }

    /// Names a place of the body.
    #[must_use]
    pub fn with_error(
        mut self,
        pointer: impl Into<String>,
        code: &str,
        detail: impl Into<String>,
    ) -> Self {
        self.0.errors.push(PlaceError {
            pointer: pointer.into(),
            code: code.to_owned(),
            detail: detail.into(),
            expected: None,
        });
        self
    }

    /// Names places that the domain found wrong.
    #[must_use]
    pub fn with_places(mut self, places: &[Place]) -> Self {
        self.0.errors.extend(places.iter().cloned().map(Into::into));
        self
    }

    /// Adds a member that the sender can act on.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.details.insert(key.to_owned(), value.into());
        self
    }

    /// Says when to try again, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// After how many seconds to try again, if that is known.
    #[must_use]
    pub fn retry_seconds(&self) -> Option<u64> {
        self.retry_after
    }

    /// Its status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after = self.retry_after;
        let cause = self.cause.clone();
        let mut response = (status, Json(&self)).into_response();
        // Pages show the same problem as HTML.
        response.extensions_mut().insert(self);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            let schemes =
                HeaderValue::from_static("Bearer realm=\"lianban\", Case realm=\"lianban\"");
            headers.insert(header::WWW_AUTHENTICATE, schemes);
        }
        if let Some(cause) = cause {
            response.extensions_mut().insert(Cause(cause));
        }
        response
    }
}

/// An answer as it leaves a service below a base path: the type of a problem answers there too.
#[must_use]
pub fn below(base_path: &str, mut response: Response) -> Response {
    let problem = response.extensions_mut().remove::<Problem>();
    let Some(mut problem) = problem.filter(|_| !base_path.is_empty()) else {
        return response;
    };
    problem.0.type_uri.insert_str(0, base_path);
    match serde_json::to_vec(&problem) {
        Ok(document) => {
            response.headers_mut().remove(header::CONTENT_LENGTH);
            response.map(|_| document.into())
        }
        Err(_) => response,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_cause_goes_to_the_log_and_never_to_the_sender() {
        let problem = Problem::internal("password=hunter2 refused by 10.0.0.3");
        assert!(!serde_json::to_string(&problem).unwrap().contains("hunter2"));
        let response = problem.into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            response
                .extensions()
                .get::<Cause>()
                .unwrap()
                .0
                .contains("hunter2")
        );
    }

    #[test]
    fn a_problem_names_its_media_type_and_when_to_retry() {
        let response = Problem::new("too_many", "slow down")
            .retry_after(7)
            .into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::CONTENT_TYPE], MEDIA_TYPE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
    }

    #[test]
    fn an_unauthorised_answer_names_both_schemes() {
        let response = Problem::new("unauthorised", "who are you?").into_response();
        let schemes = response.headers()[header::WWW_AUTHENTICATE]
            .to_str()
            .unwrap();
        assert!(schemes.contains("Bearer") && schemes.contains("Case"));
    }
}
