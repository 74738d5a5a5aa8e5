//! What `verify` counted, and what does not hold of each invariant.

use serde::Serialize;

use crate::domain::identifiers::{CaseNumber, RequestId};

/// Most offenders that are named of one invariant.
pub const OFFENDERS_MAX: usize = 100;

/// One invariant's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its name in the proof: `I3`.
    pub invariant: &'static str,
    /// What it says.
    pub says: &'static str,
    /// How many things were looked at.
    pub counted: u64,
    /// How many of them do not hold.
    pub failed: u64,
    /// Those that do not, in the order found; at most [`OFFENDERS_MAX`].
    pub offenders: Vec<Offender>,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offender {
    /// The request, if it is about one.
    pub case_number: Option<String>,
    /// What is wrong, in English.
    pub detail: String,
}

impl Check {
    fn new(invariant: &'static str, says: &'static str) -> Self {
        Self {
            invariant,
            says,
            counted: 0,
            failed: 0,
            offenders: Vec::new(),
        }
    }

    /// Counts one thing that was looked at.
    pub(super) fn count(&mut self, id: Option<RequestId>, outcome: Result<(), String>) {
        self.counted += 1;
        if let Err(detail) = outcome {
            self.failed += 1;
            let case_number = id.map(|id| CaseNumber::from(id).to_string());
            if self.offenders.len() < OFFENDERS_MAX {
                self.offenders.push(Offender {
                    case_number,
                    detail,
                });
            }
        }
    }

    /// Counts something that does not hold.
    pub(super) fn fail(&mut self, id: Option<RequestId>, detail: impl Into<String>) {
        self.count(id, Err(detail.into()));
    }
}

/// Every invariant that is checked so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// I1
    pub filings: Check,
    /// I2
    pub opinions: Check,
    /// I3
    pub tables: Check,
    /// I4
    pub chains: Check,
    /// I5
    pub rungs: Check,
    /// I6
    pub effects: Check,
    /// I7
    pub spans: Check,
    /// I8
    pub looks: Check,
    /// I9
    pub files: Check,
    /// I10
    pub waits: Check,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            filings: Check::new("I1", "every acknowledged submission exists exactly once"),
            opinions: Check::new(
                "I2",
                "one opinion in force a review and round, with authority",
            ),
            tables: Check::new("I3", "replaying the journal gives the tables"),
            chains: Check::new("I4", "hash chains and sealed heads are intact"),
            rungs: Check::new("I5", "each rung fired once, never early, none missing"),
            effects: Check::new("I6", "each letter is sent at least once, under one key"),
            spans: Check::new(
                "I7",
                "stopped time does not count, and what clocks used is the sum of their running spans",
            ),
            looks: Check::new(
                "I8",
                "each look at personal data was by those whose step it was for",
            ),
            files: Check::new("I9", "stored files are what was recorded"),
            waits: Check::new(
                "I10",
                "every open request has a next action, owner and bound",
            ),
        }
    }
}

impl Report {
    /// The checks, in the order of the proof.
    #[must_use]
    pub fn checks(&self) -> [&Check; 10] {
        [
            &self.filings,
            &self.opinions,
            &self.tables,
            &self.chains,
            &self.rungs,
            &self.effects,
            &self.spans,
            &self.looks,
            &self.files,
            &self.waits,
        ]
    }

    /// Whether everything holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.checks().iter().all(|check| check.failed == 0)
    }
}
