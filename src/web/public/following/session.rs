//! What a browser keeps to open a case again: its number and its code.
//!
//! The one place that knows the shape; a session of another kind takes its place here.

use axum::http::{HeaderMap, HeaderValue};

use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::doors::Doors;
use crate::doors::cookies::{self, Keep, Shown};
use crate::doors::credentials::{self, case_number};

/// The header by which a browser keeps a proven case.
pub(super) fn begin(doors: &Doors, id: RequestId, code: &str) -> Option<HeaderValue> {
    let value = format!("{}.{}", CaseNumber::from(id), credentials::code(code));
    cookies::set(doors, cookies::CASE, &value, Keep::Session)
}

/// The header by which it forgets.
pub(super) fn end(doors: &Doors) -> Option<HeaderValue> {
    cookies::set(doors, cookies::CASE, "", Keep::Forget)
}

/// The code of the case that is open, where the browser still knows it.
pub(super) fn code(doors: &Doors, headers: &HeaderMap, id: RequestId) -> Option<String> {
    let shown = Shown::of(headers);
    let (number, code) = shown.get(doors, cookies::CASE)?.split_once('.')?;
    (case_number(number).ok() == Some(id)).then(|| code.to_owned())
}
