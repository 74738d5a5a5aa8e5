//! How the applicant rated the handling 好差评, and whether a bad rating was followed up.

use serde::{Deserialize, Serialize};

use crate::domain::calendar::Instant;

/// A rating 好差评: one a request, voluntary (国办发〔2019〕51号).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// What it says; its words are among the facts.
    pub level: RatingLevel,
    /// When.
    pub at: Instant,
    /// When a bad rating was followed up; the two lowest levels have to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed_up_at: Option<Instant>,
}

/// The five levels, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RatingLevel {
    /// 非常满意
    VerySatisfied,
    /// 满意
    Satisfied,
    /// 基本满意
    FairlySatisfied,
    /// 不满意
    Dissatisfied,
    /// 非常不满意
    VeryDissatisfied,
}

impl RatingLevel {
    /// Whether it is a bad rating 差评, which opens a follow-up.
    #[must_use]
    pub fn is_bad(self) -> bool {
        matches!(self, Self::Dissatisfied | Self::VeryDissatisfied)
    }

    /// The stable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VerySatisfied => "very_satisfied",
            Self::Satisfied => "satisfied",
            Self::FairlySatisfied => "fairly_satisfied",
            Self::Dissatisfied => "dissatisfied",
            Self::VeryDissatisfied => "very_dissatisfied",
        }
    }
}
