//! Looking at a duty: who may, what is recorded, and the files among it.

use axum::response::Response;
use serde_json::{Map, Value};

use super::papers;
use super::problem::Problem;
use super::{Doors, Found};
use crate::access::Caller;
use crate::domain::command::{Action, Actor, Command};
use crate::domain::decide::seats::may_take;
use crate::domain::directory::Officer;
use crate::domain::facts::Document;
use crate::domain::identifiers::MaterialKey;
use crate::domain::request::{Duty, Seat};
use crate::domain::visibility::{Paper, Viewer, papers as papers_of, visible};
use crate::engine::Call;
use crate::storage::looks;
use crate::telemetry::Correlation;

/// Largest draft, in bytes of JSON: an opinion of full length in Chinese, and room beside it.
pub const DRAFT_MAX_BYTES: usize = 64 * 1024;

/// Whether a draft is small enough to be kept.
///
/// # Errors
/// 422.
pub fn fits(draft: &Map<String, Value>) -> Result<(), Problem> {
    let bytes = serde_json::to_vec(draft).map_or(usize::MAX, |json| json.len());
    if bytes <= DRAFT_MAX_BYTES {
        return Ok(());
    }
    let detail = format!("a draft has at most {DRAFT_MAX_BYTES} bytes");
    Err(Problem::at("/draft", "too_long", detail))
}

/// An officer's look at a duty.
pub struct Look<'a> {
    /// Where they look from.
    pub doors: &'a Doors,
    /// Who looks.
    pub officer: &'a Officer,
    /// Names the call through every room.
    pub correlation: &'a Correlation,
    /// Whether it is a program that looks, in the officer's name.
    pub by_program: bool,
}

impl Look<'_> {
    /// The request and the duty's seat, recorded as seen. A department's first look at a review
    /// proves that its notice arrived.
    ///
    /// # Errors
    /// 404 for whoever may not sit there, and trouble of the store.
    pub async fn at(
        &self,
        caller: &Caller,
        case: &str,
        duty: &Duty,
    ) -> Result<(Found, Seat), Problem> {
        let found = self.doors.case_of(caller, case).await?;
        let seat = seat_of(self.doors, &found, duty, self.officer)?.clone();
        self.record(&found, &duty.to_string()).await?;
        self.note_first(&found, duty).await;
        Ok((found, seat))
    }

    /// A file among the materials that the duty reads, recorded as seen.
    ///
    /// # Errors
    /// 404 for whoever may not see it, and trouble of the store.
    pub async fn document(
        &self,
        caller: &Caller,
        case: &str,
        duty: &Duty,
        sha256: &str,
    ) -> Result<(Document, Vec<u8>), Problem> {
        let found = self.doors.case_of(caller, case).await?;
        seat_of(self.doors, &found, duty, self.officer)?;
        let workflow = &found.service.workflow;
        let view = visible(workflow, &found.request, &found.facts, Viewer::Duty(duty));
        let mut seen = view.materials.into_iter().flat_map(|(material, files)| {
            let named = move |file| (material.clone(), file);
            files.into_iter().map(named)
        });
        let (material, document) = seen
            .find(|(_, document)| document.sha256 == sha256)
            .ok_or_else(Problem::not_found)?;
        let bytes = self.doors.engine.ports().bytes.get(&document.sha256).await;
        let bytes = bytes.map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => lost(&material, &document),
            _ => Problem::unavailable(error),
        })?;
        self.record(&found, &format!("{}{duty}", looks::OF_DOCUMENT))
            .await?;
        Ok((document, bytes))
    }

    /// A paper that the duty is about, as a whole page, recorded as seen.
    ///
    /// # Errors
    /// 404 for whoever may not see it and while there is none, and trouble of the store.
    pub async fn paper(
        &self,
        caller: &Caller,
        case: &str,
        duty: &Duty,
        paper: Paper,
    ) -> Result<Response, Problem> {
        let found = self.doors.case_of(caller, case).await?;
        seat_of(self.doors, &found, duty, self.officer)?;
        if !papers_of(&found.service.workflow, &found.request, duty).contains(&paper) {
            return Err(Problem::not_found());
        }
        let (page, purpose) = match paper {
            Paper::Draft => return Err(Problem::not_found()),
            Paper::Certificate => (papers::certificate(self.doors, &found)?, "certificate"),
            Paper::Refusal => (papers::refusal(self.doors, &found)?, "refusal"),
        };
        self.record(&found, purpose).await?;
        Ok(page)
    }

    /// A department that has opened its review knows of it: without that proof its silence is never
    /// taken for agreement. Written once, beside the seat, whose revision stays; a page is shown even
    /// where the proof could not be written.
    async fn note_first(&self, found: &Found, duty: &Duty) {
        let Duty::Review(id) = duty else { return };
        let first = found.request.reviews.get(id).is_some_and(|review| {
            review.is_open() && !review.seen && review.department == self.officer.department
        });
        if !first {
            return;
        }
        let command = Command {
            actor: Actor::Officer(self.officer.clone()),
            action: Action::See(id.clone()),
            expected: None,
        };
        let call = Call {
            correlation: Some(self.correlation.to_string()),
            ..Call::default()
        };
        let noted = self.doors.engine.act(found.request.id, command, call).await;
        if let Err(error) = noted {
            tracing::warn!(%error, review = %id, "a department's first look could not be noted");
        }
    }

    /// Writes down that the officer looked, and for what.
    ///
    /// # Errors
    /// Trouble of the store.
    pub async fn record(&self, found: &Found, purpose: &str) -> Result<(), Problem> {
        let db = self.doors.engine.store().writer();
        let look = looks::Look {
            officer: self.officer,
            purpose,
            correlation: Some(self.correlation.as_str()),
            by_program: self.by_program,
            at: found.at,
        };
        Ok(looks::record(db, found.request.id, &look).await?)
    }
}

/// The seat, if this officer may sit at it; otherwise the duty is not there for them.
///
/// # Errors
/// 404 if it is not.
pub fn seat_of<'a>(
    doors: &Doors,
    found: &'a Found,
    duty: &Duty,
    officer: &Officer,
) -> Result<&'a Seat, Problem> {
    let seat = found.request.seats.get(duty);
    let seat = seat.ok_or_else(Problem::not_found)?;
    if may_take(&doors.rules(found), officer, duty, seat) {
        Ok(seat)
    } else {
        Err(Problem::not_found())
    }
}

/// Said by name, so that the desk can ask the applicant for the material again.
fn lost(material: &MaterialKey, document: &Document) -> Problem {
    let (name, hash) = (&document.name, &document.sha256);
    let detail = format!(
        "the bytes of a file of `{material}` are lost; the keeper of the house has to bring them back from a \
         copy, or the applicant has to hand them in again"
    );
    Problem::new("file_lost", detail)
        .with("material", material.to_string())
        .with("name", name.as_str())
        .caused_by(format!(
            "file {hash} of {material} is not in the folder of files"
        ))
}
