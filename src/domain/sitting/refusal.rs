//! Why a sitting refuses.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::{Instant, civil};
use crate::domain::identifiers::{DepartmentKey, OfficerId, RequestId, RoleKey, StageKey};
use crate::domain::request::ReviewId;

/// Why a sitting refuses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum SittingRefusal {
    /// It is closed or called off.
    #[error("the sitting is over")]
    Over,
    /// Neither the service nor anything that waits there holds this stage as a sitting.
    #[error("stage {stage} is not decided in a sitting")]
    NoSuchSitting {
        /// Which stage.
        stage: StageKey,
    },
    /// It would have taken place already.
    #[error("a sitting is called for a time to come")]
    InThePast,
    /// Nobody works on that day.
    #[error("nobody works on {day}; call the sitting for a working day")]
    NoWorkingDay {
        /// The day.
        day: NaiveDate,
    },
    /// Nobody knows that far ahead who will be there.
    #[error("a sitting is called at most {months} months ahead")]
    TooFarAhead {
        /// The limit.
        months: u32,
    },
    /// It has not begun.
    #[error("the sitting is called for {}; nobody attends or closes it before", civil(*called_for).format("%Y-%m-%d %H:%M"))]
    TooEarly {
        /// When it takes place.
        called_for: Instant,
    },
    /// Only the lead's head may, or a supervisor.
    #[error("only the head of {department} or a supervisor may close the sitting")]
    NeedsRole {
        /// The lead department.
        department: DepartmentKey,
        /// The role.
        role: RoleKey,
    },
    /// Only the lead may.
    #[error("only {department} may do this")]
    LeadOnly {
        /// The lead department.
        department: DepartmentKey,
    },
    /// The agenda is full.
    #[error("at most {max} requests on one agenda")]
    AgendaFull {
        /// The limit.
        max: usize,
    },
    /// The request does not wait for this sitting.
    #[error("the request does not wait for a sitting of this stage")]
    NotWaiting,
    /// Not on the agenda.
    #[error("the request is not on the agenda")]
    NotOnAgenda,
    /// The review is another department's.
    #[error("the review belongs to {department}")]
    NotYours {
        /// Whose it is.
        department: DepartmentKey,
    },
    /// A colleague prepared the opinion; they or the head may change it.
    #[error("officer {by} prepared this opinion; only they or the head may change it")]
    DraftedBy {
        /// Who prepared it.
        by: OfficerId,
    },
    /// A draft has to be an opinion.
    #[error("referring up is no opinion; do it from the department's own queue")]
    NoOpinion,
    /// The opinion lacks what every opinion of its kind says.
    #[error("{detail}")]
    Unsaid {
        /// The fields that are wrong, each with a stable code.
        places: Vec<(String, String)>,
        /// What is wrong, in English.
        detail: String,
    },
    /// Who presides may not review.
    #[error("who presides may not give opinions")]
    PresiderReviews,
    /// Too few departments.
    #[error("{present} departments are present, {quorum} are needed")]
    NoQuorum {
        /// How many came.
        present: usize,
        /// How many are needed.
        quorum: u32,
    },
    /// Minutes are needed.
    #[error("a sitting is closed with minutes")]
    NoMinutes,
    /// Some items changed meanwhile.
    #[error("{} items changed since the agenda was made", items.len())]
    Conflicts {
        /// Each with what stands against it.
        items: Vec<Standing>,
    },
}

/// What stands against closing over one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The request.
    pub request: RequestId,
    /// The review, where it is about one.
    pub review: Option<ReviewId>,
    /// What is wrong, in English.
    pub why: String,
}
