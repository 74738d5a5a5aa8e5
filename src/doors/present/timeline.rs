//! What happened to a request and what time will bring, for its applicant.
//!
//! Only what concerns them: seats, claims and clocks inside the office are left out, words of
//! officers as well, but for what the status shows anyway.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::case::{Case, both};
use super::wait::action;
use super::{Words, status};
use crate::domain::decide::claims;
use crate::domain::decide::seats::deciding_post;
use crate::domain::event::{CancelReason, Entry, Event};
use crate::domain::request::{By, ClockKey};
use crate::domain::timers;

/// What happened and what is to come.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Timeline {
    /// The case number.
    pub case_number: String,
    /// What happened, oldest first.
    pub past: Vec<Happened>,
    /// What time brings if nobody acts, soonest first.
    pub to_come: Vec<ToCome>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"at": "2026-04-07T02:15:00Z", "event": "opined", "by": "department",
    "department": {"zh": "教育局", "en": "Education Bureau"}, "about": {"zh": "学龄和户籍核验", "en": "Age and household register"}}))]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// A stable word: `filed`, `accepted`, `opined`, `decided` …
    pub event: String,
    /// `applicant`, `department` or `engine`.
    pub by: String,
    /// The department, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub department: Option<Words>,
    /// What it was about, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub about: Option<Words>,
}

/// Something time will bring.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ToCome {
    /// When.
    pub at: DateTime<Utc>,
    /// Of which clock.
    pub clock: String,
    /// What happens: `remind`, `notify:head`, `card:red` …; `release`: a forgotten claim goes back to
    /// its queue.
    pub actions: Vec<String>,
}

/// The timeline over these journal entries.
#[must_use]
pub fn timeline(case: &Case<'_>, entries: &[Entry]) -> Timeline {
    Timeline {
        case_number: case.number(),
        past: past(case, entries),
        to_come: to_come(case),
    }
}

/// What happened, oldest first.
#[must_use]
pub fn past(case: &Case<'_>, entries: &[Entry]) -> Vec<Happened> {
    let entries = entries.iter();
    entries.filter_map(|entry| happened(case, entry)).collect()
}

fn happened(case: &Case<'_>, entry: &Entry) -> Option<Happened> {
    let about = about(case, &entry.event)?;
    let (by, department) = match &entry.by {
        By::Engine => ("engine", None),
        // What follows from an applicant's act is not theirs: nobody tells themselves anything.
        By::Applicant if !is_theirs(&entry.event) => ("engine", None),
        By::Applicant => ("applicant", None),
        // What falls with the last opinion is the deciding department's all the same.
        By::Officer(..) if matches!(entry.event, Event::Decided { .. }) && fell_by_itself(case) => {
            let (decides, _) = deciding_post(&case.rules, entry.at);
            ("department", Some(case.department(decides)))
        }
        By::Officer(_, department) => ("department", Some(case.department(department))),
    };
    let name = entry.event.name();
    Some(Happened {
        at: entry.at,
        event: name,
        by: by.to_owned(),
        department,
        about,
    })
}

/// Whether the decision was nobody's work: its clock never ran.
#[must_use]
pub fn fell_by_itself(case: &Case<'_>) -> bool {
    !case.request.clocks.contains_key(&ClockKey::Decide)
}

/// Whether an event is an applicant's own act.
#[must_use]
pub fn is_theirs(event: &Event) -> bool {
    matches!(
        event,
        Event::Filed { .. }
            | Event::PhaseEntered { .. }
            | Event::CorrectionAnswered { .. }
            | Event::Rated { .. }
            | Event::Complained { .. }
            | Event::ContactChanged
    )
}

/// What an event was about; none where it is no business of the applicant's.
fn about(case: &Case<'_>, event: &Event) -> Option<Option<Words>> {
    Some(match event {
        Event::Filed { .. }
        | Event::Accepted { .. }
        | Event::CertificateIssued
        | Event::Rated { .. }
        | Event::FollowedUp
        | Event::Complained { .. }
        | Event::ComplaintAnswered { .. }
        | Event::ContactChanged
        | Event::Delivered => None,
        Event::PhaseEntered { phase, .. } => Some(status::phase_words(*phase)),
        Event::StageOpened { stage, .. }
        | Event::StageSkipped { stage }
        | Event::StageFinished { stage }
        | Event::StageReopened { stage } => Some(case.stage(stage)),
        Event::ReviewOpened { review, .. }
        | Event::Opined { review, .. }
        | Event::Retracted { review }
        | Event::ReviewReopened { review, .. }
        | Event::ReviewWaived { review } => Some(case.review(review)),
        Event::ReviewCancelled { review, why } if *why != CancelReason::Ended => {
            Some(case.review(review))
        }
        Event::CorrectionSent { stage, .. }
        | Event::CorrectionAnswered { stage, .. }
        | Event::CorrectionClosed { stage, .. } => stage.as_ref().map(|stage| case.stage(stage)),
        Event::Stopped { .. } | Event::Resumed { .. } | Event::Extended { .. } => None,
        Event::Decided { outcome, .. } => Some(both(&format!(
            "decision-{}",
            outcome.as_str().replace('_', "-")
        ))),
        Event::Urged { duty } => Some(case.duty(duty)),
        Event::CardIssued { department, .. } => Some(case.department(department)),
        Event::NoticeTold { number }
        | Event::NoticeNotTold { number }
        | Event::Notified { number, .. } => {
            let found = case
                .request
                .notices
                .iter()
                .find(|notice| notice.number == *number);
            found.map(|notice| both(&format!("notice-{}", notice.kind.template())))
        }
        _ => return None,
    })
}

/// Every rung ahead, on every running clock, and every claim that would lapse.
fn to_come(case: &Case<'_>) -> Vec<ToCome> {
    let running = case
        .request
        .clocks
        .iter()
        .filter(|(_, clock)| clock.ended.is_none());
    let mut ahead: Vec<ToCome> = running
        .flat_map(|(key, _)| timers::rungs(&case.rules, case.request, key))
        .map(|rung| ToCome {
            at: rung.due,
            clock: rung.clock.to_string(),
            actions: rung.actions.iter().map(action).collect(),
        })
        .collect();
    let claimed = case.request.seats.keys();
    ahead.extend(claimed.filter_map(|duty| {
        Some(ToCome {
            at: claims::lapses_at(&case.rules, case.request, duty)?,
            clock: duty.clock().to_string(),
            actions: vec!["release".to_owned()],
        })
    }));
    ahead.sort_by_key(|coming| coming.at);
    ahead
}
