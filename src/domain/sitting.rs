//! A sitting 集中审批会: departments decide many requests in one room, and closing it commits every
//! opinion at once. An aggregate of its own, with its own journal.
//!
//! Opinions, written or spoken, are drafts until [`close`]. Start at [`decide`], then [`close`].

mod calling;
mod closing;
mod erasing;
mod item;
mod preparing;
mod refusal;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::calendar::Instant;
use super::command::Opinion;
use super::definition::SittingRule;
use super::directory::Officer;
use super::identifiers::{DepartmentKey, OfficerId, RequestId, SittingId, StageKey, WorkflowKey};
use super::request::ReviewId;

pub use calling::{AHEAD_MONTHS_MAX, Calling, call};
pub use closing::{Close, Quorum, close, quorum};
pub use erasing::erase;
pub use item::Item;
pub use preparing::decide;
pub use refusal::{SittingRefusal, Standing};

/// Most requests on one agenda.
pub const AGENDA_MAX: usize = 200;

/// One sitting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// Its number.
    pub id: SittingId,
    /// Whose requests.
    pub workflow: WorkflowKey,
    /// Which stage.
    pub stage: StageKey,
    /// The rule it is held under.
    pub rule: SittingRule,
    /// The department that called it.
    pub lead: DepartmentKey,
    /// When it takes place.
    pub called_for: Instant,
    /// Who presides; may not review.
    pub presider: Option<OfficerId>,
    /// Length of its journal.
    pub version: u64,
    /// Called, closed or called off.
    pub progress: SittingProgress,
    /// The requests to decide.
    pub agenda: BTreeSet<RequestId>,
    /// Who is there.
    pub present: BTreeMap<DepartmentKey, BTreeSet<OfficerId>>,
    /// Opinions so far; not events, so that nothing counts before the close.
    pub drafts: Vec<Draft>,
    /// What was said; set at the close.
    pub minutes: Option<String>,
    /// Items withdrawn, decided or sent into writing before the close.
    pub struck: BTreeSet<RequestId>,
    /// Items whose personal data was erased since.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub erased: BTreeSet<RequestId>,
}

/// How far a sitting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SittingProgress {
    /// Called.
    Called,
    /// Closed with its opinions committed.
    Closed,
    /// Called off.
    CalledOff,
}

/// An opinion in preparation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// On which request.
    pub request: RequestId,
    /// On which review.
    pub review: ReviewId,
    /// What it says.
    pub opinion: Opinion,
    /// Who gives it.
    pub by: Officer,
    /// Which time round of the review it is about.
    #[serde(default)]
    pub round: u32,
    /// Digest over what the review read when it was written; another one at the close is a conflict.
    #[serde(default)]
    pub read: String,
}

/// What is wanted of a sitting. Calling one is [`call`].
#[derive(Debug, Clone, PartialEq)]
pub enum SittingAction {
    /// Puts a request on the agenda.
    Add(RequestId),
    /// Somebody is in the room, for their department.
    Attend(Officer),
    /// An opinion, in writing beforehand or in the room.
    Draft {
        /// On which request.
        request: RequestId,
        /// On which review.
        review: ReviewId,
        /// What it says.
        opinion: Opinion,
    },
    /// It will not take place.
    CallOff,
}

impl SittingAction {
    /// The request it is about, if it is about one.
    #[must_use]
    pub fn request(&self) -> Option<RequestId> {
        match self {
            Self::Add(request) | Self::Draft { request, .. } => Some(*request),
            Self::Attend(_) | Self::CallOff => None,
        }
    }
}

/// What happened to a sitting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SittingEvent {
    /// Called.
    Called {
        /// When it takes place.
        called_for: Instant,
        /// By whom.
        by: Option<OfficerId>,
    },
    /// A request came onto the agenda.
    Added {
        /// Which.
        request: RequestId,
    },
    /// Somebody came.
    Attended {
        /// For which department.
        department: DepartmentKey,
        /// Who.
        officer: OfficerId,
    },
    /// An opinion was prepared; its words are not in the journal.
    Drafted {
        /// On which request.
        request: RequestId,
        /// On which review.
        review: ReviewId,
        /// By whom.
        officer: OfficerId,
    },
    /// Closed.
    Closed {
        /// Who presided.
        presider: OfficerId,
        /// SHA-256 of the minutes, hex; the words stand beside.
        minutes: String,
        /// Items struck.
        struck: Vec<RequestId>,
    },
    /// Called off.
    CalledOff,
    /// The personal data of an item was erased: its drafts are gone, the minutes do not name it.
    Erased {
        /// Which item.
        request: RequestId,
        /// SHA-256 of what is left of the minutes, hex; none where nothing is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<String>,
    },
}

/// Whether a sitting that is not over has begun: nobody is in the room before.
///
/// # Errors
/// [`SittingRefusal::TooEarly`].
pub fn begun(sitting: &Sitting, now: Instant) -> Result<(), SittingRefusal> {
    let called_for = sitting.called_for;
    if now < called_for && sitting.progress == SittingProgress::Called {
        Err(SittingRefusal::TooEarly { called_for })
    } else {
        Ok(())
    }
}
