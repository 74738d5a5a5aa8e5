//! What somebody shows at the door: an officer's token, or a case number with its secret.
//!
//! `Authorization: Bearer <token>` or `Authorization: Case <number>:<secret>`, where the number is
//! written with or without its hyphens. Nothing here judges whether they hold.

use axum::http::{HeaderMap, header};

use super::problem::Problem;
use crate::domain::identifiers::{CaseNumber, RequestId, typed};

/// Longest token or secret, in characters.
pub const SECRET_MAX: usize = 256;

/// What was shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// Nothing.
    None,
    /// An officer's token.
    Bearer(String),
    /// A request and its secret.
    Case(RequestId, String),
}

impl Credentials {
    /// Reads the header.
    ///
    /// # Errors
    /// 401 if it is there but cannot be read.
    pub fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = values.next() else {
            return Ok(Self::None);
        };
        let text = value
            .to_str()
            .ok()
            .filter(|_| values.next().is_none())
            .ok_or_else(unreadable)?;
        let (scheme, rest) = text.split_once(' ').ok_or_else(unreadable)?;
        let rest = rest.trim();
        if rest.is_empty() || rest.len() > SECRET_MAX {
            return Err(unreadable());
        }
        if scheme.eq_ignore_ascii_case("bearer") {
            return Ok(Self::Bearer(rest.to_owned()));
        }
        if !scheme.eq_ignore_ascii_case("case") {
            return Err(unreadable());
        }
        let (number, secret) = rest.split_once(':').ok_or_else(unreadable)?;
        Ok(Self::Case(case_number(number)?, secret.trim().to_owned()))
    }
}

fn unreadable() -> Problem {
    Problem::new(
        "unauthorised",
        "send `Authorization: Bearer <token>` or `Authorization: Case <number>:<secret>`",
    )
}

/// The request that a written case number names.
///
/// # Errors
/// 404 that says what is wrong with the number; whether the request exists is not said.
pub fn case_number(text: &str) -> Result<RequestId, Problem> {
    let number = text.parse::<CaseNumber>();
    number
        .map(CaseNumber::request_id)
        .map_err(|error| Problem::new("not_found", error.to_string()))
}

/// A secret or a paper's code as somebody typed it, made plain: no blanks or hyphens, upper case, the
/// full-width characters of an input method as usual ones.
#[must_use]
pub fn code(text: &str) -> String {
    typed(text).into_iter().take(SECRET_MAX).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::http::HeaderValue;

    fn read(value: &str) -> Result<Credentials, Problem> {
        let value = HeaderValue::from_str(value).unwrap();
        Credentials::of(&HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
    }

    #[test]
    fn a_token_and_a_case_are_told_apart() {
        let id = RequestId::try_from(77).unwrap();
        let number = CaseNumber::from(id);
        assert!(Credentials::of(&HeaderMap::new()).unwrap() == Credentials::None);
        assert!(read("bearer abc").unwrap() == Credentials::Bearer("abc".into()));
        let case = read(&format!("Case {number}:s3cret")).unwrap();
        assert!(case == Credentials::Case(id, "s3cret".into()));
    }

    #[test]
    fn what_cannot_be_read_is_401_and_a_wrong_number_404() {
        for wrong in [
            "Basic YTpi",
            "Bearer",
            "Bearer  ",
            "Case 123",
            &format!("Bearer {}", "x".repeat(SECRET_MAX + 1)),
        ] {
            assert_eq!(read(wrong).err().unwrap().status, 401, "{wrong}");
        }
        assert_eq!(read("Case 2222-ABC-DEF-2346:x").err().unwrap().status, 404);
    }
}
