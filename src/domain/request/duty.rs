//! Open work, who sits at it, and in which capacity somebody acts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ClockKey, ReviewId, UnknownName};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey, StageKey};

/// Open work: the unit of a queue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// Receiving at the desk.
    Intake,
    /// One department's review.
    Review(ReviewId),
    /// The lead sends the merged correction notice of a stage.
    Correction(StageKey),
    /// Deciding.
    Decide,
    /// Making the certificate.
    Issue,
    /// Handing over.
    Deliver,
    /// Telling the applicant notice `n` at the counter or by phone.
    Tell(u32),
    /// Following up a bad rating 回访整改: the head of the lead calls and has it mended.
    FollowUp,
    /// Answering complaint `n` 投诉: supervisors alone.
    Complaint(u32),
}

impl Duty {
    /// The clock that bounds it.
    #[must_use]
    pub fn clock(&self) -> ClockKey {
        match self {
            Self::Intake => ClockKey::Intake,
            Self::Review(review) => ClockKey::Review(review.clone()),
            Self::Correction(stage) => ClockKey::Collect(stage.clone()),
            Self::Decide => ClockKey::Decide,
            Self::Issue => ClockKey::Issue,
            Self::Deliver => ClockKey::Deliver,
            Self::Tell(notice) => ClockKey::Tell(*notice),
            Self::FollowUp => ClockKey::FollowUp,
            Self::Complaint(complaint) => ClockKey::Complaint(*complaint),
        }
    }

    /// In which capacity somebody acts who does it; none where no conflict rule asks.
    #[must_use]
    pub fn capacity(&self) -> Option<Capacity> {
        match self {
            Self::Intake => Some(Capacity::Intake),
            Self::Review(_) => Some(Capacity::Review),
            Self::Decide => Some(Capacity::Decide),
            Self::Issue => Some(Capacity::Issue),
            Self::Complaint(_) => Some(Capacity::Complaint),
            Self::Correction(_) | Self::Deliver | Self::Tell(_) | Self::FollowUp => None,
        }
    }
}

impl fmt::Display for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intake => f.write_str("intake"),
            Self::Review(review) => write!(f, "review:{review}"),
            Self::Correction(stage) => write!(f, "correction:{stage}"),
            Self::Decide => f.write_str("decide"),
            Self::Issue => f.write_str("issue"),
            Self::Deliver => f.write_str("deliver"),
            Self::Tell(notice) => write!(f, "tell:{notice}"),
            Self::FollowUp => f.write_str("follow_up"),
            Self::Complaint(complaint) => write!(f, "complaint:{complaint}"),
        }
    }
}

impl FromStr for Duty {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName(text.to_owned());
        Ok(match text.split_once(':') {
            None => match text {
                "intake" => Self::Intake,
                "decide" => Self::Decide,
                "issue" => Self::Issue,
                "deliver" => Self::Deliver,
                "follow_up" => Self::FollowUp,
                _ => return Err(unknown()),
            },
            Some(("review", id)) => Self::Review(id.parse()?),
            Some(("correction", key)) => Self::Correction(key.parse().map_err(|_| unknown())?),
            Some(("tell", n)) => Self::Tell(n.parse().map_err(|_| unknown())?),
            Some(("complaint", n)) => Self::Complaint(n.parse().map_err(|_| unknown())?),
            Some(_) => return Err(unknown()),
        })
    }
}

/// Who sits at an open duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Whose queue.
    pub department: DepartmentKey,
    /// The role that may take it.
    pub role: RoleKey,
    /// Who claimed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<OfficerId>,
    /// When its holder took it, or did something about the request last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touched_at: Option<Instant>,
    /// Since when it is open.
    pub opened_at: Instant,
    /// Version of the request when this seat last changed: the client's ETag.
    pub revision: u64,
}

/// In which capacity an officer acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// Received or accepted.
    Intake,
    /// Gave an opinion.
    Review,
    /// Decided.
    Decide,
    /// Issued the certificate.
    Issue,
    /// Presided over a sitting.
    Preside,
    /// Answered a complaint.
    Complaint,
    /// As a supervisor, moved it otherwise than by urging.
    Supervise,
}
