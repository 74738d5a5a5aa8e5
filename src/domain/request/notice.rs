//! What people are told on the record: cards against departments, notices to the applicant.

use serde::{Deserialize, Serialize};

use super::ClockKey;
use crate::domain::calendar::Instant;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::ladder::CardColour;

/// A card 牌 against a department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Number within the request, from 1.
    pub number: u32,
    /// Yellow or red.
    pub colour: CardColour,
    /// Against whom.
    pub department: DepartmentKey,
    /// The clock it came from.
    pub clock: ClockKey,
    /// When.
    pub at: Instant,
    /// When the department replied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Instant>,
}

/// Something the applicant must legally be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Number within the request, from 1.
    pub number: u32,
    /// What about.
    pub kind: NoticeKind,
    /// When it was due to be told.
    pub at: Instant,
    /// By mail, or at the counter.
    pub channel: Channel,
    /// How far.
    pub told: Told,
    /// A person told it or answered it: mail that bounces later takes nothing back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_person: bool,
}

/// How a notice reaches the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Mail,
    /// At the counter, by signature, or by phone.
    Counter,
}

/// Whether a notice was told. Mail that was sent and not refused counts once it is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// On its way.
    Pending,
    /// Told at this instant.
    At(Instant),
    /// Refused or bounced.
    Not,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Numbered receipt (Art. 32).
    Receipt,
    /// Accepted.
    Accepted,
    /// Deemed accepted as of receipt.
    DeemedAccepted,
    /// Not accepted.
    NotAccepted,
    /// No approval is needed (Art. 32(1)).
    NotNeeded,
    /// Another authority is competent (Art. 32(2)).
    WrongAuthority,
    /// Everything missing at intake, once (Art. 32(4)).
    CorrectionIntake,
    /// Everything missing in a stage, once.
    Correction,
    /// The answer did not come in time.
    CorrectionLapsed,
    /// A clock was stopped, and for how long (Art. 45).
    ClockStopped,
    /// It runs again.
    ClockResumed,
    /// The term was extended, and why (Art. 42).
    Extended,
    /// The working days changed, and the due date with them.
    DueMoved,
    /// Granted.
    Granted,
    /// Granted with conditions.
    GrantedConditions,
    /// Some parts granted, others refused, with reasons and remedy (Art. 38).
    GrantedInPart,
    /// Refused, with reasons and remedy (Art. 38).
    Refused,
    /// The certificate can be fetched.
    CertificateReady,
    /// Handed over.
    Delivered,
    /// Withdrawal confirmed.
    Withdrawn,
    /// Ended without a decision.
    Terminated,
    /// What was done about a bad rating.
    FollowUpClosed,
    /// The answer to a complaint.
    ComplaintAnswered,
}

impl NoticeKind {
    /// Whether it tells how the request was decided.
    #[must_use]
    pub fn tells_the_decision(self) -> bool {
        matches!(
            self,
            Self::Granted | Self::GrantedConditions | Self::GrantedInPart | Self::Refused
        )
    }

    /// The key of its texts, `-subject` and `-body` appended.
    #[must_use]
    pub fn template(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Accepted => "accepted",
            Self::DeemedAccepted => "deemed-accepted",
            Self::NotAccepted => "not-accepted",
            Self::NotNeeded => "not-needed",
            Self::WrongAuthority => "wrong-authority",
            Self::CorrectionIntake => "correction-intake",
            Self::Correction => "correction",
            Self::CorrectionLapsed => "correction-lapsed",
            Self::ClockStopped => "clock-stopped",
            Self::ClockResumed => "clock-resumed",
            Self::Extended => "extended",
            Self::DueMoved => "due-moved",
            Self::Granted => "granted",
            Self::GrantedConditions => "granted-conditions",
            Self::GrantedInPart => "granted-in-part",
            Self::Refused => "refused",
            Self::CertificateReady => "certificate-ready",
            Self::Delivered => "delivered",
            Self::Withdrawn => "withdrawn",
            Self::Terminated => "terminated",
            Self::FollowUpClosed => "follow-up-closed",
            Self::ComplaintAnswered => "complaint-answered",
        }
    }
}
