//! A request 办件 as it stands: folded from its events by `evolve`, personal data left out.
//!
//! Start at [`Request`]. Everything here is plain state; what may happen next is in `decide`.

mod clock;
mod complaint;
mod decision;
mod duty;
mod names;
mod notice;
mod phase;
mod rating;
mod review;
mod stage;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::calendar::Instant;
use super::definition::FilerKind;
use super::identifiers::{OfficerId, RequestId, StageKey, WorkflowKey};
use super::stop::Stop;

pub use clock::{Clock, ClockKey};
pub use complaint::Complaint;
pub use decision::{By, Decision, DecisionOutcome, Proposal};
pub use duty::{Capacity, Duty, Seat};
pub use names::UnknownName;
pub use notice::{Card, Channel, Notice, NoticeKind, Told};
pub use phase::Phase;
pub use rating::{Rating, RatingLevel};
pub use review::{CancelReason, GivenOpinion, Review, ReviewId, ReviewProgress, Verdict};
pub use stage::{Asked, AskedItem, Progress, RoundOutcome, StageState};

/// One applicant's run through one workflow version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Its number; the case number is the same, readable.
    pub id: RequestId,
    /// The workflow version it runs on.
    pub workflow: WorkflowRef,
    /// Length of its journal.
    pub version: u64,
    /// When the last event happened; a command is never earlier.
    pub last_event_at: Instant,
    /// Where it stands.
    pub phase: Phase,
    /// In whose hands the filing was.
    pub filer: FilerKind,
    /// When it was received 收件.
    pub received_at: Instant,
    /// As of when it counts as accepted 受理.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_as_of: Option<Instant>,
    /// When it ended, however it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Instant>,
    /// When its personal data was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Instant>,
    /// Every clock ever started.
    #[serde(default)]
    pub clocks: BTreeMap<ClockKey, Clock>,
    /// Every stop ever made.
    #[serde(default)]
    pub stops: Vec<Stop>,
    /// The stages reached or skipped.
    #[serde(default)]
    pub stages: BTreeMap<StageKey, StageState>,
    /// The reviews of opened rounds.
    #[serde(default)]
    pub reviews: BTreeMap<ReviewId, Review>,
    /// Open work and who holds it.
    #[serde(default)]
    pub seats: BTreeMap<Duty, Seat>,
    /// Who acted in which capacity, for the conflict rules.
    #[serde(default)]
    pub acted: BTreeMap<Capacity, BTreeSet<OfficerId>>,
    /// The decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// When the certificate was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_at: Option<Instant>,
    /// Cards against departments, oldest first.
    #[serde(default)]
    pub cards: Vec<Card>,
    /// What the applicant was to be told, oldest first.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// Items asked for at intake and not answered yet (Art. 32(4)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intake_correction: Option<Asked>,
    /// Irreversible acts that wait for a second person.
    #[serde(default)]
    pub proposals: Vec<Proposal>,
    /// How the applicant rated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// Complaints about its handling, oldest first; at most one is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub complaints: Vec<Complaint>,
    /// The next row number of each repeated group; ids are never used twice.
    #[serde(default)]
    pub next_row: BTreeMap<String, u32>,
}

impl Request {
    /// Whether nothing more is decided about it. People are still told, cards and complaints are
    /// answered, and a bad rating is followed up.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.phase.is_end()
    }

    /// The reviews of one stage.
    pub fn reviews_of<'a>(
        &'a self,
        stage: &'a StageKey,
    ) -> impl Iterator<Item = (&'a ReviewId, &'a Review)> {
        self.reviews
            .iter()
            .filter(move |(id, _)| &id.stage == stage)
    }

    /// Whether a stage turned out not to be needed.
    #[must_use]
    pub fn is_skipped(&self, stage: &StageKey) -> bool {
        let state = self.stages.get(stage);
        state.is_some_and(|state| state.progress == Progress::Skipped)
    }

    /// Whether the decision has fallen.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.decision.is_some()
    }
}

/// Which workflow version a request runs on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowRef {
    /// The service.
    pub key: WorkflowKey,
    /// Its version.
    pub version: u32,
    /// Its content hash.
    pub hash: String,
}
