//! A sitting 集中审批会: agenda, who is there, which drafts stand. Words of drafts stay with those
//! who wrote them until the close.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::definition::Absent;
use crate::domain::directory::Officer;
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::domain::sitting::{Draft, Sitting, SittingProgress};

/// A sitting.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SittingView {
    /// Its number, as text: it is longer than what JavaScript counts to.
    #[schema(example = "1203948575839458303")]
    pub id: String,
    /// The service's key.
    #[schema(example = "open-a-shop")]
    pub workflow: String,
    /// The stage it decides.
    #[schema(example = "sitting")]
    pub stage: String,
    /// The department that leads it.
    pub lead: String,
    /// When it takes place.
    pub called_for: DateTime<Utc>,
    /// `called`, `closed` or `called_off`.
    pub progress: String,
    /// How many departments must be present.
    pub quorum: u32,
    /// What happens to items of an absent department: `defer`, `written` or `deemed`.
    pub absent: String,
    /// Length of its journal.
    pub version: u64,
    /// The case numbers on its agenda.
    pub agenda: Vec<String>,
    /// Who is there.
    pub present: Vec<Present>,
    /// Opinions in preparation; their words only for those who wrote them.
    pub drafts: Vec<SittingDraftView>,
    /// Who presided, by officer number.
    pub presider: Option<i64>,
    /// The minutes, once it is closed; for departments that took part.
    pub minutes: Option<String>,
    /// Case numbers struck at the close.
    pub struck: Vec<String>,
}

/// A department in the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Present {
    /// The department.
    pub department: String,
    /// Its officers, by number.
    pub officers: Vec<i64>,
}

/// An opinion in preparation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SittingDraftView {
    /// On which request.
    pub case_number: String,
    /// On which review.
    pub review: String,
    /// Whose.
    pub department: String,
    /// What it says; absent for other departments.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub verdict: Option<String>,
    /// Its words; absent for other departments.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<String>,
}

/// A sitting as an officer sees it.
#[must_use]
pub fn sitting(sitting: &Sitting, viewer: &Officer) -> SittingView {
    let number = |id: &RequestId| CaseNumber::from(*id).to_string();
    let took_part =
        viewer.department == sitting.lead || sitting.present.contains_key(&viewer.department);
    SittingView {
        id: sitting.id.to_string(),
        workflow: sitting.workflow.to_string(),
        stage: sitting.stage.to_string(),
        lead: sitting.lead.to_string(),
        called_for: sitting.called_for,
        progress: match sitting.progress {
            SittingProgress::Called => "called".to_owned(),
            SittingProgress::Closed => "closed".to_owned(),
            SittingProgress::CalledOff => "called_off".to_owned(),
        },
        quorum: sitting.rule.quorum,
        absent: match sitting.rule.absent {
            Absent::Defer => "defer".to_owned(),
            Absent::Written => "written".to_owned(),
            Absent::Deemed => "deemed".to_owned(),
        },
        version: sitting.version,
        agenda: sitting.agenda.iter().map(number).collect(),
        present: sitting
            .present
            .iter()
            .map(|(department, officers)| Present {
                department: department.to_string(),
                officers: officers.iter().map(|officer| officer.0).collect(),
            })
            .collect(),
        drafts: sitting
            .drafts
            .iter()
            .map(|draft| draft_view(draft, viewer))
            .collect(),
        presider: sitting.presider.map(|officer| officer.0),
        minutes: sitting.minutes.clone().filter(|_| took_part),
        struck: sitting.struck.iter().map(number).collect(),
    }
}

fn draft_view(draft: &Draft, viewer: &Officer) -> SittingDraftView {
    let own = draft.by.department == viewer.department;
    SittingDraftView {
        case_number: CaseNumber::from(draft.request).to_string(),
        review: draft.review.to_string(),
        department: draft.by.department.to_string(),
        verdict: own.then(|| draft.opinion.verdict.as_str().to_owned()),
        text: own.then(|| draft.opinion.text.clone()),
    }
}
