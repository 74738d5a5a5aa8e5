//! What supervisors may do.

use super::Opinion;
use crate::domain::calendar::Instant;
use crate::domain::directory::Officer;
use crate::domain::identifiers::{DepartmentKey, StageKey};
use crate::domain::request::{ClockKey, Duty, ReviewId};
use crate::domain::stop::{Ground, StopScope};

/// What a supervisor may do.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Gives work to somebody, or back to the queue of a department.
    Reassign {
        /// The work.
        duty: Duty,
        /// Another department's queue.
        department: Option<DepartmentKey>,
        /// A named officer, as the accounts have them.
        officer: Option<Officer>,
    },
    /// 督办
    Urge(Duty),
    /// Art. 42, by the role that the workflow names.
    Extend(ClockKey),
    /// Stops clocks, on a ground, until a date.
    Stop {
        /// How wide.
        scope: StopScope,
        /// Why, in law.
        ground: Ground,
        /// When it resumes by itself.
        until: Instant,
    },
    /// Ends one stop.
    Resume {
        /// Its number.
        stop: u32,
    },
    /// Takes a closed review up again.
    Reopen(ReviewId),
    /// Ends an open review without an opinion.
    Waive(ReviewId),
    /// Gives the opinion in a silent department's stead.
    DecideInStead {
        /// The review.
        review: ReviewId,
        /// The opinion.
        opinion: Opinion,
    },
    /// Allows one more correction notice in a stage.
    AllowCorrection(StageKey),
    /// Ends the request; needs a second person.
    Cancel,
    /// Takes off the table that the request be ended.
    KeepOn,
}

impl Act {
    /// A stable code for the journal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reassign { .. } => "reassign",
            Self::Urge(_) => "urge",
            Self::Extend(_) => "extend",
            Self::Stop { .. } => "stop",
            Self::Resume { .. } => "resume",
            Self::Reopen(_) => "reopen",
            Self::Waive(_) => "waive",
            Self::DecideInStead { .. } => "decide_in_stead",
            Self::AllowCorrection(_) => "allow_correction",
            Self::Cancel => "cancel",
            Self::KeepOn => "keep_on",
        }
    }
}
