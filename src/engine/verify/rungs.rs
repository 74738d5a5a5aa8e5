//! I5: each rung fired exactly once a clock and round, never before due, none missing by now. Dues
//! are recomputed from the state before each line, by the calendar that was in force when it fired.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::Case;
use super::days::History;
use super::report::Check;
use crate::domain::calendar::Instant;
use crate::domain::decide::Rules;
use crate::domain::event::{Entry, Event, RungManner};
use crate::domain::request::{ClockKey, Request};
use crate::domain::timers::{PROMPT_WITHIN_MINUTES, What};
use crate::domain::{evolve, timers};

type Fired = BTreeSet<(ClockKey, u32, u8)>;

/// `now` is the law's time.
pub(super) fn check(case: &Case, history: &History, now: Instant, check: &mut Check) {
    let mut fired = Fired::new();
    let mut before: Option<Request> = None;
    for line in &case.lines {
        let entry = &line.entry;
        match &mut before {
            None => before = evolve::begin(case.id(), entry),
            Some(request) => {
                if matches!(entry.event, Event::RungFired { .. }) {
                    let outcome = once(entry, &mut fired).and_then(|()| {
                        history.judge(entry.at, |by| rung(&case.rules(by), request, entry))
                    });
                    check.count(Some(case.id()), outcome);
                }
                evolve::evolve(request, entry);
            }
        }
    }
    let request = &case.stored.request;
    let prompt = now - TimeDelta::minutes(PROMPT_WITHIN_MINUTES);
    let until = prompt.max(request.last_event_at);
    let outcome = history.judge(until, |by| none_missing(&case.rules(by), request, until));
    check.count(Some(case.id()), outcome);
}

fn once(entry: &Entry, fired: &mut Fired) -> Result<(), String> {
    let Event::RungFired {
        clock,
        round,
        index,
        due,
        ..
    } = &entry.event
    else {
        return Ok(());
    };
    let name = format!("rung {index} of {clock}, round {round}");
    if !fired.insert((clock.clone(), *round, *index)) {
        return Err(format!("{name} fired twice"));
    }
    if entry.at < *due {
        return Err(format!("{name} fired at {}, due at {due}", entry.at));
    }
    Ok(())
}

/// Whether it was open, and due when it says.
fn rung(rules: &Rules<'_>, before: &Request, entry: &Entry) -> Result<(), String> {
    let Event::RungFired {
        clock,
        round,
        index,
        due,
        manner,
        ..
    } = &entry.event
    else {
        return Ok(());
    };
    let name = format!("rung {index} of {clock}, round {round}");
    if *manner == RungManner::Overtaken {
        return Ok(());
    }
    let open = timers::rungs(rules, before, clock);
    match open
        .iter()
        .find(|rung| (rung.round, rung.index) == (*round, *index))
    {
        None => Err(format!("{name} fired though it was not open")),
        Some(rung) if rung.due != *due => Err(format!("{name} was due at {}, not {due}", rung.due)),
        Some(_) => Ok(()),
    }
}

/// Every command first fires what is due, so nothing due by the last event may be left; and the
/// sweep gives everybody their turn, so nothing may be left that was due a while ago.
fn none_missing(rules: &Rules<'_>, request: &Request, until: Instant) -> Result<(), String> {
    let pending = timers::pending(rules, request).into_iter();
    let missing = pending.filter(|timer| timer.at <= until);
    match missing.min_by_key(|timer| timer.at) {
        None => Ok(()),
        Some(timer) => Err(match timer.what {
            What::Rung(rung) => format!(
                "rung {} of {}, due at {}, never fired: does any worker live?",
                rung.index, rung.clock, rung.due
            ),
            what => format!(
                "{what:?}, due at {}, never came: does any worker live?",
                timer.at
            ),
        }),
    }
}
