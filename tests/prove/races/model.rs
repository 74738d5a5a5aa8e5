//! A request under review as one caller after another would see it.

use std::collections::BTreeSet;

/// Reviews of the measuring workflow.
pub const REVIEWS: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    UnderReview,
    Decided,
    Withdrawn,
}

/// What callers can tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Seen {
    phase: Phase,
    holders: [Option<i64>; REVIEWS],
    opined: [bool; REVIEWS],
    /// The length of the journal as somebody was told last.
    version: u64,
}

/// A call and its answer.
#[derive(Debug, Clone)]
pub struct Did {
    pub action: Action,
    pub answer: Told,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Claim(usize, i64),
    Release(usize, i64),
    Opine(usize, i64),
    Withdraw,
    Look,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Yes {
        version: u64,
        holder: Option<i64>,
    },
    No(String),
    Looked {
        phase: Phase,
        opined: BTreeSet<usize>,
    },
}

impl Seen {
    pub fn begun(version: u64) -> Self {
        Self {
            phase: Phase::UnderReview,
            holders: [None; REVIEWS],
            opined: [false; REVIEWS],
            version,
        }
    }

    /// The state after this call, if its answer fits.
    pub fn after(&self, did: &Did) -> Option<Self> {
        match (&did.answer, did.action) {
            (Told::No(code), action) => self.refuses(action, code).then(|| self.clone()),
            (Told::Yes { version, holder }, action) => self.takes(action, *version, *holder),
            (Told::Looked { phase, opined }, Action::Look) => {
                let agreed = (0..REVIEWS).filter(|review| self.opined[*review]).collect();
                (self.phase == *phase && *opined == agreed).then(|| self.clone())
            }
            (Told::Looked { .. }, _) => None,
        }
    }

    fn is_open(&self, review: usize) -> bool {
        self.phase == Phase::UnderReview && !self.opined[review]
    }

    fn refuses(&self, action: Action, code: &str) -> bool {
        let at_seat = |review: usize, officer: i64| match self.holders[review] {
            _ if !self.is_open(review) => ["not_open", "wrong_phase"].contains(&code),
            Some(holder) => holder != officer && code == "held_by",
            None => false,
        };
        match action {
            Action::Claim(review, officer) | Action::Opine(review, officer) => {
                at_seat(review, officer)
            }
            Action::Release(review, officer) => {
                let unclaimed = self.is_open(review) && self.holders[review].is_none();
                at_seat(review, officer) || (unclaimed && code == "not_claimed")
            }
            Action::Withdraw => self.phase != Phase::UnderReview && code == "wrong_phase",
            Action::Look => false,
        }
    }

    fn takes(&self, action: Action, version: u64, holder: Option<i64>) -> Option<Self> {
        let mut next = self.clone();
        // A journal never gets shorter, and whatever happens is a line of it.
        let mut happened = true;
        let expected = match action {
            Action::Claim(review, officer) => {
                let free = self.holders[review].is_none_or(|holder| holder == officer);
                happened = self.holders[review].is_none();
                next.holders[review] = Some(officer);
                (self.is_open(review) && free).then_some(Some(officer))?
            }
            Action::Release(review, officer) => {
                next.holders[review] = None;
                let held = self.holders[review] == Some(officer);
                (self.is_open(review) && held).then_some(None)?
            }
            Action::Opine(review, officer) => {
                let free = self.holders[review].is_none_or(|holder| holder == officer);
                next.opined[review] = true;
                if next.opined.iter().all(|opined| *opined) {
                    next.phase = Phase::Decided;
                }
                (self.is_open(review) && free).then_some(None)?
            }
            Action::Withdraw => {
                next.phase = Phase::Withdrawn;
                (self.phase == Phase::UnderReview).then_some(None)?
            }
            Action::Look => return None,
        };
        let grew = match happened {
            true => version > self.version,
            false => version >= self.version,
        };
        next.version = version;
        (grew && holder == expected).then_some(next)
    }
}
