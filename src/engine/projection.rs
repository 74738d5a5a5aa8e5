//! What the tables hold besides the state so that they can be searched: seats with their dues, and
//! when the request is due and wakes. All of it follows from rules and state alone; a request that
//! stands still is reckoned as of its last event.

use crate::domain::clock::{Budget, Unit};
use crate::domain::decide::Rules;
use crate::domain::decide::seats::own_role;
use crate::domain::event::{Entry, Event};
use crate::domain::identifiers::OfficerId;
use crate::domain::request::{ClockKey, Duty, NoticeKind, Request, Seat};
use crate::domain::{calendar::Instant, due, timers};
use crate::storage::entities::seat;
use crate::storage::{finished, micros};

/// A seat without a clock sorts behind every other.
const NO_DUE: i64 = i64::MAX;
/// As in [`crate::domain::clock::Thresholds`]: yellow at a fifth left, or at two days.
const SOON_PERCENT: u32 = 20;
const SOON_DAYS: u32 = 2;

/// The rows of a request's open seats, by duty.
pub(super) fn seats(rules: &Rules<'_>, request: &Request) -> Vec<seat::Model> {
    let rows = request.seats.iter();
    rows.map(|(duty, seat)| row(rules, request, duty, seat))
        .collect()
}

fn row(rules: &Rules<'_>, request: &Request, duty: &Duty, seat: &Seat) -> seat::Model {
    let clock = duty.clock();
    let due = due::at(rules, request, &clock, request.last_event_at);
    let own_role = own_role(rules, duty);
    seat::Model {
        request_id: request.id.get(),
        duty: duty.to_string(),
        department: seat.department.to_string(),
        role: seat.role.to_string(),
        own_role: (own_role != seat.role).then(|| own_role.to_string()),
        holder: seat.holder.map(|holder| holder.0),
        opened_at: micros(seat.opened_at),
        rank: if came_back(request, duty) { 0 } else { 1 },
        due_at: due.map_or(NO_DUE, |due| micros(due.at)),
        soon_at: soon(rules, request, duty).map_or(NO_DUE, micros),
        provisional: due.is_some_and(|due| due.provisional),
        stopped: request.is_stopped(&clock),
        revision: seat.revision as i64,
        workflow_key: request.workflow.key.to_string(),
        phase: request.phase.as_str().to_owned(),
        stage: stage(duty),
    }
}

/// The work that officers had in hand and finished with these lines; what fell with it was nobody's doing.
pub(super) fn finished(before: &Request, entries: &[Entry]) -> Vec<finished::Row> {
    let has_in_hand = |duty: &Duty, officer: OfficerId| {
        let held = before.seats.get(duty).and_then(|seat| seat.holder);
        let claimed = |entry: &Entry| matches!(&entry.event, Event::Claimed { duty: it, officer: by } if it == duty && *by == officer);
        held == Some(officer) || entries.iter().any(claimed)
    };
    let row = |entry: &Entry| {
        let Event::SeatClosed { duty } = &entry.event else {
            return None;
        };
        let officer = entry.by.officer()?;
        has_in_hand(duty, officer).then(|| finished::Row {
            officer_id: officer.0,
            at: micros(entry.at),
            request_id: before.id.get(),
            duty: duty.to_string(),
        })
    };
    entries.iter().filter_map(row).collect()
}

/// Whether in the stage of this seat, or at intake, the applicant was asked for something and that is
/// settled, by an answer or because the time for one is over: such people have waited once and are
/// served first.
fn came_back(request: &Request, duty: &Duty) -> bool {
    match duty {
        Duty::Intake => {
            request.intake_correction.is_none()
                && request
                    .notices
                    .iter()
                    .any(|notice| notice.kind == NoticeKind::CorrectionIntake)
        }
        Duty::Review(review) => request
            .stages
            .get(&review.stage)
            .is_some_and(|stage| stage.corrections_sent > 0 && stage.correction.is_none()),
        _ => false,
    }
}

fn stage(duty: &Duty) -> Option<String> {
    match duty {
        Duty::Review(review) => Some(review.stage.to_string()),
        Duty::Correction(stage) => Some(stage.to_string()),
        _ => None,
    }
}

/// From when the light of a seat is yellow: the first among its clock and those around it.
fn soon(rules: &Rules<'_>, request: &Request, duty: &Duty) -> Option<Instant> {
    let own = duty.clock();
    let mut clocks = vec![own.clone()];
    if let Duty::Review(review) = duty {
        clocks.push(ClockKey::Stage(review.stage.clone()));
    }
    if matches!(duty, Duty::Review(_) | Duty::Correction(_) | Duty::Decide) {
        clocks.extend([ClockKey::Promised, ClockKey::Statutory]);
    }
    clocks
        .iter()
        .filter_map(|clock| soon_alone(rules, request, clock))
        .min()
}

fn soon_alone(rules: &Rules<'_>, request: &Request, key: &ClockKey) -> Option<Instant> {
    let clock = request
        .clocks
        .get(key)
        .filter(|clock| clock.ended.is_none())?;
    let hours = rules.directory.hours(&clock.department);
    let ledger = request.ledger(key)?.as_if_resumed(request.last_event_at);
    ledger.share_at(
        soon_percent(clock.budget, clock.extension),
        rules.calendar,
        &hours,
    )
}

/// The share used at which the light turns; two days left are a share of the whole.
fn soon_percent(budget: Budget, extension: Option<Budget>) -> u8 {
    let total = budget.amount() + extension.map_or(0, Budget::amount);
    let days = match budget.unit() {
        Unit::WorkingHours => 0,
        _ => (SOON_DAYS * 100).div_ceil(total.max(1)),
    };
    100u32.saturating_sub(days.max(SOON_PERCENT)) as u8
}

/// When the whole request is due: the earlier of promise and statute.
pub(super) fn due_at(rules: &Rules<'_>, request: &Request) -> Option<Instant> {
    let due = |clock| due::view(rules, request, &clock, request.last_event_at);
    let both = [due(ClockKey::Promised), due(ClockKey::Statutory)];
    both.into_iter().flatten().map(|due| due.at).min()
}

/// When time alone changes it next; never, once it is over and nothing is pending.
pub(super) fn wake_at(rules: &Rules<'_>, request: &Request) -> Option<Instant> {
    timers::wake_at(rules, request)
}
