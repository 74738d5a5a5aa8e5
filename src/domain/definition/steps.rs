//! The steps every request has: receiving, correcting, deciding.

use serde::{Deserialize, Serialize};

use super::Reads;
use crate::domain::clock::Budget;
use crate::domain::identifiers::{DepartmentKey, RoleKey};
use crate::domain::ladder::Ladder;

/// Receiving 收件 and accepting 受理.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intake {
    /// The desk that receives.
    pub desk: DepartmentKey,
    /// The role that works there.
    pub role: RoleKey,
    /// How long until silence counts (Art. 32: five working days).
    pub limit: Budget,
    /// What silence means.
    pub silence: IntakeSilence,
    /// How long the applicant has to bring what is missing.
    pub answer: Budget,
    /// What the desk sees.
    pub reads: Reads,
    /// Its ladder, if not the workflow's.
    pub ladder: Option<Ladder>,
}

/// Silence at intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntakeSilence {
    /// Accepted as of the day of receipt (Art. 32(4)).
    DeemedAccepted,
    /// The ladder climbs; nothing is deemed.
    Escalate,
}

/// The decision toward the citizen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionStep {
    /// The deciding department.
    pub department: DepartmentKey,
    /// The deciding role.
    pub role: RoleKey,
    /// How long.
    pub limit: Budget,
    /// Whether each department's result stands alone.
    pub rule: DecisionRule,
    /// Decides by itself when every counting opinion agreed.
    pub on_join: OnJoin,
    /// What the decider sees.
    pub reads: Reads,
    /// Its ladder, if not the workflow's.
    pub ladder: Option<Ladder>,
}

/// One decision or many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionRule {
    /// Each department's own result; the lead bundles.
    SeparateDecisions,
    /// One decision for all.
    OneDecision,
}

/// What joining the last round does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnJoin {
    /// An officer decides.
    Ask,
    /// If all agreed, the decision carries the name of the officer who closed the round.
    Decide,
}

/// Asking the applicant for what is missing while under review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrectionRule {
    /// How long departments' items are collected into one notice.
    pub collect: Budget,
    /// How long the applicant has to answer.
    pub answer: Budget,
    /// What happens when no answer comes.
    pub lapse: Lapse,
}

/// The end of an unanswered correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// The request counts as withdrawn.
    Withdraw,
    /// The reviews go on with what there is.
    Proceed,
}
