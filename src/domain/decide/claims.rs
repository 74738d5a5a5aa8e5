//! Claims that nobody works on go back to their queue. An act of the holder, or the first draft of a
//! day, keeps a claim; time that a stop holds does not count.

use std::collections::BTreeMap;

use crate::domain::calendar::{Instant, civil};
use crate::domain::clock::{Budget, Ledger, Span};
use crate::domain::command::Command;
use crate::domain::effect::Recipient;
use crate::domain::event::Event;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Duty, Request};

use super::Rules;
use super::seats::at_work;
use super::turn::{Turn, working_days};

/// Working days a claim may lie untouched, where the workflow does not say.
const UNTOUCHED_WORKING_DAYS: u32 = 3;

/// Notes that the holder works on it, once a day: enough for a term of days, and no line for every
/// key that is pressed. Who may work on it without holding it leaves no trace.
pub(super) fn keep(turn: &mut Turn<'_>, command: &Command, duty: &Duty) -> Result<(), Refusal> {
    let officer = at_work(turn, command, duty)?;
    let seat = turn.seat(duty)?;
    let today = civil(turn.at).date();
    let touched = seat.touched_at.map(|at| civil(at).date());
    if seat.holder == Some(officer.id) && touched != Some(today) {
        turn.record(Event::ClaimKept { duty: duty.clone() });
    }
    Ok(())
}

/// When a claimed duty goes back to its queue if its holder does nothing; none while nobody holds
/// it, or while a stop holds its clock.
#[must_use]
pub fn lapses_at(rules: &Rules<'_>, request: &Request, duty: &Duty) -> Option<Instant> {
    let seat = request.seats.get(duty)?;
    let touched_at = seat.touched_at.filter(|_| seat.holder.is_some())?;
    let clock = duty.clock();
    let stops = request.stops.iter().filter(|stop| stop.reaches(&clock));
    let stops = stops.map(|stop| Span {
        from: stop.from,
        to: stop.resumed,
    });
    let ledger = Ledger::new(limit(rules), touched_at).with_stops(stops);
    let hours = rules.directory.hours(&seat.department);
    ledger.due(rules.calendar, hours).map(|due| due.at)
}

fn limit(rules: &Rules<'_>) -> Budget {
    let own = rules.workflow.limits.claim;
    own.unwrap_or_else(|| working_days(UNTOUCHED_WORKING_DAYS))
}

/// Gives a forgotten claim back, and says so to who forgot it.
pub(in crate::domain) fn lapse(turn: &mut Turn<'_>, duty: &Duty) {
    let seat = turn.request.seats.get(duty);
    let Some((officer, untouched_since)) = seat.and_then(|it| it.holder.zip(it.touched_at)) else {
        return;
    };
    turn.record(Event::ClaimLapsed {
        duty: duty.clone(),
        officer,
        untouched_since,
    });
    let to = Recipient::Officer(officer);
    turn.tell(to, "claim-lapsed", Some(duty.clone()), BTreeMap::new());
}
