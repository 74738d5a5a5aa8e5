//! The decision 决定, who acted, and irreversible acts that wait for a second person.

use serde::{Deserialize, Serialize};

use super::ReviewId;
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{DepartmentKey, OfficerId};

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The engine, by rule.
    Engine,
    /// The applicant, or who files for them.
    Applicant,
    /// An officer of a department.
    Officer(OfficerId, DepartmentKey),
}

impl By {
    /// The officer, if it was one.
    #[must_use]
    pub fn officer(&self) -> Option<OfficerId> {
        match self {
            Self::Officer(id, _) => Some(*id),
            Self::Engine | Self::Applicant => None,
        }
    }
}

/// The decision 决定.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// What it says.
    pub outcome: DecisionOutcome,
    /// Who decided.
    pub by: By,
    /// When.
    pub at: Instant,
    /// Reason code of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Legal basis of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Reviews whose conditions it carries.
    #[serde(default)]
    pub conditions: Vec<ReviewId>,
    /// Reviews whose refusal it names.
    #[serde(default)]
    pub refusals: Vec<ReviewId>,
    /// Its words are a condition of their own, set by who decided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_condition: bool,
}

/// What a decision says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionOutcome {
    /// 准予
    Grant,
    /// 附条件准予
    GrantConditions,
    /// 不予
    Refuse,
}

impl DecisionOutcome {
    /// The stable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::GrantConditions => "grant_conditions",
            Self::Refuse => "refuse",
        }
    }
}

/// An irreversible act proposed by one person, to be confirmed by another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Number within the request, from 1.
    pub number: u32,
    /// What is proposed; so far only ending the request.
    pub act: String,
    /// By whom.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
}
