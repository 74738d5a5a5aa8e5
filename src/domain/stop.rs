//! Stops 停钟: spans in which clocks do not run, each with a legal ground and an end.
//!
//! Each ground says which levels it may stop; a clock's ledger takes the spans that reach it.

use serde::{Deserialize, Serialize};

use super::calendar::Instant;
use super::clock::{Ledger, Span};
use super::identifiers::StageKey;
use super::request::{ClockKey, Request, ReviewId};

/// One stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// Number within the request, from 1.
    pub number: u32,
    /// How wide it reaches.
    pub scope: StopScope,
    /// Why.
    pub ground: Ground,
    /// From when.
    pub from: Instant,
    /// When it resumes by itself.
    pub until: Instant,
    /// When it was resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed: Option<Instant>,
}

/// How wide a stop reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopScope {
    /// Every clock inside the request that the ground may stop.
    Request,
    /// One stage, its reviews, and what it holds up above.
    Stage(StageKey),
    /// One review alone.
    Review(ReviewId),
}

/// The legal ground of a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 听证 (Art. 45)
    Hearing,
    /// 招标 (Art. 45)
    Tender,
    /// 拍卖 (Art. 45)
    Auction,
    /// 检验 (Art. 45)
    Inspection,
    /// 检测 (Art. 45)
    Testing,
    /// 检疫 (Art. 45)
    Quarantine,
    /// 鉴定 (Art. 45)
    Appraisal,
    /// 专家评审 (Art. 45)
    ExpertReview,
    /// 补正: the applicant brings what is missing.
    Correction,
    /// 公示
    Publicity,
    /// Another authority's answer.
    OutsideAnswer,
    /// An earlier review was reopened; what builds on it waits.
    Reopened,
}

impl Ground {
    /// Whether time under it is not counted by the statute either (Art. 45).
    #[must_use]
    pub fn stops_statutory(self) -> bool {
        matches!(
            self,
            Self::Hearing
                | Self::Tender
                | Self::Auction
                | Self::Inspection
                | Self::Testing
                | Self::Quarantine
                | Self::Appraisal
                | Self::ExpertReview
        )
    }

    /// Whether the applicant must be told the planned length in writing (Art. 45).
    #[must_use]
    pub fn needs_notice(self) -> bool {
        self.stops_statutory()
    }

    /// Whether a person may stop a clock on this ground; the others are the engine's own.
    #[must_use]
    pub fn may_be_ordered(self) -> bool {
        !matches!(self, Self::Correction | Self::Reopened)
    }
}

impl Stop {
    /// Whether it still holds.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.resumed.is_none()
    }

    /// Whether this stop reaches a clock.
    #[must_use]
    pub fn reaches(&self, clock: &ClockKey) -> bool {
        match (&self.scope, clock) {
            // What waits for the applicant, for a reply to them or to a card, or for telling is
            // never stopped.
            (
                _,
                ClockKey::Answer(_)
                | ClockKey::IntakeAnswer
                | ClockKey::Tell(_)
                | ClockKey::Card(_)
                | ClockKey::FollowUp
                | ClockKey::Complaint(_)
                | ClockKey::Issue
                | ClockKey::Deliver,
            ) => false,
            (StopScope::Review(stopped), ClockKey::Review(review)) => stopped == review,
            (StopScope::Review(_), _) => false,
            (_, ClockKey::Statutory) => self.ground.stops_statutory(),
            (StopScope::Request, _) => true,
            // What the office reopens by itself is the office's time.
            (_, ClockKey::Promised) => self.ground != Ground::Reopened,
            (StopScope::Stage(stopped), ClockKey::Stage(stage) | ClockKey::Collect(stage)) => {
                stopped == stage
            }
            (StopScope::Stage(stopped), ClockKey::Review(review)) => stopped == &review.stage,
            (StopScope::Stage(_), _) => false,
        }
    }
}

impl Request {
    /// The ledger of a clock, with every stop that reaches it.
    #[must_use]
    pub fn ledger(&self, key: &ClockKey) -> Option<Ledger> {
        let clock = self.clocks.get(key)?;
        let stops = self
            .stops
            .iter()
            .filter(|stop| stop.reaches(key))
            .map(|stop| Span {
                from: stop.from,
                to: stop.resumed,
            });
        let stops = stops.chain(clock.rested.iter().copied());
        let ledger = Ledger::new(clock.budget, clock.started).with_stops(stops);
        let ledger = match clock.extension {
            // The unit was checked when the extension was granted.
            Some(extension) => ledger.clone().extended(extension).unwrap_or(ledger),
            None => ledger,
        };
        Some(match clock.ended {
            Some(ended) => ledger.ended_at(ended),
            None => ledger,
        })
    }

    /// Whether an open stop holds this clock.
    #[must_use]
    pub fn is_stopped(&self, key: &ClockKey) -> bool {
        self.stops
            .iter()
            .any(|stop| stop.is_open() && stop.reaches(key))
    }
}
