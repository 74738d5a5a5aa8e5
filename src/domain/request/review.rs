//! A review 审查 within its round, and the opinion it came to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{By, UnknownName};
use crate::domain::calendar::Instant;
use crate::domain::definition::Reads;
use crate::domain::identifiers::{DepartmentKey, ReviewKey, SittingId, StageKey};

/// A review's identity: its stage, its key, and the stable id of its row under `for_each`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReviewId {
    /// The stage.
    pub stage: StageKey,
    /// The declared key, or `added-<department>` for a department the lead added.
    pub review: ReviewKey,
    /// The row's stable id.
    pub row: Option<String>,
}

impl fmt::Display for ReviewId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.stage, self.review)?;
        match &self.row {
            Some(row) => write!(f, "#{row}"),
            None => Ok(()),
        }
    }
}

impl FromStr for ReviewId {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName(text.to_owned());
        let (path, row) = match text.split_once('#') {
            Some((path, row)) if !row.is_empty() => (path, Some(row.to_owned())),
            Some(_) => return Err(unknown()),
            None => (text, None),
        };
        let (stage, review) = path.split_once('.').ok_or_else(unknown)?;
        Ok(Self {
            stage: stage.parse().map_err(|_| unknown())?,
            review: review.parse().map_err(|_| unknown())?,
            row,
        })
    }
}

/// One department's part of a round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Whose it is.
    pub department: DepartmentKey,
    /// Which time round; counts up when reopened.
    pub round: u32,
    /// How far.
    pub progress: ReviewProgress,
    /// Not counted by the policy.
    pub advice: bool,
    /// What it may see, for a department that the lead added; otherwise the workflow says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<Reads>,
    /// The opinion in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<GivenOpinion>,
    /// Claimed or looked at by the department: proof that the notice arrived.
    #[serde(default)]
    pub seen: bool,
    /// Why it was withdrawn from the queue, while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<CancelReason>,
}

impl Review {
    /// Whether it still takes an opinion.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.progress == ReviewProgress::Open
    }
}

/// Why a review left the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The round was settled without it.
    Settled,
    /// The request was decided or ended.
    Ended,
    /// Its row was removed by a correction.
    RowRemoved,
    /// An earlier stage turned negative.
    Overtaken,
}

/// How far a review is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewProgress {
    /// Under `lead`: the others speak first.
    Waiting,
    /// In the queue.
    Open,
    /// An opinion is in force.
    Closed,
    /// Ended by a supervisor without an opinion.
    Waived,
    /// Withdrawn from the queue.
    Cancelled,
}

/// An opinion 意见 in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GivenOpinion {
    /// What it says.
    pub verdict: Verdict,
    /// Who gave it.
    pub by: By,
    /// When.
    pub at: Instant,
    /// Reason code of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Legal basis of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Salted digest over everything the review read.
    pub read: String,
    /// The sitting it was given in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sitting: Option<SittingId>,
}

impl Review {
    /// Whether a supervisor gave the opinion in the department's stead: somebody of another one did. A
    /// supervisor who belongs to the department itself speaks for it.
    #[must_use]
    pub fn is_in_stead(&self) -> bool {
        let by = self.opinion.as_ref().map(|opinion| &opinion.by);
        matches!(by, Some(By::Officer(_, department)) if *department != self.department)
    }
}

/// What an opinion says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 同意
    Agree,
    /// 同意（附条件）
    Conditions,
    /// 不同意
    Refuse,
    /// 不涉及
    NotConcerned,
    /// 上报: to the head of the department, with a reason. Never an opinion in force: the review
    /// stays open and the head speaks.
    ReferUp,
}

impl Verdict {
    /// The stable word, also seen by conditions as `opinions.<stage>.<review>`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Conditions => "conditions",
            Self::Refuse => "refuse",
            Self::NotConcerned => "not_concerned",
            Self::ReferUp => "refer_up",
        }
    }

    /// Whether the department is content.
    #[must_use]
    pub fn is_yes(self) -> bool {
        matches!(self, Self::Agree | Self::Conditions)
    }
}
