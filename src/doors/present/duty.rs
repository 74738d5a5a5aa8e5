//! A clerk's page at one duty: what that seat needs to know, and nothing else.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::case::Case;
use super::feedback::{self, ComplaintView, RatingView};
use super::status::{ItemView, MissingView, items, missing_view};
use super::{Due, Words};
use crate::domain::decide::claims;
use crate::domain::due;
use crate::domain::request::{Duty, Progress, Request, RoundOutcome, Seat};
use crate::domain::visibility::{View, Viewer, missing, visible};

/// A duty with what may be seen at it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DutyView {
    /// The case number.
    #[schema(example = "2222-ABC-DEF-2345")]
    pub case_number: String,
    /// The duty.
    #[schema(example = "review:verify.age")]
    pub duty: String,
    /// What it is called.
    pub title: Words,
    /// The service.
    pub service: Words,
    /// The stage it belongs to.
    pub stage: Option<Words>,
    /// Whose queue it is in.
    pub department: String,
    /// The role that may take it.
    pub role: String,
    /// Who holds it, by officer number.
    pub holder: Option<i64>,
    /// Since when it is open.
    pub opened_at: DateTime<Utc>,
    /// Its revision, for `If-Match`.
    pub revision: u64,
    /// When it is due.
    pub due: Option<Due>,
    /// When it goes back to its queue, if whoever holds it does nothing.
    pub claim_lapses_at: Option<DateTime<Utc>>,
    /// Who applies, as far as this duty needs it.
    pub applicant: SeenApplicant,
    /// The visible answers.
    #[schema(value_type = Object)]
    pub form: Map<String, Value>,
    /// The visible materials.
    pub materials: Vec<SeenMaterial>,
    /// Materials that are needed with these answers and were not handed in, as far as they are read
    /// here.
    pub missing: Vec<MissingView>,
    /// The visible opinions.
    pub opinions: Vec<SeenOpinionView>,
    /// For the lead: what siblings ask the applicant for.
    pub asked: Vec<ItemView>,
    /// For the decider: how the rounds came out.
    pub rounds: Vec<RoundView>,
    /// For whoever follows it up or answers a complaint: the rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rating: Option<RatingView>,
    /// For whoever answers one: the complaints, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub complaints: Vec<ComplaintView>,
}

/// An applicant as far as a duty needs them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeenApplicant {
    /// Name.
    pub name: Option<String>,
    /// Identity number, for those who check or hand over papers.
    pub identity: Option<String>,
    /// Phone, for those who must tell or hand over.
    pub phone: Option<String>,
    /// E-mail, likewise.
    pub email: Option<String>,
}

/// A visible material.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SeenMaterial {
    /// Its key.
    pub material: String,
    /// Its name.
    pub title: Words,
    /// Its files.
    pub documents: Vec<SeenDocument>,
}

/// A visible file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeenDocument {
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// As the applicant named it.
    pub name: String,
    /// Found from the content.
    pub content_type: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Where to read it.
    pub href: String,
}

/// A visible opinion.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SeenOpinionView {
    /// The review.
    pub review: String,
    /// What it is called.
    pub title: Words,
    /// What it says.
    pub verdict: String,
    /// Reason code.
    pub reason: Option<String>,
    /// Legal basis.
    pub basis: Option<String>,
    /// Its words.
    pub text: String,
}

/// How one stage came out.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RoundView {
    /// The stage.
    pub stage: String,
    /// Its name.
    pub title: Words,
    /// `open`, `finished` or `skipped`.
    pub progress: String,
    /// `positive` or `negative`, once settled.
    pub outcome: Option<String>,
}

/// The page of an open duty.
#[must_use]
pub fn duty(case: &Case<'_>, duty: &Duty, seat: &Seat) -> DutyView {
    let request = case.request;
    let view = visible(case.rules.workflow, request, case.facts, Viewer::Duty(duty));
    let stage = match duty {
        Duty::Review(review) => Some(&review.stage),
        Duty::Correction(stage) => Some(stage),
        _ => None,
    };
    let asked = match duty {
        Duty::Correction(stage) => request
            .stages
            .get(stage)
            .and_then(|state| state.correction.as_ref()),
        Duty::Intake => request.intake_correction.as_ref(),
        _ => None,
    };
    DutyView {
        case_number: case.number(),
        duty: duty.to_string(),
        title: case.duty(duty),
        service: (&case.rules.workflow.title).into(),
        stage: stage.map(|stage| case.stage(stage)),
        department: seat.department.to_string(),
        role: seat.role.to_string(),
        holder: seat.holder.map(|officer| officer.0),
        opened_at: seat.opened_at,
        revision: seat.revision,
        due: due::at(&case.rules, request, &duty.clock(), case.at).map(Due::from),
        claim_lapses_at: claims::lapses_at(&case.rules, request, duty),
        applicant: applicant(&view),
        materials: materials(case, duty, &view),
        missing: missing(&case.rules, request, case.facts, duty)
            .iter()
            .map(|key| missing_view(case, key))
            .collect(),
        opinions: opinions(case, &view),
        rating: view.rating.map(|rating| feedback::rating(case, rating)),
        complaints: feedback::complaints(case, view.complaints),
        form: view.form,
        asked: asked.map(|asked| items(case, asked)).unwrap_or_default(),
        rounds: if *duty == Duty::Decide {
            rounds(case, request)
        } else {
            Vec::new()
        },
    }
}

/// The applicant as a view gives them.
#[must_use]
pub fn applicant(view: &View) -> SeenApplicant {
    SeenApplicant {
        name: view.name.clone(),
        identity: view.identity.clone(),
        phone: view
            .contact
            .as_ref()
            .and_then(|contact| contact.phone.clone()),
        email: view
            .contact
            .as_ref()
            .and_then(|contact| contact.email.clone()),
    }
}

fn materials(case: &Case<'_>, duty: &Duty, view: &View) -> Vec<SeenMaterial> {
    let place = format!(
        "{}/api/v1/requests/{}/duties/{}",
        case.base_path,
        case.number(),
        in_path(&duty.to_string())
    );
    let materials = view.materials.iter().map(|(key, documents)| SeenMaterial {
        material: key.to_string(),
        title: case.item(key.as_str()),
        documents: documents
            .iter()
            .map(|document| SeenDocument {
                sha256: document.sha256.clone(),
                name: document.name.clone(),
                content_type: document.content_type.clone(),
                bytes: document.bytes,
                href: format!("{place}/documents/{}", document.sha256),
            })
            .collect(),
    });
    materials.collect()
}

/// A duty as a segment of a path: `#` starts a fragment, which never reaches the server.
pub fn in_path(duty: &str) -> String {
    duty.replace('#', "%23")
}

/// The opinions that a view gives.
#[must_use]
pub fn opinions(case: &Case<'_>, view: &View) -> Vec<SeenOpinionView> {
    let opinions = view.opinions.iter().map(|(id, opinion)| SeenOpinionView {
        review: id.to_string(),
        title: case.review(id),
        verdict: opinion.verdict.as_str().to_owned(),
        reason: opinion.reason.clone(),
        basis: opinion.basis.clone(),
        text: opinion.text.clone(),
    });
    opinions.collect()
}

fn rounds(case: &Case<'_>, request: &Request) -> Vec<RoundView> {
    let rounds = request.stages.iter().map(|(stage, state)| RoundView {
        stage: stage.to_string(),
        title: case.stage(stage),
        progress: match state.progress {
            Progress::Open => "open".to_owned(),
            Progress::Finished => "finished".to_owned(),
            Progress::Skipped => "skipped".to_owned(),
        },
        outcome: state.outcome.map(|outcome| match outcome {
            RoundOutcome::Positive => "positive".to_owned(),
            RoundOutcome::Negative => "negative".to_owned(),
        }),
    });
    rounds.collect()
}
