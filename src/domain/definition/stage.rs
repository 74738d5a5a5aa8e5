//! Stages 环节, rounds 会审 and the reviews 审查 of a round.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Condition, Reads, Text};
use crate::domain::clock::Budget;
use crate::domain::identifiers::{DepartmentKey, FieldKey, ReviewKey, RoleKey, StageKey};
use crate::domain::ladder::Ladder;

/// Most stages one workflow may have.
pub const STAGES_MAX: usize = 64;
/// Most reviews one stage may declare.
pub const REVIEWS_MAX: usize = 64;

/// A node of the workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Its key.
    pub key: StageKey,
    /// What people call it.
    pub title: Text,
    /// Stages that must be finished first.
    pub after: BTreeSet<StageKey>,
    /// Entered only when this holds; otherwise skipped, which counts as finished.
    pub when: Option<Condition>,
    /// The stage's own limit; omitted: its longest review.
    pub limit: Option<Budget>,
    /// What happens in it.
    pub work: StageWork,
    /// The ladder of the stage's clock, if not the workflow's.
    pub ladder: Option<Ladder>,
}

impl Stage {
    /// The stage's round, if reviews happen in it.
    #[must_use]
    pub fn round(&self) -> Option<&Round> {
        match &self.work {
            StageWork::Round(round) => Some(round),
            StageWork::Wait(_) => None,
        }
    }

    pub(super) fn round_mut(&mut self) -> Option<&mut Round> {
        match &mut self.work {
            StageWork::Round(round) => Some(round),
            StageWork::Wait(_) => None,
        }
    }
}

/// What a stage does. An `inspect` stage is a round whose reviews need two people (`people: 2`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StageWork {
    /// Departments give opinions.
    Round(Round),
    /// Nothing is done until a date; owned by the lead.
    Wait(WaitFor),
}

/// The end of a wait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitFor {
    /// Until the civil date in this form field, at 24:00 of the day before at the latest the bound.
    Date {
        /// A top-level date field.
        field: FieldKey,
        /// The wait never lasts longer than this.
        at_most: Budget,
    },
    /// For this long.
    For(Budget),
}

/// The reviews of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// Each in its own queue, or all in one sitting.
    pub mode: Mode,
    /// What makes the round positive.
    pub policy: Policy,
    /// What becomes of open siblings once the policy is settled.
    pub fate: Fate,
    /// Under `any` and `at_least`, whether a round nobody counts in passes.
    pub if_none_pass: bool,
    /// The reviews, as declared.
    pub reviews: Vec<ReviewRule>,
}

/// How a round is held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 并联审批
    Parallel,
    /// 集中审批
    Sitting(SittingRule),
}

/// How sittings of a round are called and held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SittingRule {
    /// Cron expression of recurring sittings; none: called by hand.
    pub schedule: Option<String>,
    /// How many departments must be present.
    pub quorum: u32,
    /// What happens to an item of an absent department without a written opinion.
    pub absent: Absent,
    /// Most working days a request may wait for a sitting.
    pub within: Budget,
}

/// The rule for an absent department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// Its items wait for the next sitting.
    Defer,
    /// Its review goes on in writing, in its queue.
    Written,
    /// Counted as agreeing (internal opinions only).
    Deemed,
}

/// When a round is positive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Every counting review agrees.
    All,
    /// One agrees.
    Any,
    /// At least so many agree.
    AtLeast(u32),
    /// None of these departments refuses; other refusals are advice.
    Veto(BTreeSet<DepartmentKey>),
    /// Others advise, the lead decides.
    Lead,
}

/// The fate of siblings after settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Withdrawn from the queues, told why.
    Cancel,
    /// Finish as advice.
    Keep,
}

/// One department's part, as declared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewRule {
    /// Its key within the stage.
    pub key: ReviewKey,
    /// What people call it.
    pub title: Text,
    /// Whose queue it goes to.
    pub department: DepartmentKey,
    /// The role that may work on it.
    pub role: RoleKey,
    /// How long.
    pub limit: Budget,
    /// What it sees.
    pub reads: Reads,
    /// Needed only when this holds.
    pub when: Option<Condition>,
    /// One review for each row of this repeated group.
    pub for_each: Option<FieldKey>,
    /// Not counted in the policy.
    pub advice: bool,
    /// What silence means.
    pub silence: Silence,
    /// How many different officers must sign (a site visit takes two, Art. 34).
    pub people: u8,
    /// Its ladder, if not the workflow's.
    pub ladder: Option<Ladder>,
}

/// What happens when a review is silent past its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// The ladder climbs until a supervisor ends it.
    Escalate,
    /// Counts as agreement if the notice provably reached the department.
    DeemAgree,
    /// The ladder reminds and cards, and tells those it would hand the work to; the work stays with
    /// the department until it speaks or a supervisor ends it.
    Block,
}
