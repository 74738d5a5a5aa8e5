//! Reading what applicants send, as JSON with the files inside or as multipart with the files
//! beside.
//!
//! In multipart one part named `application` (or `answer`) holds the JSON; every other part is a
//! file, named by its material. Files are judged one by one as they arrive and kept under the hash
//! of their bytes; what belongs to no request in the end is swept up.

use std::collections::BTreeMap;

use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::acting::Parsed;
use super::applications::{AnswerBody, ApplicationBody, FileBody};
use crate::domain::command::Answer;
use crate::domain::facts::Document;
use crate::domain::identifiers::{MaterialKey, StageKey};
use crate::doors::Doors;
use crate::doors::body::{self, JSON_MAX_BYTES};
use crate::doors::files::{broken, collect, keep, unreadable};
use crate::doors::members::{Membered, Members};
use crate::doors::problem::Problem;
use crate::doors::uploads::{self, FILES_MAX};

/// The documents kept so far, by material.
pub type Documents = BTreeMap<MaterialKey, Vec<Document>>;

/// Something with files that came in.
#[derive(Debug)]
pub struct Sent<T> {
    /// The JSON.
    pub value: T,
    /// The files, kept.
    pub documents: Documents,
    /// SHA-256 over all of it, hex.
    pub digest: String,
}

/// JSON that lists files.
pub trait Lists: Membered + Send {
    /// The part that holds it in multipart.
    const PART: &'static str;

    /// Takes the list out.
    fn take_files(&mut self) -> BTreeMap<MaterialKey, Vec<FileBody>>;
}

impl Lists for ApplicationBody {
    const PART: &'static str = "application";

    fn take_files(&mut self) -> BTreeMap<MaterialKey, Vec<FileBody>> {
        std::mem::take(&mut self.materials)
    }
}

impl Lists for AnswerBody {
    const PART: &'static str = "answer";

    fn take_files(&mut self) -> BTreeMap<MaterialKey, Vec<FileBody>> {
        std::mem::take(&mut self.materials)
    }
}

impl<T: Lists> FromRequest<Doors> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, doors: &Doors) -> Result<Self, Problem> {
        match body::media_type(request.headers()).as_deref() {
            Some("application/json") => {
                let max_bytes = doors.settings.upload_max_bytes;
                let announced = body::announced(request.headers());
                let bytes = announced.unwrap_or(max_bytes).min(max_bytes);
                let _room = doors.room_for_upload(bytes).await?;
                read_json(doors, request).await
            }
            Some("multipart/form-data") => {
                let _room = doors.room_for_upload(doors.settings.file_max_bytes).await?;
                read_multipart(doors, request).await
            }
            _ => Err(Problem::new(
                "media_type",
                "send application/json or multipart/form-data",
            )),
        }
    }
}

impl<T> Parsed for Sent<T> {
    type Value = Self;

    fn parsed(self) -> (Self, String) {
        let digest = self.digest.clone();
        (self, digest)
    }
}

impl Sent<AnswerBody> {
    /// The answer, and the stage whose correction it answers.
    #[must_use]
    pub fn into_answer(self) -> (Option<StageKey>, Answer) {
        let answer = Answer {
            form: self.value.form,
            materials: self.documents,
        };
        (self.value.stage, answer)
    }

    /// The answer at the counter, which is always about intake.
    ///
    /// # Errors
    /// 422 if it names a stage.
    pub fn at_intake(self) -> Result<Answer, Problem> {
        match self.into_answer() {
            (None, answer) => Ok(answer),
            (Some(_), _) => Err(Problem::at(
                "/stage",
                "unknown",
                "at the counter only intake is mended",
            )),
        }
    }
}

async fn read_json<T: Lists>(doors: &Doors, request: Request) -> Result<Sent<T>, Problem> {
    let bytes = body::read(request, doors.settings.upload_max_bytes).await?;
    let digest = body::digest(&bytes);
    let mut value: T = Members::parse(&bytes)?;
    drop(bytes);
    let files = value.take_files();
    if files.values().map(Vec::len).sum::<usize>() > FILES_MAX {
        return Err(too_many_files());
    }
    let mut documents = Documents::new();
    for (material, files) in files {
        for (index, file) in files.into_iter().enumerate() {
            let pointer = format!("/materials/{material}/{index}");
            let document = keep_encoded(doors, &pointer, file).await?;
            documents
                .entry(material.clone())
                .or_default()
                .push(document);
        }
    }
    Ok(Sent {
        value,
        documents,
        digest,
    })
}

async fn keep_encoded(doors: &Doors, pointer: &str, file: FileBody) -> Result<Document, Problem> {
    let Some(content) = file.content else {
        let detail =
            "the file's bytes are missing; send them as base64, or use multipart/form-data";
        return Err(Problem::at(format!("{pointer}/content"), "missing", detail));
    };
    let max_bytes = doors.settings.file_max_bytes;
    if content.len() / 4 * 3 > max_bytes + 2 {
        return Err(uploads::too_large(pointer, max_bytes));
    }
    let bytes = STANDARD.decode(content.as_bytes()).map_err(|_| {
        Problem::at(
            format!("{pointer}/content"),
            "format",
            "not base64 (RFC 4648, with padding)",
        )
    })?;
    keep(
        doors,
        pointer,
        &file.name,
        file.content_type.as_deref(),
        bytes,
    )
    .await
}

async fn read_multipart<T: Lists>(doors: &Doors, request: Request) -> Result<Sent<T>, Problem> {
    let part = T::PART;
    if body::announced(request.headers())
        .is_some_and(|bytes| bytes > doors.settings.upload_max_bytes)
    {
        return Err(Problem::new(
            "too_large",
            "all files together are too large",
        ));
    }
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(unreadable)?;
    let mut value: Option<T> = None;
    let mut reading = Reading::default();
    while let Some(field) = parts.next_field().await.map_err(broken)? {
        let Some(name) = field.name().map(str::to_owned) else {
            return Err(Problem::new("malformed", "a part has no name"));
        };
        if name == part {
            let bytes = collect(field, JSON_MAX_BYTES, "").await?;
            reading.hash.update(&bytes);
            if value.replace(Members::parse(&bytes)?).is_some() {
                return Err(Problem::new(
                    "malformed",
                    format!("there are two parts named {part}"),
                ));
            }
        } else {
            reading.take(doors, &name, field).await?;
        }
    }
    let missing = || {
        Problem::new(
            "malformed",
            format!("the part {part} with the JSON is missing"),
        )
    };
    let mut value = value.ok_or_else(missing)?;
    check_announced(&value.take_files(), &reading.documents)?;
    Ok(Sent {
        value,
        documents: reading.documents,
        digest: hex::encode(reading.hash.finalize()),
    })
}

/// Files of a multipart body as they arrive.
#[derive(Default)]
struct Reading {
    documents: Documents,
    hash: Sha256,
    files: usize,
}

impl Reading {
    async fn take(&mut self, doors: &Doors, part: &str, field: Field<'_>) -> Result<(), Problem> {
        self.files += 1;
        if self.files > FILES_MAX {
            return Err(too_many_files());
        }
        let pointer = |index: usize| format!("/materials/{part}/{index}");
        let material: MaterialKey = part.parse().map_err(|_| {
            Problem::at(
                "/materials",
                "unknown",
                "name each file part by its material's key",
            )
        })?;
        let known = self.documents.entry(material).or_default();
        let pointer = pointer(known.len());
        let Some(name) = field.file_name().map(str::to_owned) else {
            return Err(Problem::at(
                pointer,
                "name",
                "the part is no file: it has no filename",
            ));
        };
        let claimed = field.content_type().map(str::to_owned);
        let bytes = collect(field, doors.settings.file_max_bytes, &pointer).await?;
        let document = keep(doors, &pointer, &name, claimed.as_deref(), bytes).await?;
        self.hash
            .update(format!("\n{part} {} {}", document.sha256, document.name));
        known.push(document);
        Ok(())
    }
}

/// Every file that the JSON lists must have come as a part.
fn check_announced(
    listed: &BTreeMap<MaterialKey, Vec<FileBody>>,
    came: &Documents,
) -> Result<(), Problem> {
    for (material, files) in listed {
        for (index, file) in files.iter().enumerate() {
            let pointer = format!("/materials/{material}/{index}");
            if file.content.is_some() {
                let detail = "in multipart the file is a part of its own; leave `content` out";
                return Err(Problem::at(format!("{pointer}/content"), "unknown", detail));
            }
            let came = came
                .get(material)
                .is_some_and(|came| came.iter().any(|document| document.name == file.name));
            if !came {
                return Err(Problem::at(
                    pointer,
                    "missing",
                    "no file part of that material and name came",
                ));
            }
        }
    }
    Ok(())
}

fn too_many_files() -> Problem {
    Problem::at(
        "/materials",
        "too_many",
        format!("at most {FILES_MAX} files"),
    )
}
