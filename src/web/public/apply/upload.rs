//! A form with files, as a browser sends it: each file judged by itself, so that one bad photo costs
//! none of the others.

use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};

use crate::domain::facts::Document;
use crate::doors::body::{announced, media_type};
use crate::doors::files::{broken, collect, keep, unreadable};
use crate::doors::uploads::FILES_MAX;
use crate::doors::{Doors, Problem};

/// Longest field that is no file, in bytes.
const FIELD_MAX_BYTES: usize = 4 * 1024;
/// The field with the files.
pub const FILES: &str = "files";

/// What was sent.
#[derive(Debug, Default)]
pub struct Upload {
    fields: Vec<(String, String)>,
    /// Files that were taken, already kept.
    pub kept: Vec<Document>,
    /// Files that were not, with why.
    pub refused: Vec<(String, Problem)>,
}

impl Upload {
    /// A field that is no file; empty where it was not sent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, text)| text.trim())
    }
}

impl FromRequest<Doors> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, doors: &Doors) -> Result<Self, Problem> {
        if media_type(request.headers()).as_deref() != Some("multipart/form-data") {
            return Err(Problem::new("media_type", "send the form as it is"));
        }
        let most = doors.settings.upload_max_bytes;
        if announced(request.headers()).is_some_and(|bytes| bytes > most) {
            return Err(Problem::new(
                "too_large",
                "all files together are too large",
            ));
        }
        let _room = doors.room_for_upload(doors.settings.file_max_bytes).await?;
        let parts = Multipart::from_request(request, &()).await;
        let mut parts = parts.map_err(unreadable)?;
        let mut upload = Self::default();
        let mut left = most;
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            left = upload.take(doors, part, left).await?;
        }
        Ok(upload)
    }
}

impl Upload {
    /// Takes one part; says how many bytes may still come.
    async fn take(
        &mut self,
        doors: &Doors,
        part: Field<'_>,
        left: usize,
    ) -> Result<usize, Problem> {
        let field = part.name().unwrap_or_default().to_owned();
        let Some(name) = part.file_name().map(str::to_owned) else {
            let bytes = collect(part, FIELD_MAX_BYTES, "").await?;
            let text = String::from_utf8_lossy(&bytes).replace('\0', "");
            self.fields.push((field, text));
            return Ok(left);
        };
        let claimed = part.content_type().map(str::to_owned);
        let pointer = format!("/{FILES}");
        let most = doors.settings.file_max_bytes.min(left);
        let bytes = match collect(part, most, &pointer).await {
            Ok(bytes) => bytes,
            Err(problem) if problem.code == "too_large" => {
                self.refused.push((name, problem));
                return Ok(left.saturating_sub(most));
            }
            Err(problem) => return Err(problem),
        };
        // A browser sends a file without name and bytes where none was chosen.
        if name.is_empty() && bytes.is_empty() {
            return Ok(left);
        }
        if self.kept.len() + self.refused.len() >= FILES_MAX {
            return Err(Problem::new("too_large", "there are too many files"));
        }
        let left = left.saturating_sub(bytes.len());
        match keep(doors, &pointer, &name, claimed.as_deref(), bytes).await {
            Ok(document) => self.kept.push(document),
            Err(problem) if problem.status < 500 => self.refused.push((name, problem)),
            Err(problem) => return Err(problem),
        }
        Ok(left)
    }
}
