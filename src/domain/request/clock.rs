//! A clock within its request, and the names clocks go by.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ReviewId, UnknownName};
use crate::domain::calendar::Instant;
use crate::domain::clock::{Budget, Span};
use crate::domain::identifiers::{DepartmentKey, StageKey};

/// A clock's state; its ledger is derived from this and the request's stops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// Counts up when a review starts afresh.
    pub round: u32,
    /// How long.
    pub budget: Budget,
    /// From when.
    pub started: Instant,
    /// Whose office hours count.
    pub department: DepartmentKey,
    /// The one extension, if made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Budget>,
    /// When the work it measured was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Instant>,
    /// Time that does not count because the work lay done, until its opinion was taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rested: Vec<Span>,
    /// Rungs fired or overtaken in this round, by index.
    #[serde(default)]
    pub fired: BTreeSet<u8>,
}

/// Names a clock within its request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockKey {
    /// Until accepted or deemed accepted.
    Intake,
    /// The statute's term.
    Statutory,
    /// The office's promise.
    Promised,
    /// A stage.
    Stage(StageKey),
    /// A review.
    Review(ReviewId),
    /// Collecting missing items of a stage into one notice.
    Collect(StageKey),
    /// The applicant's answer to a stage's correction.
    Answer(StageKey),
    /// The applicant's answer to the intake correction.
    IntakeAnswer,
    /// The decision.
    Decide,
    /// Making the certificate.
    Issue,
    /// Handing over.
    Deliver,
    /// Telling the applicant notice `n` otherwise, or at all.
    Tell(u32),
    /// Answering card `n`.
    Card(u32),
    /// Following up a bad rating.
    FollowUp,
    /// Answering complaint `n`.
    Complaint(u32),
}

impl ClockKey {
    /// Inner clocks come first when rungs fall due together.
    #[must_use]
    pub fn depth(&self) -> u8 {
        match self {
            Self::Statutory => 3,
            Self::Promised => 2,
            Self::Stage(_) => 1,
            _ => 0,
        }
    }
}

impl fmt::Display for ClockKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intake => f.write_str("intake"),
            Self::Statutory => f.write_str("statutory"),
            Self::Promised => f.write_str("promised"),
            Self::Stage(stage) => write!(f, "stage:{stage}"),
            Self::Review(review) => write!(f, "review:{review}"),
            Self::Collect(stage) => write!(f, "collect:{stage}"),
            Self::Answer(stage) => write!(f, "answer:{stage}"),
            Self::IntakeAnswer => f.write_str("intake_answer"),
            Self::Decide => f.write_str("decide"),
            Self::Issue => f.write_str("issue"),
            Self::Deliver => f.write_str("deliver"),
            Self::Tell(notice) => write!(f, "tell:{notice}"),
            Self::Card(card) => write!(f, "card:{card}"),
            Self::FollowUp => f.write_str("follow_up"),
            Self::Complaint(complaint) => write!(f, "complaint:{complaint}"),
        }
    }
}

impl FromStr for ClockKey {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName(text.to_owned());
        Ok(match text.split_once(':') {
            None => match text {
                "intake" => Self::Intake,
                "statutory" => Self::Statutory,
                "promised" => Self::Promised,
                "intake_answer" => Self::IntakeAnswer,
                "decide" => Self::Decide,
                "issue" => Self::Issue,
                "deliver" => Self::Deliver,
                "follow_up" => Self::FollowUp,
                _ => return Err(unknown()),
            },
            Some(("stage", key)) => Self::Stage(key.parse().map_err(|_| unknown())?),
            Some(("review", id)) => Self::Review(id.parse()?),
            Some(("collect", key)) => Self::Collect(key.parse().map_err(|_| unknown())?),
            Some(("answer", key)) => Self::Answer(key.parse().map_err(|_| unknown())?),
            Some(("tell", n)) => Self::Tell(n.parse().map_err(|_| unknown())?),
            Some(("card", n)) => Self::Card(n.parse().map_err(|_| unknown())?),
            Some(("complaint", n)) => Self::Complaint(n.parse().map_err(|_| unknown())?),
            Some(_) => return Err(unknown()),
        })
    }
}
