//! What an applicant asks of their own request, beyond its status: which terms run, why clocks
//! stood still, what comes next, whom to call.

use chrono::{DateTime, Utc};

use super::case::Case;
use super::wait::ground_words;
use super::{Due, Words};
use crate::domain::due;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::request::{ClockKey, DecisionOutcome, Duty, Phase};
use crate::domain::stop::StopScope;
use crate::storage::looks::OF_DOCUMENT;

/// Most numbers to call.
const CALLS: usize = 3;

/// A term that runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// `intake`, `promised`, `statutory` or `deliver`.
    pub clock: &'static str,
    /// Until when, as if every stop ended now.
    pub due: Due,
    /// Whether it stands still.
    pub stopped: bool,
}

/// A span in which clocks stood still.
#[derive(Debug, Clone, PartialEq)]
pub struct StopView {
    /// Why.
    pub ground: Words,
    /// The stage or review it is about; none: the whole request.
    pub about: Option<Words>,
    /// From when.
    pub from: DateTime<Utc>,
    /// When it ends by itself at the latest.
    pub until: DateTime<Utc>,
    /// When it ended.
    pub resumed: Option<DateTime<Utc>>,
    /// Whether the law's own term stands still as well (Art. 45).
    pub statutory: bool,
}

/// A step that is still to come.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// `intake`, `reviews`, `decide`, `issue` or `deliver`.
    pub kind: &'static str,
    /// Whose it is.
    pub department: Words,
    /// How long it may take, as budgets are written; empty where the terms above say it.
    pub budget: String,
}

/// The terms that run for the whole of it.
#[must_use]
pub fn terms(case: &Case<'_>) -> Vec<Term> {
    let clocks = [
        ("intake", ClockKey::Intake),
        ("promised", ClockKey::Promised),
        ("statutory", ClockKey::Statutory),
        ("deliver", ClockKey::Deliver),
    ];
    let term = |(name, clock): (&'static str, ClockKey)| {
        Some(Term {
            clock: name,
            due: due::view(&case.rules, case.request, &clock, case.at)?.into(),
            stopped: case.request.is_stopped(&clock),
        })
    };
    clocks.into_iter().filter_map(term).collect()
}

/// Every stop of the request, oldest first. What the office reopens by itself is its own affair.
#[must_use]
pub fn stops(case: &Case<'_>) -> Vec<StopView> {
    let stops = case.request.stops.iter();
    stops
        .map(|stop| StopView {
            ground: ground_words(stop.ground),
            about: match &stop.scope {
                StopScope::Request => None,
                StopScope::Stage(stage) => Some(case.stage(stage)),
                StopScope::Review(review) => Some(case.review(review)),
            },
            from: stop.from,
            until: stop.until,
            resumed: stop.resumed,
            statutory: stop.ground.stops_statutory(),
        })
        .collect()
}

/// What is still to come after what is under way now.
#[must_use]
pub fn steps(case: &Case<'_>) -> Vec<Step> {
    let workflow = case.rules.workflow;
    let step = |kind, department: &DepartmentKey, budget: String| Step {
        kind,
        department: case.department(department),
        budget,
    };
    let grant = &workflow.result.grant;
    let all = [
        step(
            "intake",
            &workflow.intake.desk,
            workflow.intake.limit.to_string(),
        ),
        step("reviews", &workflow.lead, String::new()),
        step(
            "decide",
            &workflow.decide.department,
            workflow.decide.limit.to_string(),
        ),
        step("issue", &grant.by, grant.limit.to_string()),
        step("deliver", &workflow.limits.deliver.owner, String::new()),
    ];
    let done = match case.request.phase {
        Phase::AwaitingCorrection => 0,
        Phase::Received => 1,
        Phase::UnderReview => 2,
        Phase::Deciding => 3,
        Phase::Certifying => 4,
        _ => all.len(),
    };
    all.into_iter().skip(done).collect()
}

/// Whom to call: whoever has it now, the lead, the desk. Numbers are the departments' own.
#[must_use]
pub fn calls(case: &Case<'_>) -> Vec<(Words, String)> {
    let workflow = case.rules.workflow;
    let request = case.request;
    let last = match request.phase {
        Phase::Certifying => &workflow.result.grant.by,
        Phase::Delivering | Phase::Concluded => &workflow.limits.deliver.owner,
        Phase::Deciding => &workflow.decide.department,
        _ => &workflow.lead,
    };
    let mut found: Vec<(Words, String)> = Vec::new();
    for key in [last, &workflow.lead, &workflow.intake.desk] {
        let phone = case.rules.directory.departments.get(key);
        let Some(phone) = phone.and_then(|department| department.phone.clone()) else {
            continue;
        };
        if !found.iter().any(|(_, known)| *known == phone) {
            found.push((case.department(key), phone));
        }
    }
    found.truncate(CALLS);
    found
}

/// Whether it was granted.
#[must_use]
pub fn is_granted(case: &Case<'_>) -> bool {
    let decision = case.request.decision.as_ref();
    decision.is_some_and(|decision| decision.outcome != DecisionOutcome::Refuse)
}

/// Whether it can still be taken back.
#[must_use]
pub fn can_be_withdrawn(case: &Case<'_>) -> bool {
    matches!(
        case.request.phase,
        Phase::Received | Phase::AwaitingCorrection | Phase::UnderReview | Phase::Deciding
    )
}

/// What a look was for, in words: a duty by its name, or one of a few purposes.
#[must_use]
pub fn purpose(case: &Case<'_>, purpose: &str) -> Option<Words> {
    let duty = purpose.strip_prefix(OF_DOCUMENT).unwrap_or(purpose);
    duty.parse::<Duty>().ok().map(|duty| case.duty(&duty))
}
