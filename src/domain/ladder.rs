//! Escalation: the rungs of a clock and the instants at which they fire.
//!
//! A ladder is data; when a rung is due follows from the clock's ledger alone, and a fired rung is
//! an event. Never fires anything itself: `decide::timers` does.

use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, Instant, OfficeHours};
use super::clock::Ledger;
use super::identifiers::{LadderKey, RoleKey};

/// Most rungs one ladder may have.
pub const RUNGS_MAX: usize = 16;

/// The escalation of one kind of clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    /// Its key in `config/ladders.yaml`.
    pub key: LadderKey,
    /// The rungs, in the order in which they fall due.
    pub rungs: Vec<Rung>,
}

/// One step of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// When it fires.
    pub at: RungAt,
    /// What it does, in order.
    pub actions: Vec<RungAction>,
}

/// The moment of a rung on its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RungAt {
    /// When this percentage of the budget is used.
    Share(u8),
    /// At the due instant.
    Due,
    /// At the close of the n-th working day after it was due.
    After(u32),
}

/// What a rung does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RungAction {
    /// Reminds the holder, or the queue.
    Remind,
    /// Tells a role of the department.
    Notify(RoleKey),
    /// Gives the work to the head of the department.
    Reassign(RoleKey),
    /// 督办: presses on the record.
    Urge,
    /// A card against the department.
    Card(CardColour),
    /// Gives the work to the supervisors.
    HandTo(RoleKey),
}

/// The colour of a card 牌.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardColour {
    /// A warning.
    Yellow,
    /// A breach.
    Red,
}

impl Rung {
    /// When the rung falls due on a clock; none while an open stop comes before that.
    #[must_use]
    pub fn due_on(
        &self,
        ledger: &Ledger,
        calendar: &Calendar,
        hours: &OfficeHours,
    ) -> Option<Instant> {
        match self.at {
            RungAt::Share(percent) => ledger.share_at(percent, calendar, hours),
            RungAt::Due => ledger.due(calendar, hours).map(|due| due.at),
            RungAt::After(days) => ledger.after_due(days, calendar, hours),
        }
    }
}
