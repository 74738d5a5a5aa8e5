//! Places named in a path: a case, a duty, a number. What does not parse is not there.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// Path segments parsed at the door; a segment that names nothing is a 404.
#[derive(Debug)]
pub struct Place<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Place<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(value)| Self(value))
            .map_err(|_| Problem::not_found())
    }
}

/// A duration of text as a path segment that must parse into `T`.
///
/// # Errors
/// 404, as if there were nothing of that name.
pub fn named<T: std::str::FromStr>(segment: &str) -> Result<T, Problem> {
    segment.parse().map_err(|_| Problem::not_found())
}

/// `…/{case}`
#[derive(Debug, Clone, Deserialize)]
pub struct CasePlace {
    /// The case number as written; [`super::credentials::case_number`] reads it.
    pub case: String,
}
