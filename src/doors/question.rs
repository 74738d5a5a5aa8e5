//! Query strings, parsed strictly: an unknown or doubtful parameter is refused, not ignored.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::mistakes;
use super::problem::Problem;

/// What the query asks.
#[derive(Debug)]
pub struct Question<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Question<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = Query::<T>::try_from_uri(&parts.uri);
        let Query(value) =
            query.map_err(|error| Problem::new("query", in_words(&error.body_text())))?;
        Ok(Self(value))
    }
}

/// What is wrong, without the words of the parser.
fn in_words(said: &str) -> String {
    let said = said
        .rsplit_once("query string: ")
        .map_or(said, |(_, said)| said);
    let named = |name: &str| {
        name.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    match said.split_once(": ").filter(|(name, _)| named(name)) {
        Some((name, said)) => format!("`{name}`: {}", mistakes::said_in_words(said).1),
        None => mistakes::said_in_words(said).1,
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn what_is_not_taken_is_told_with_what_is() {
        let of = "Failed to deserialize query string: ";
        assert_eq!(
            in_words(&format!(
                "{of}phase: unknown variant `foo`, expected `a` or `b`"
            )),
            "`phase`: not one of the words taken; taken are `a`, `b`"
        );
        assert_eq!(
            in_words(&format!(
                "{of}color: unknown field `color`, expected one of `a`, `b`"
            )),
            "`color`: there is no `color` here; taken are `a`, `b`"
        );
    }
}
