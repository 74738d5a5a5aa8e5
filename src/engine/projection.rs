//! What the tables hold besides the state so that they can be searched: seats with their dues, and
//! when the request is due and wakes. All of it follows from rules and state alone; a request that
//! stands still is reckoned as of its last event.

use crate::domain::decide::Rules;
use crate::domain::decide::seats::own_role;
use crate::domain::due::{self, Dues};
use crate::domain::event::{Entry, Event};
use crate::domain::identifiers::RequestId;
use crate::domain::request::{ClockKey, Duty, NoticeKind, Request, Seat};
use crate::domain::{calendar::Instant, timers};
use crate::storage::entities::seat;
use crate::storage::queues::NO_DUE;
use crate::storage::{finished, micros};

/// The rows of a request's open seats, by duty.
pub(super) fn seats(rules: &Rules<'_>, request: &Request) -> Vec<seat::Model> {
    let mut dues = Dues::of(rules, request);
    let rows = request.seats.iter();
    rows.map(|(duty, seat)| row(rules, request, &mut dues, (duty, seat)))
        .collect()
}

/// What a change does to the rows of a request's seats.
pub(super) struct SeatsChanged {
    /// Rows that are new or not as they were.
    pub(super) put: Vec<seat::Model>,
    /// Duties whose row goes.
    pub(super) dropped: Vec<String>,
}

/// How the rows differ from those of `before`. Of seats that stand as they stood nothing is reckoned.
pub(super) fn seats_changed(
    rules: &Rules<'_>,
    before: Option<&Request>,
    now: &Request,
) -> SeatsChanged {
    let Some(before) = before else {
        return SeatsChanged {
            put: seats(rules, now),
            dropped: Vec::new(),
        };
    };
    let gone = before.seats.keys();
    let gone = gone.filter(|duty| !now.seats.contains_key(duty));
    let (mut was, mut is) = (Dues::of(rules, before), Dues::of(rules, now));
    let touched = now.seats.iter();
    let touched = touched.filter(|(duty, _)| !is_untouched(before, now, duty));
    let put = touched.filter_map(|(duty, seat)| {
        let old = before.seats.get(duty);
        let old = old.map(|seat| row(rules, before, &mut was, (duty, seat)));
        let new = row(rules, now, &mut is, (duty, seat));
        (old.as_ref() != Some(&new)).then_some(new)
    });
    SeatsChanged {
        put: put.collect(),
        dropped: gone.map(Duty::to_string).collect(),
    }
}

/// Whether nothing changed of what [`row`] looks at.
fn is_untouched(before: &Request, now: &Request, duty: &Duty) -> bool {
    before.seats.get(duty) == now.seats.get(duty)
        && before.phase == now.phase
        && came_back(before, duty) == came_back(now, duty)
        && due::is_untouched(before, now, &duty.clock())
}

fn row(
    rules: &Rules<'_>,
    request: &Request,
    dues: &mut Dues<'_>,
    (duty, seat): (&Duty, &Seat),
) -> seat::Model {
    let clock = duty.clock();
    let worst = dues.worst(&clock);
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
        due_at: worst.map_or(NO_DUE, |due| micros(due.at)),
        soon_at: dues.yellow_from(&clock).map_or(NO_DUE, micros),
        counts_from: micros(worst.map_or(seat.opened_at, |due| due.counts_from)),
        provisional: worst.is_some_and(|due| due.provisional),
        stopped: request.is_stopped(&clock),
        revision: seat.revision as i64,
        workflow_key: request.workflow.key.to_string(),
        phase: request.phase.as_str().to_owned(),
        stage: stage(duty),
    }
}

/// The work that an officer finished with these lines: the first that closed by what they did. What fell
/// with it was nobody's work.
pub(super) fn finished(id: RequestId, entries: &[Entry]) -> Option<finished::Row> {
    entries.iter().find_map(|entry| {
        let Event::SeatClosed { duty } = &entry.event else {
            return None;
        };
        Some(finished::Row {
            officer_id: entry.by.officer()?.0,
            at: micros(entry.at),
            request_id: id.get(),
            duty: duty.to_string(),
        })
    })
}

/// Whether from this work the applicant was asked for something and that is
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
        Duty::Review(review) => request.stages.get(&review.stage).is_some_and(|stage| {
            let sent = stage.corrections_sent > 0 && stage.correction.is_none();
            sent && (stage.asked_by.is_empty() || stage.asked_by.contains(review))
        }),
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

/// When the whole request is due, the earlier of promise and statute; of one that is over, by when it had
/// to be.
pub(super) fn due_at(rules: &Rules<'_>, request: &Request) -> Option<Instant> {
    if request.is_over() {
        return due::had_to_end_by(rules, request);
    }
    let mut dues = Dues::of(rules, request);
    let both = [ClockKey::Promised, ClockKey::Statutory].map(|clock| dues.alone(&clock));
    both.into_iter().flatten().map(|due| due.at).min()
}

/// When time alone changes it next; never, once it is over and nothing is pending.
pub(super) fn wake_at(rules: &Rules<'_>, request: &Request) -> Option<Instant> {
    timers::wake_at(rules, request)
}
