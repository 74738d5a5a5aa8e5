//! JSON bodies: read whole under a limit, parsed with the place of the first mistake. Where many
//! mistakes are likely, [`super::members`] tells all of them.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use sha2::{Digest, Sha256};

use super::mistakes;
use super::problem::{PlaceError, Problem};

/// Largest JSON body without files, in bytes.
pub const JSON_MAX_BYTES: usize = 1024 * 1024;

/// A JSON body parsed at the door.
#[derive(Debug)]
pub struct Body<T> {
    /// What was sent.
    pub value: T,
    /// SHA-256 of the bytes, hex: the same key with another body is refused.
    pub digest: String,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        expect_json(request.headers())?;
        let bytes = read(request, JSON_MAX_BYTES).await?;
        Ok(Self {
            value: parse(&bytes)?,
            digest: digest(&bytes),
        })
    }
}

/// A JSON body that may be left out; nothing sent counts as `{}`.
#[derive(Debug)]
pub struct MaybeBody<T> {
    /// What was sent.
    pub value: T,
    /// SHA-256 of the bytes, hex.
    pub digest: String,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for MaybeBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let typed = expect_json(request.headers());
        let bytes = read(request, JSON_MAX_BYTES).await?;
        if bytes.is_empty() {
            return Ok(Self {
                value: parse(b"{}")?,
                digest: digest(b""),
            });
        }
        typed?;
        Ok(Self {
            value: parse(&bytes)?,
            digest: digest(&bytes),
        })
    }
}

/// Whether a body says it is JSON.
///
/// # Errors
/// 415 if it says something else or nothing.
pub fn expect_json(headers: &HeaderMap) -> Result<(), Problem> {
    if media_type(headers).as_deref() == Some("application/json") {
        return Ok(());
    }
    Err(Problem::new(
        "media_type",
        "send the body as application/json",
    ))
}

/// The media type of a body, without parameters, in lower case.
#[must_use]
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next()?.trim().to_ascii_lowercase())
}

/// Reads a body whole.
///
/// # Errors
/// 413 past the limit, 400 if the sender stops in the middle.
pub async fn read(request: Request, max_bytes: usize) -> Result<Bytes, Problem> {
    let too_large = || {
        Problem::new(
            "too_large",
            format!("the body is larger than {max_bytes} bytes"),
        )
        .with("max_bytes", max_bytes)
    };
    if announced(request.headers()).is_some_and(|bytes| bytes > max_bytes) {
        return Err(too_large());
    }
    to_bytes(request.into_body(), max_bytes)
        .await
        .map_err(|error| {
            let source = std::error::Error::source(&error);
            if source.is_some_and(|source| source.to_string().contains("length limit exceeded")) {
                too_large()
            } else {
                Problem::new("malformed", "the body ended before it was whole")
            }
        })
}

/// SHA-256 in hex.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// How many bytes the sender says will come.
#[must_use]
pub fn announced(headers: &HeaderMap) -> Option<usize> {
    let value = headers.get(header::CONTENT_LENGTH)?;
    value.to_str().ok()?.parse().ok()
}

/// How JSON writes a NUL character.
const NUL: &[u8] = b"\\u0000";

/// Parses JSON into a typed value.
///
/// # Errors
/// 400 if it is no JSON, 422 with a pointer if it is the wrong JSON.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // Serde would take a list for the members of an object, one after the other.
    if bytes.trim_ascii_start().starts_with(b"[") {
        json(bytes)?;
        return Err(Problem::at(
            "",
            "type",
            "an object belongs here, not a list",
        ));
    }
    if bytes.windows(NUL.len()).any(|part| part == NUL) {
        json(bytes)?;
    }
    let twice = match serde_json::from_slice(bytes) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    // Whether it is JSON at all is told apart from what was expected of it.
    match fit::<T>(json(bytes)?) {
        Err(error) => Err(Problem::places(vec![error])),
        // The last of two members of one name would have done, but which of them is meant?
        Ok(_) => Err(Problem::at("", "repeated", mistakes::in_words(&twice).1)),
    }
}

/// Any JSON.
///
/// # Errors
/// 400 if it is none.
pub fn json(bytes: &[u8]) -> Result<Value, Problem> {
    let value = serde_json::from_slice(bytes)
        .map_err(|error| Problem::new("malformed", format!("not JSON: {error}")))?;
    match nul(&value) {
        None => Ok(value),
        Some(pointer) => Err(Problem::at(
            &pointer,
            "misfit",
            "the text holds a NUL character (\\u0000); take it out",
        )),
    }
}

/// Where a text holds NUL, which no database keeps; none where none does.
fn nul(value: &Value) -> Option<String> {
    let inside = |key: String, value: &Value| Some(format!("/{key}{}", nul(value)?));
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(values) => values
            .iter()
            .enumerate()
            .find_map(|(index, value)| inside(index.to_string(), value)),
        Value::Object(members) => {
            members
                .iter()
                .find_map(|(key, value)| match key.contains('\0') {
                    true => Some(String::new()),
                    false => inside(key.replace('~', "~0").replace('/', "~1"), value),
                })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// JSON as a typed value, or the first place where it does not fit.
///
/// # Errors
/// That place, as a pointer into the JSON.
pub fn fit<T: DeserializeOwned>(value: Value) -> Result<T, PlaceError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let mut pointer = pointer(error.path());
        let (code, detail) = mistakes::in_words(error.inner());
        if let Some(name) = mistakes::missing(error.inner()) {
            pointer = format!("{pointer}/{}", escaped(&name));
        }
        PlaceError {
            pointer,
            code: code.to_owned(),
            detail,
            expected: None,
        }
    })
}

/// A JSON pointer (RFC 6901) to where parsing stopped.
fn pointer(path: &Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                Some(format!("/{}", escaped(key)))
            }
            Segment::Unknown => None,
        })
        .collect()
}

/// A member's name as a segment of a JSON pointer.
#[must_use]
pub fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only parsed")]
    struct Sent {
        rows: Vec<Row>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only parsed")]
    struct Row {
        age: u8,
    }

    #[test]
    fn a_nul_character_is_told_with_its_place() {
        let (status, pointer, _) = fails(r#"{"rows": [{"age": 3, "name": "a\u0000b"}]}"#);
        assert_eq!((status, pointer.as_str()), (422, "/rows/0/name"));
        let backslash = json(br#"{"text": "C:\\u0000"}"#).unwrap();
        assert_eq!(backslash["text"], "C:\\u0000");
    }

    fn fails(json: &str) -> (u16, String, String) {
        let problem = parse::<Sent>(json.as_bytes()).unwrap_err();
        let place = problem.errors.first();
        (
            problem.status,
            place.map(|place| place.pointer.clone()).unwrap_or_default(),
            place.map(|place| place.code.clone()).unwrap_or_default(),
        )
    }

    #[test]
    fn a_mistake_is_named_with_its_place() {
        let check = |json, pointer: &str, code: &str| {
            assert_eq!(
                fails(json),
                (422, pointer.to_owned(), code.to_owned()),
                "{json}"
            );
        };
        check(r#"{"rows":[{"age":1},{"age":"x"}]}"#, "/rows/1/age", "type");
        check(
            r#"{"rows":[{"age":1,"name":2}]}"#,
            "/rows/0/name",
            "unknown",
        );
        check(r#"{"rows":[{}]}"#, "/rows/0/age", "missing");
        check(r#"{"rows":[],"rows":[]}"#, "", "repeated");
        check(r#"{"rows":[{"age":300}]}"#, "/rows/0/age", "format");
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        for text in ["", "{", "{\"rows\":[]} tail", "\u{1}"] {
            assert_eq!(
                parse::<Sent>(text.as_bytes()).unwrap_err().status,
                400,
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_rejected_text_is_not_repeated() {
        let problem = parse::<Sent>(br#"{"rows":[{"age":"110101199001011234"}]}"#).unwrap_err();
        assert!(!problem.detail.contains("1101"), "{}", problem.detail);
    }

    #[tokio::test]
    async fn a_body_past_the_limit_is_413() {
        let request = Request::new(axum::body::Body::from(vec![b' '; 101]));
        assert_eq!(read(request, 100).await.unwrap_err().status, 413);
    }
}
