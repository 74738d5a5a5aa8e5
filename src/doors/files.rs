//! Files as they arrive in a multipart body: read under a limit, judged, stripped of what a camera
//! adds about place and time, and kept under the hash of their bytes.

use axum::extract::multipart::{Field, MultipartError, MultipartRejection};

use super::Doors;
use super::metadata::without_metadata;
use super::problem::Problem;
use super::{body, uploads};
use crate::domain::facts::Document;

/// Judges a file and keeps it. `pointer` says where it stood; the type is found from the content,
/// `claimed` must not contradict it.
///
/// # Errors
/// As [`uploads::judge`], and 503 if it cannot be kept.
pub async fn keep(
    doors: &Doors,
    pointer: &str,
    name: &str,
    claimed: Option<&str>,
    bytes: Vec<u8>,
) -> Result<Document, Problem> {
    let upload = uploads::judge(pointer, name, claimed, bytes, &doors.settings)?;
    let bytes = without_metadata(upload.content_type, upload.bytes).ok_or_else(|| {
        Problem::at(
            pointer,
            "broken",
            "the picture is damaged; take or scan it again",
        )
    })?;
    let document = Document {
        sha256: body::digest(&bytes),
        name: upload.name,
        content_type: upload.content_type.to_owned(),
        bytes: bytes.len() as u64,
    };
    doors.keep_file(&document.sha256, &bytes).await?;
    Ok(document)
}

/// A part's bytes, never more than allowed in memory.
///
/// # Errors
/// 413 past the limit, 400 if the sender stops in the middle.
pub async fn collect(
    mut field: Field<'_>,
    max_bytes: usize,
    pointer: &str,
) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        if bytes.len() + chunk.len() > max_bytes {
            return Err(uploads::too_large(pointer, max_bytes));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A body that says it is multipart and is not.
#[must_use]
pub fn unreadable(rejection: MultipartRejection) -> Problem {
    Problem::new("malformed", rejection.body_text())
}

/// A multipart body that broke off, or grew too large.
#[must_use]
pub fn broken(error: MultipartError) -> Problem {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new("too_large", "all files together are too large");
    }
    Problem::new(
        "malformed",
        format!("not multipart/form-data: {}", error.body_text()),
    )
}
