//! The applicant's page: where their request stands, who has it, until when, what they must do.

mod corrections;
mod decision;
mod masking;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::case::{Case, both};
use super::feedback::{self, ComplaintView, MaskedContact, RatingView};
use super::wait::{WaitView, waits};
use super::{Due, Words};
use crate::domain::due;
use crate::domain::request::{
    Channel, ClockKey, Notice, Phase, Review, ReviewId, ReviewProgress, Told,
};
use crate::domain::visibility::{Viewer, visible};

pub use corrections::{CorrectionView, ItemView, MissingView, corrections, items, missing_view};
pub use decision::{DecisionView, OpinionWords};
pub use masking::{MaskedApplicant, masked, masked_number, surname};

/// Where a request stands, for its applicant.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Status {
    /// The case number.
    #[schema(example = "2222-ABC-DEF-2345")]
    pub case_number: String,
    /// The service's key.
    #[schema(example = "school-admission")]
    pub workflow: String,
    /// The service's name.
    pub service: Words,
    /// Where it stands, as a stable word.
    #[schema(example = "under_review")]
    pub phase: String,
    /// The same in words.
    pub phase_words: Words,
    /// Who applied, as little as is needed to know one's own.
    pub applicant: MaskedApplicant,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// As of when it counts as accepted.
    pub accepted_as_of: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the law wants the decision.
    pub due: Option<Due>,
    /// When the office promises it.
    pub promised: Option<Due>,
    /// Each department's part.
    pub departments: Vec<DepartmentRow>,
    /// Why it is not done, and who must act.
    pub waits: Vec<WaitView>,
    /// What the applicant is to bring.
    pub corrections: Vec<CorrectionView>,
    /// Materials that are needed with these answers and were not handed in yet; empty once it is
    /// decided.
    pub missing: Vec<MissingView>,
    /// What was told, or is on its way.
    pub notices: Vec<NoticeView>,
    /// The decision, once it fell.
    pub decision: Option<DecisionView>,
    /// Where to read the certificate, once it is issued.
    #[schema(example = "/api/v1/requests/2222-ABC-DEF-2345/certificate")]
    pub certificate: Option<String>,
    /// Whether it may be rated now 好差评.
    pub may_rate: bool,
    /// The rating, once it was given.
    pub rating: Option<RatingView>,
    /// The complaints, oldest first 投诉.
    pub complaints: Vec<ComplaintView>,
    /// How the applicant is reached.
    pub contact: MaskedContact,
    /// Who looked at the personal data: people, then programs, the newest of each first.
    pub looks: Vec<LookView>,
}

/// One department's part.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DepartmentRow {
    /// Its key.
    pub department: String,
    /// Its name.
    pub department_title: Words,
    /// The stage.
    pub stage: Words,
    /// What it looks at.
    pub review: Words,
    /// `waiting`, `open`, `closed`, `waived` or `cancelled`.
    pub progress: String,
    /// The same in words.
    pub words: Words,
    /// What it said, once the request is decided.
    pub verdict: Option<String>,
    /// A supervisor said it in the department's stead.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_stead: bool,
    /// Since when it stands there.
    pub since: Option<DateTime<Utc>>,
    /// When it is due, while it is open.
    pub due: Option<Due>,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NoticeView {
    /// Its number within the request.
    pub number: u32,
    /// What about: `receipt`, `accepted`, `correction` …
    pub kind: String,
    /// When it was due to be told.
    pub at: DateTime<Utc>,
    /// `mail` or `counter`.
    pub channel: String,
    /// `pending`, `told` or `not_told`.
    pub state: String,
    /// When it was told.
    pub told_at: Option<DateTime<Utc>>,
}

/// A look at personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LookView {
    /// When.
    pub at: DateTime<Utc>,
    /// The department.
    pub department: String,
    /// For what: a duty, `journal`, `supervision`.
    pub purpose: String,
    /// Whether a program looked, over this interface, and not a person at a page.
    pub by_program: bool,
}

/// The applicant's page.
#[must_use]
pub fn status(case: &Case<'_>, looks: Vec<LookView>) -> Status {
    let request = case.request;
    let due = |clock| due::view(&case.rules, request, &clock, case.at).map(Due::from);
    let certificate = request.certificate_at.is_some()
        && request.decision.as_ref().is_some_and(decision::is_grant);
    let own = visible(case.rules.workflow, request, case.facts, Viewer::Applicant);
    Status {
        case_number: case.number(),
        workflow: request.workflow.key.to_string(),
        service: (&case.rules.workflow.title).into(),
        phase: request.phase.as_str().to_owned(),
        phase_words: phase_words(request.phase),
        applicant: masked(case.facts.applicant.as_ref()),
        received_at: request.received_at,
        accepted_as_of: request.accepted_as_of,
        ended_at: request.ended_at,
        due: due(ClockKey::Statutory),
        promised: due(ClockKey::Promised),
        departments: request
            .reviews
            .iter()
            .map(|(id, review)| row(case, id, review))
            .collect(),
        waits: waits(case, false),
        corrections: corrections(case),
        missing: corrections::missing(case),
        notices: request.notices.iter().map(notice).collect(),
        decision: request
            .decision
            .as_ref()
            .map(|decision| decision::decision(case, decision)),
        certificate: certificate.then(|| {
            let base = case.base_path;
            format!("{base}/api/v1/requests/{}/certificate", case.number())
        }),
        may_rate: feedback::may_rate(case),
        rating: own.rating.map(|rating| feedback::rating(case, rating)),
        complaints: feedback::complaints(case, own.complaints),
        contact: feedback::contact(case.facts.applicant.as_ref()),
        looks,
    }
}

/// A phase in words.
#[must_use]
pub fn phase_words(phase: Phase) -> Words {
    both(&format!("phase-{}", phase.as_str().replace('_', "-")))
}

/// One department's part, with what its applicant may know of it.
#[must_use]
pub fn row(case: &Case<'_>, id: &ReviewId, review: &Review) -> DepartmentRow {
    let (progress, key) = match review.progress {
        ReviewProgress::Waiting => ("waiting", "review-waiting"),
        ReviewProgress::Open => ("open", "review-open"),
        ReviewProgress::Closed => ("closed", "review-closed"),
        ReviewProgress::Waived => ("waived", "review-waived"),
        ReviewProgress::Cancelled => ("cancelled", "review-cancelled"),
    };
    let clock = ClockKey::Review(id.clone());
    let opinion = review
        .opinion
        .as_ref()
        .filter(|_| review.progress == ReviewProgress::Closed);
    // What departments say inside is no answer to the citizen before the decision is.
    let verdict = opinion.filter(|_| case.request.is_decided());
    DepartmentRow {
        department: review.department.to_string(),
        department_title: case.department(&review.department),
        stage: case.stage(&id.stage),
        review: case.review(id),
        progress: progress.to_owned(),
        words: both(key),
        verdict: verdict.map(|opinion| opinion.verdict.as_str().to_owned()),
        in_stead: review.is_in_stead(),
        since: opinion.map(|opinion| opinion.at).or_else(|| {
            case.request
                .clocks
                .get(&clock)
                .map(|clock| clock.ended.unwrap_or(clock.started))
        }),
        due: due::view(&case.rules, case.request, &clock, case.at)
            .filter(|_| review.progress == ReviewProgress::Open)
            .map(Due::from),
    }
}

fn notice(notice: &Notice) -> NoticeView {
    let (state, told_at) = match notice.told {
        Told::Pending => ("pending", None),
        Told::At(at) => ("told", Some(at)),
        Told::Not => ("not_told", None),
    };
    NoticeView {
        number: notice.number,
        kind: notice.kind.template().to_owned(),
        at: notice.at,
        channel: match notice.channel {
            Channel::Mail => "mail".to_owned(),
            Channel::Counter => "counter".to_owned(),
        },
        state: state.to_owned(),
        told_at,
    }
}
