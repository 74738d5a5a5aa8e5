//! Conditions that a sender puts on a request: `If-Match`, `If-None-Match`, `Idempotency-Key`.
//!
//! An ETag reads `"<revision>-<digest>"`: the seat's revision, which commands compare, and a
//! digest of what was shown, which spares unchanged answers. `If-Match: "<revision>"` is enough.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::problem::Problem;

/// The header of RFC draft `idempotency-key`.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Longest idempotency key, in characters.
pub const KEY_MAX: usize = 128;
/// How much of the digest an ETag carries, in bytes.
const DIGEST_BYTES: usize = 12;

/// The revision the sender saw; none if they did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<u64>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .headers
            .get(header::IF_MATCH)
            .map_or(Ok(Self(None)), Self::parse)
    }
}

impl IfMatch {
    fn parse(value: &HeaderValue) -> Result<Self, Problem> {
        let wrong = || {
            Problem::new(
                "header",
                "If-Match takes one ETag as last read, like \"12\", or *",
            )
        };
        let text = value.to_str().map_err(|_| wrong())?.trim();
        if text == "*" {
            return Ok(Self(None));
        }
        let tag = text
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .ok_or_else(wrong)?;
        let revision = tag.split('-').next().unwrap_or(tag);
        revision
            .parse()
            .map(|revision| Self(Some(revision)))
            .map_err(|_| wrong())
    }
}

/// The sender's idempotency key, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(IDEMPOTENCY_KEY) else {
            return Ok(Self(None));
        };
        let text = value.to_str().ok().filter(|text| {
            (1..=KEY_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
        });
        text.map(|text| Self(Some(text.to_owned()))).ok_or_else(|| {
            Problem::new(
                "header",
                format!("Idempotency-Key takes 1 to {KEY_MAX} visible ASCII characters"),
            )
        })
    }
}

/// No idempotency key: the answer holds a secret that is not kept, so it cannot be given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoIdempotencyKey;

impl<S: Sync> FromRequestParts<S> for NoIdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.headers.contains_key(IDEMPOTENCY_KEY) {
            false => Ok(Self),
            true => Err(Problem::new(
                "header",
                "this answer holds a secret that is shown once and not kept, so it cannot be given \
                 again; leave Idempotency-Key out, and look before you send it a second time",
            )),
        }
    }
}

impl IdempotencyKey {
    /// The key, where creating twice would harm.
    ///
    /// # Errors
    /// 428 if there is none.
    pub fn required(self) -> Result<String, Problem> {
        self.0.ok_or_else(|| {
            Problem::new(
                "key_required",
                "send an Idempotency-Key header of your own choice; if the answer is lost, sending \
                 the same again returns it instead of creating a second one",
            )
        })
    }
}

/// An answer with its ETag; 304 without a body if the sender has it already.
pub fn tagged<T: Serialize>(headers: &HeaderMap, revision: u64, value: &T) -> Response {
    let Ok(json) = serde_json::to_vec(value) else {
        return Problem::internal("an answer could not be written as JSON").into_response();
    };
    let digest = hex::encode(&Sha256::digest(&json)[..DIGEST_BYTES]);
    let tag = format!("\"{revision}-{digest}\"");
    let Ok(etag) = HeaderValue::from_str(&tag) else {
        return Json(value).into_response();
    };
    if has_already(headers, &tag) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let json_type = HeaderValue::from_static("application/json");
    (
        [(header::ETAG, etag), (header::CONTENT_TYPE, json_type)],
        json,
    )
        .into_response()
}

fn has_already(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let same = |known: &str| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    };
    known.is_some_and(|known| known.split(',').any(same))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn if_match_takes_the_revision_of_a_tag() {
        let parse = |text| IfMatch::parse(&HeaderValue::from_static(text)).map(|found| found.0);
        assert_eq!(parse("\"12\"").unwrap(), Some(12));
        assert_eq!(parse("\"12-a0b1\"").unwrap(), Some(12));
        assert_eq!(parse("*").unwrap(), None);
        for wrong in ["12", "W/\"12\"", "\"x\"", "\"1\", \"2\"", "\"-1\""] {
            assert_eq!(parse(wrong).unwrap_err().status, 400, "{wrong}");
        }
    }

    #[test]
    fn an_unchanged_answer_is_304_and_a_changed_one_is_not() {
        let first = tagged(&HeaderMap::new(), 3, &"one");
        let tag = first.headers()[header::ETAG].clone();
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, tag)]);
        assert_eq!(
            tagged(&headers, 3, &"one").status(),
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(tagged(&headers, 3, &"two").status(), StatusCode::OK);
        assert_eq!(tagged(&headers, 4, &"one").status(), StatusCode::OK);
    }
}
