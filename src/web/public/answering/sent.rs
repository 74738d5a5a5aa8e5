//! The multipart body of an answer: fields, and files that are judged and kept one by one.
//!
//! A file that does not fit is a mistake at its place and stops nothing else. A file that was kept
//! comes back by a voucher when the page is sent again, so that nobody has to choose it twice.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::multipart::Field;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};

use crate::domain::facts::Document;
use crate::domain::identifiers::MaterialKey;
use crate::doors::body::{announced, digest, media_type};
use crate::doors::files::{broken, collect, keep, unreadable};
use crate::doors::problem::PlaceError;
use crate::doors::uploads::FILES_MAX;
use crate::doors::{Doors, Problem};
use crate::telemetry::Correlation;
use crate::web::form::{FIELDS_MAX, FORM_MAX_BYTES, Form};

/// Before the key of a material in the name of its upload.
pub(super) const UPLOAD: &str = "materials.";
/// Before the key of a material in the name of a file that was kept.
pub(super) const KEPT: &str = "kept.";

/// Files by material.
pub(super) type Documents = BTreeMap<MaterialKey, Vec<Document>>;

/// What came.
#[derive(Debug)]
pub(super) struct Sent {
    /// The fields.
    pub(super) form: Form,
    /// The files, kept.
    pub(super) documents: Documents,
    /// Files that were not taken, each at its place.
    pub(super) mistakes: Vec<PlaceError>,
    /// SHA-256 over fields and files, hex.
    pub(super) digest: String,
}

impl FromRequest<Doors> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, doors: &Doors) -> Result<Self, Problem> {
        let max_bytes = doors.settings.upload_max_bytes;
        let too_large = || Problem::new("too_large", "all files together are too large");
        if media_type(request.headers()).as_deref() != Some("multipart/form-data") {
            return Err(Problem::new("media_type", "send the form as it is"));
        }
        if announced(request.headers()).is_some_and(|bytes| bytes > max_bytes) {
            return Err(too_large());
        }
        let _room = doors.room_for_upload(doors.settings.file_max_bytes).await?;
        let (mut parts, body) = request.into_parts();
        let correlation = Correlation::from_request_parts(&mut parts, doors).await?;
        let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
        let request = Request::from_parts(parts, body);
        let mut multipart = Multipart::from_request(request, &())
            .await
            .map_err(unreadable)?;
        let mut reading = Reading::default();
        while let Some(field) = multipart.next_field().await.map_err(broken)? {
            reading.take(doors, field).await?;
            if reading.bytes > max_bytes {
                return Err(too_large());
            }
        }
        reading.finish(doors, &method, &path, correlation).await
    }
}

/// The parts as they arrive.
#[derive(Default)]
struct Reading {
    fields: Vec<(String, String)>,
    documents: Documents,
    mistakes: Vec<PlaceError>,
    bytes: usize,
    files: usize,
}

impl Reading {
    async fn take(&mut self, doors: &Doors, field: Field<'_>) -> Result<(), Problem> {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(material) = name.strip_prefix(UPLOAD) {
            let material = material.parse().map_err(|_| Problem::not_found())?;
            return self.upload(doors, material, field).await;
        }
        if self.fields.len() >= FIELDS_MAX {
            return Err(Problem::new("too_large", "the form has too many fields"));
        }
        let bytes = collect(field, FORM_MAX_BYTES, "").await?;
        self.bytes += bytes.len();
        let value = String::from_utf8_lossy(&bytes);
        let value = value.replace("\r\n", "\n").replace('\0', "");
        self.fields.push((name, value));
        Ok(())
    }

    async fn upload(
        &mut self,
        doors: &Doors,
        material: MaterialKey,
        field: Field<'_>,
    ) -> Result<(), Problem> {
        let count = self.documents.get(&material).map_or(0, Vec::len);
        let pointer = format!("/materials/{material}/{count}");
        let name = field.file_name().unwrap_or_default().to_owned();
        let claimed = field.content_type().map(str::to_owned);
        let bytes = match collect(field, doors.settings.file_max_bytes, &pointer).await {
            Ok(bytes) => bytes,
            Err(problem) => return self.complain(problem),
        };
        // A browser sends an empty part where no file was chosen.
        if name.is_empty() && bytes.is_empty() {
            return Ok(());
        }
        self.files += 1;
        self.bytes += bytes.len();
        if self.files > FILES_MAX {
            return Err(Problem::at("/materials", "too_many", "too many files"));
        }
        match keep(doors, &pointer, &name, claimed.as_deref(), bytes).await {
            Ok(document) => {
                self.documents.entry(material).or_default().push(document);
                Ok(())
            }
            Err(problem) => self.complain(problem),
        }
    }

    /// A mistake at a place is told with all others; anything else ends the reading.
    fn complain(&mut self, problem: Problem) -> Result<(), Problem> {
        if problem.errors.is_empty() {
            return Err(problem);
        }
        self.mistakes.extend(problem.errors.iter().cloned());
        Ok(())
    }

    /// Files that were kept before count where no new ones came in their place.
    async fn finish(
        mut self,
        doors: &Doors,
        method: &axum::http::Method,
        path: &str,
        correlation: Correlation,
    ) -> Result<Sent, Problem> {
        let fresh: BTreeSet<MaterialKey> = self.documents.keys().cloned().collect();
        let kept = self.fields.iter().filter_map(|(name, value)| {
            let material: MaterialKey = name.strip_prefix(KEPT)?.parse().ok()?;
            let document = redeemed(doors, path, &material, value)?;
            (!fresh.contains(&material)).then_some((material, document))
        });
        let kept: Vec<(MaterialKey, Document)> = kept.take(FILES_MAX).collect();
        for (material, document) in kept {
            // Kept once more, so that it is not swept up as somebody's who went away.
            let bytes = doors.engine.ports().bytes.get(&document.sha256).await;
            let Ok(bytes) = bytes else { continue };
            doors.keep_file(&document.sha256, &bytes).await?;
            self.documents.entry(material).or_default().push(document);
        }
        let form = Form::of(self.fields, method, path, correlation)?;
        let files = self.documents.iter().flat_map(|(material, documents)| {
            documents
                .iter()
                .map(move |document| format!("\n{material} {} {}", document.sha256, document.name))
        });
        let all: String = std::iter::once(form.digest.clone()).chain(files).collect();
        Ok(Sent {
            digest: digest(all.as_bytes()),
            form,
            documents: self.documents,
            mistakes: self.mistakes,
        })
    }
}

/// What stands in the page for a file that was kept: good at this page for this material alone.
pub(super) fn voucher(
    doors: &Doors,
    path: &str,
    material: &MaterialKey,
    document: &Document,
) -> Option<String> {
    let document = serde_json::to_string(document).ok()?;
    let proof = doors.engine.voucher(&vouched(path, material, &document));
    Some(format!("{proof} {document}"))
}

fn redeemed(doors: &Doors, path: &str, material: &MaterialKey, value: &str) -> Option<Document> {
    let (proof, document) = value.split_once(' ')?;
    let holds = doors
        .engine
        .vouches(&vouched(path, material, document), proof);
    holds.then(|| serde_json::from_str(document).ok()).flatten()
}

fn vouched(path: &str, material: &MaterialKey, document: &str) -> String {
    format!("file\n{path}\n{material}\n{document}")
}
