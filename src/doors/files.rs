//! Files as they arrive: read under a limit, judged, kept under the hash of their bytes. What
//! belongs to no request in the end is swept up.

use axum::extract::multipart::{Field, MultipartError, MultipartRejection};

use super::problem::Problem;
use super::{Doors, body, uploads};
use crate::domain::facts::Document;

/// Judges a file and keeps it. `pointer` says where in the body it stood.
///
/// # Errors
/// 413, 415 and 422 as [`uploads::judge`] finds; 503 if it cannot be kept.
pub async fn keep(
    doors: &Doors,
    pointer: &str,
    name: &str,
    claimed: Option<&str>,
    bytes: Vec<u8>,
) -> Result<Document, Problem> {
    let upload = uploads::judge(pointer, name, claimed, bytes, doors.settings.file_max_bytes)?;
    let document = Document {
        sha256: body::digest(&upload.bytes),
        name: upload.name,
        content_type: upload.content_type.to_owned(),
        bytes: upload.bytes.len() as u64,
    };
    doors.keep_file(&document.sha256, &upload.bytes).await?;
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

/// A body that is no multipart at all.
#[must_use]
pub fn unreadable(rejection: MultipartRejection) -> Problem {
    Problem::new("malformed", rejection.body_text())
}

/// A multipart body that breaks off or is too large.
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
