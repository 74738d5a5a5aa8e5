//! Which acts the core would carry out now: only those are offered, and what is only too early says from
//! when it can be done.

use chrono::Days;

use crate::domain::calendar::{Instant, civil, midnight};
use crate::domain::command::Act;
use crate::domain::directory::Officer;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Duty, ReviewId};
use crate::domain::stop::{Ground, StopScope};
use crate::doors::{Doors, Found, foresight};

/// What an officer could do to a request.
pub(super) struct Possible<'a> {
    pub(super) doors: &'a Doors,
    pub(super) found: &'a Found,
    pub(super) officer: &'a Officer,
}

impl Possible<'_> {
    /// Whether the core would carry out an act, given a reason.
    ///
    /// # Errors
    /// As it would be refused.
    pub(super) fn now(&self, act: Act) -> Result<(), Refusal> {
        let action = foresight::supervising(act);
        foresight::outcome(self.doors, self.found, self.officer, action).map(drop)
    }

    /// Whether clocks could be stopped at all.
    pub(super) fn stop(&self) -> bool {
        let until = midnight(civil(self.found.at).date() + Days::new(2));
        let act = Act::Stop {
            scope: StopScope::Request,
            ground: Ground::Hearing,
            until,
        };
        self.now(act).is_ok()
    }

    /// Whether open work could at least be put back into its queue.
    pub(super) fn reassign(&self, duty: &Duty) -> bool {
        let act = Act::Reassign {
            duty: duty.clone(),
            department: None,
            officer: None,
        };
        self.now(act).is_ok()
    }

    /// Whether somebody may speak in a department's stead.
    ///
    /// # Errors
    /// As it would be refused.
    pub(super) fn in_stead(&self, review: &ReviewId) -> Result<(), Refusal> {
        self.now(agreement_in_stead(review))
    }

    /// Whether the request decides itself when somebody agrees to this in a department's stead.
    pub(super) fn decides(&self, duty: &Duty) -> bool {
        let Duty::Review(review) = duty else {
            return false;
        };
        let action = foresight::supervising(agreement_in_stead(review));
        foresight::decides(self.doors, self.found, self.officer, action)
    }
}

fn agreement_in_stead(review: &ReviewId) -> Act {
    Act::DecideInStead {
        review: review.clone(),
        opinion: foresight::agreement(),
    }
}

/// From when an act can be done that is only too early.
pub(super) fn from_when(refused: &Result<(), Refusal>) -> Option<Instant> {
    match refused {
        Err(Refusal::TooEarly { due, .. }) => Some(*due),
        _ => None,
    }
}
