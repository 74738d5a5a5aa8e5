//! I5: each rung fired exactly once a clock and round, never before due, none missing. Dues are
//! recomputed from the state before each line, by the calendar that was in force when it fired.

use std::collections::BTreeSet;

use super::Case;
use super::days::History;
use super::report::Check;
use crate::domain::decide::Rules;
use crate::domain::event::{Entry, Event, RungManner};
use crate::domain::request::{ClockKey, Request};
use crate::domain::{evolve, timers};

type Fired = BTreeSet<(ClockKey, u32, u8)>;

pub(super) fn check(case: &Case, history: &History, check: &mut Check) {
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
    let outcome = history.judge(request.last_event_at, |by| {
        none_missing(&case.rules(by), request)
    });
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

/// Every command first fires what is due, so nothing due by the last event may be left.
fn none_missing(rules: &Rules<'_>, request: &Request) -> Result<(), String> {
    let open = request
        .clocks
        .keys()
        .flat_map(|clock| timers::rungs(rules, request, clock));
    match open
        .into_iter()
        .find(|rung| rung.due <= request.last_event_at)
    {
        None => Ok(()),
        Some(rung) => Err(format!(
            "rung {} of {}, due at {}, never fired",
            rung.index, rung.clock, rung.due
        )),
    }
}
