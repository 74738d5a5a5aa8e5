//! Forms as pages send them: names with values, the same name any number of times.
//!
//! Every form that changes something carries a `key` that was made with the page, so that a double
//! tap is one command, and the `revision` that its reader saw, so that nobody overwrites unseen.

use std::fmt::Write as _;

use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use maud::{Markup, html};

use crate::doors::body::{digest, media_type};
use crate::doors::envelope::Envelope;
use crate::doors::preconditions::{IdempotencyKey, KEY_MAX};
use crate::doors::problem::Problem;
use crate::doors::{Doors, house};
use crate::storage::idempotency::Key;
use crate::telemetry::Correlation;
use crate::web::Frame;
use crate::web::parts::field;

/// Longest form without files, in bytes.
pub const FORM_MAX_BYTES: usize = 1024 * 1024;
/// Most fields of one form.
pub const FIELDS_MAX: usize = 2_000;
/// The field with the command's key.
pub const KEY: &str = "key";
/// The field with the revision that was seen.
pub const REVISION: &str = "revision";

/// A form that was sent.
#[derive(Debug, Clone)]
pub struct Form {
    fields: Vec<(String, String)>,
    /// What surrounds the command that the form is.
    pub envelope: Envelope,
    /// SHA-256 of the form, hex; its key is not part of it.
    pub digest: String,
}

impl Form {
    /// What was typed, trimmed; empty where nothing was.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// What was typed, to the letter.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// What was typed, if anything was.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<String> {
        Some(self.text(name))
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    /// Every value of a name, in order.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let of_name = move |(known, _): &&(String, String)| known == name;
        self.fields
            .iter()
            .filter(of_name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked or a button of that name pressed.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    /// All names with their values, in order.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

/// What tells this sending of a form from another.
///
/// # Errors
/// 428 for a form without its key.
pub fn once(frame: &Frame, form: &Form) -> Result<Key, Problem> {
    let actor = frame.staff_caller().idempotency_actor();
    let call = house::call(actor, &form.envelope, &form.digest);
    let missing = || Problem::new("key_required", "send the form as the page made it");
    call.idempotency.ok_or_else(missing)
}

impl FromRequest<Doors> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, doors: &Doors) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let fields = match media_type(&parts.headers).as_deref() {
            Some("application/x-www-form-urlencoded") => plain(body).await?,
            Some("multipart/form-data") => {
                let request = Request::from_parts(parts.clone(), body);
                in_parts(request, doors).await?
            }
            _ => return Err(Problem::new("media_type", "send the form as it is")),
        };
        let correlation = Correlation::from_request_parts(&mut parts, doors).await?;
        Self::of(fields, &parts.method, parts.uri.path(), correlation)
    }
}

async fn plain(body: axum::body::Body) -> Result<Vec<(String, String)>, Problem> {
    let bytes = axum::body::to_bytes(body, FORM_MAX_BYTES).await;
    let bytes = bytes.map_err(|_| Problem::new("too_large", "the form is too large"))?;
    Ok(url::form_urlencoded::parse(&bytes)
        .take(FIELDS_MAX)
        .map(|(name, value)| (name.into_owned(), lines(&value)))
        .collect())
}

/// A form that may bring text files; what is in one is a field's text like any other.
async fn in_parts(request: Request, doors: &Doors) -> Result<Vec<(String, String)>, Problem> {
    let unread = |_| Problem::new("malformed", "the form cannot be read");
    let sent = Multipart::from_request(request, doors).await;
    let mut sent = sent.map_err(|_| Problem::new("malformed", "the form cannot be read"))?;
    let mut fields = Vec::new();
    while let Some(part) = sent.next_field().await.map_err(unread)? {
        if fields.len() == FIELDS_MAX {
            break;
        }
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await;
        let bytes = bytes.map_err(|_| Problem::new("too_large", "the form is too large"))?;
        fields.push((name, lines(&String::from_utf8_lossy(&bytes))));
    }
    Ok(fields)
}

impl Form {
    /// A form of these fields, sent to a place.
    ///
    /// # Errors
    /// 400 for a key that no page of ours made.
    pub fn of(
        fields: Vec<(String, String)>,
        method: &axum::http::Method,
        path: &str,
        correlation: Correlation,
    ) -> Result<Self, Problem> {
        let find = |name: &str| fields.iter().find(|(known, _)| known == name);
        let key = find(KEY).map(|(_, key)| key.clone());
        let is_key =
            |key: &String| key.len() <= KEY_MAX && key.bytes().all(|byte| byte.is_ascii_graphic());
        if key.as_ref().is_some_and(|key| !is_key(key)) {
            return Err(Problem::new("malformed", "the form's key is none of ours"));
        }
        let expected = find(REVISION).and_then(|(_, revision)| revision.parse().ok());
        let mut said = String::new();
        for (name, value) in fields.iter().filter(|(name, _)| name != KEY) {
            let _ = writeln!(said, "{}={name}{}={value}", name.len(), value.len());
        }
        Ok(Self {
            envelope: Envelope::of_form(method, path, IdempotencyKey(key), expected, correlation),
            digest: digest(said.as_bytes()),
            fields,
        })
    }
}

/// Browsers send line ends as CR LF; the house keeps LF. NUL is no text.
fn lines(value: &str) -> String {
    value.replace("\r\n", "\n").replace('\0', "")
}

/// The key of a form that is being shown.
#[must_use]
pub fn key() -> Markup {
    html! { (field::hidden(KEY, &uuid::Uuid::new_v4().to_string())) }
}

/// The key, and the revision of what is shown.
#[must_use]
pub fn seen(revision: u64) -> Markup {
    html! { (key()) (field::hidden(REVISION, &revision.to_string())) }
}
