//! The yearly window and the terms of the whole request.

use serde::{Deserialize, Serialize};

use crate::domain::clock::Budget;
use crate::domain::identifiers::{DepartmentKey, RoleKey};
use crate::domain::ladder::Ladder;

/// A yearly window, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// First month and day.
    pub from: (u32, u32),
    /// Last month and day.
    pub to: (u32, u32),
}

impl Window {
    /// Whether a month and day lie in the window; a window may span the new year.
    #[must_use]
    pub fn contains(&self, month: u32, day: u32) -> bool {
        let at = (month, day);
        if self.from <= self.to {
            self.from <= at && at <= self.to
        } else {
            at >= self.from || at <= self.to
        }
    }
}

/// A term with its legal ground.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// How long.
    pub budget: Budget,
    /// The article it rests on.
    pub basis: Option<String>,
    /// By how much and by whom it may be extended, once.
    pub extend: Option<ExtensionRule>,
}

/// One extension (Art. 42).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtensionRule {
    /// The amount added.
    pub by: Budget,
    /// The role that must approve.
    pub approver: RoleKey,
}

/// The terms of the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// The statute's term, from acceptance.
    pub statutory: Limit,
    /// What the office promises, never more than the statute.
    pub promised: Option<Limit>,
    /// Handing over after the grant (Art. 44).
    pub deliver: DeliverLimit,
    /// The ladder of the statutory and the promised clock, if not the workflow's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ladder: Option<Ladder>,
    /// How long claimed work may lie untouched before it goes back to its queue; three working days
    /// unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Budget>,
}

/// The delivery clock and its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeliverLimit {
    /// How long, from the decision.
    pub limit: Limit,
    /// Who hands over.
    pub owner: DepartmentKey,
}
