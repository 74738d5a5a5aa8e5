//! I7: stopped time does not count, and what a clock has used is the sum of its running spans.
//!
//! The spans come from the journal's own lines and are added up day by day, minute for minute; what the
//! house acts by is the ledger of the state. Both have to say the same, and no clock is due while it stands
//! still.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::Case;
use super::report::Check;
use crate::domain::calendar::{Calendar, Instant, OfficeHours, civil, midnight};
use crate::domain::clock::{Amount, Budget, Unit};
use crate::domain::decide::Rules;
use crate::domain::event::{Entry, Event};
use crate::domain::identifiers::DepartmentKey;
use crate::domain::request::{ClockKey, Request};
use crate::domain::stop::Stop;

/// How far the two may be apart, in minutes: amounts are cut to whole ones.
const APART_MINUTES: f64 = 1.01;
/// What the parts of days lose in being added, in units.
const ALMOST_NOTHING: f64 = 1e-6;

type Piece = (Instant, Instant);

/// One clock's last round, as the journal tells it.
struct Life<'a> {
    from: Instant,
    department: &'a DepartmentKey,
    budget: Budget,
    extension: Option<Budget>,
    ended: Option<Instant>,
    rested: Vec<Piece>,
}

pub(super) fn check(case: &Case, rules: &Rules<'_>, check: &mut Check) {
    let entries = || case.lines.iter().map(|line| &line.entry);
    let request = &case.stored.request;
    let (lives, stops) = (lives(entries()), stops(entries()));
    for (key, life) in &lives {
        let outcome = one(rules, request, key, life, &stops);
        check.count(Some(case.id()), outcome);
    }
}

fn lives<'a>(entries: impl Iterator<Item = &'a Entry>) -> BTreeMap<ClockKey, Life<'a>> {
    let mut lives: BTreeMap<ClockKey, Life<'a>> = BTreeMap::new();
    for entry in entries {
        match &entry.event {
            Event::ClockStarted {
                clock,
                budget,
                from,
                department,
                ..
            } => {
                let life = Life {
                    from: *from,
                    department,
                    budget: *budget,
                    extension: None,
                    ended: None,
                    rested: Vec::new(),
                };
                lives.insert(clock.clone(), life);
            }
            Event::Extended { clock, by, .. } => {
                if let Some(life) = lives.get_mut(clock) {
                    life.extension = Some(*by);
                }
            }
            Event::ClockEnded { clock, as_of } => {
                if let Some(life) = lives.get_mut(clock) {
                    life.ended = Some(*as_of);
                }
            }
            Event::ClockReopened { clock } => {
                if let Some(life) = lives.get_mut(clock)
                    && let Some(ended) = life.ended.take()
                {
                    life.rested.push((ended, entry.at.max(ended)));
                }
            }
            _ => {}
        }
    }
    lives
}

fn stops<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<Stop> {
    let mut stops: Vec<Stop> = Vec::new();
    for entry in entries {
        match &entry.event {
            Event::Stopped {
                number,
                scope,
                ground,
                until,
            } => stops.push(Stop {
                number: *number,
                scope: scope.clone(),
                ground: *ground,
                from: entry.at,
                until: *until,
                resumed: None,
            }),
            Event::Resumed { number, as_of } => {
                if let Some(stop) = stops.iter_mut().find(|stop| stop.number == *number) {
                    stop.resumed = Some(*as_of);
                }
            }
            _ => {}
        }
    }
    stops
}

fn one(
    rules: &Rules<'_>,
    request: &Request,
    key: &ClockKey,
    life: &Life<'_>,
    stops: &[Stop],
) -> Result<(), String> {
    let Some(ledger) = request.ledger(key) else {
        return Err(format!("{key} started, and the state does not know it"));
    };
    let hours = rules.directory.hours(life.department);
    let at = life.ended.unwrap_or(request.last_event_at);
    let open_until = |stop: &Stop| stop.resumed.unwrap_or_else(|| at.max(stop.from));
    let reaching = stops.iter().filter(|stop| stop.reaches(key));
    let still = reaching.map(|stop| (stop.from, open_until(stop)));
    let still: Vec<Piece> = still.chain(life.rested.iter().copied()).collect();

    let due = ledger.due_if_resumed(at, rules.calendar, hours).at;
    if let Some((from, to)) = still.iter().find(|(from, to)| *from < due && due <= *to) {
        return Err(format!(
            "{key} is due at {due}, where it stood still from {from} to {to}"
        ));
    }
    let count = |from, to| {
        units(
            life.budget.unit(),
            &running((from, to), &still),
            rules.calendar,
            hours,
        )
    };
    let total =
        f64::from(life.budget.amount()) + life.extension.map_or(0.0, |by| by.amount().into());
    let ran = count(life.counts_from(), due);
    if ran + ALMOST_NOTHING < total {
        return Err(format!(
            "{key} is due at {due}, when {ran:.2} of its {total:.2} units have run"
        ));
    }
    let counted = match at > due {
        true => total + count(due, at),
        false => count(life.counts_from(), at).min(total),
    };
    let (known, counted) = in_minutes(ledger.used(at, rules.calendar, hours), counted, hours);
    match (known - counted).abs() <= APART_MINUTES {
        true => Ok(()),
        false => Err(format!(
            "{key} has used {known:.0} minutes by its ledger, {counted:.0} by its running spans"
        )),
    }
}

impl Life<'_> {
    /// The day on which a term of days begins does not count (Civil Code Art. 201).
    fn counts_from(&self) -> Instant {
        match self.budget.unit() {
            Unit::WorkingHours => self.from,
            Unit::WorkingDays | Unit::CalendarDays => midnight(next(civil(self.from).date())),
        }
    }
}

fn next(day: NaiveDate) -> NaiveDate {
    day + Days::new(1)
}

/// What is left of a stretch of time without the time that stood still.
fn running((from, to): Piece, still: &[Piece]) -> Vec<Piece> {
    let mut pieces = vec![(from, to)];
    for (stop, resume) in still {
        let cut = |(from, to): Piece| [(from, to.min(*stop)), (from.max(*resume), to)];
        pieces = pieces
            .into_iter()
            .flat_map(cut)
            .filter(|(from, to)| from < to)
            .collect();
    }
    pieces
}

/// Units of running time: each day is one, however long it is open; an hour is an hour.
fn units(unit: Unit, pieces: &[Piece], calendar: &Calendar, hours: &OfficeHours) -> f64 {
    let of_piece = |(from, to): &Piece| {
        let days = std::iter::successors(Some(civil(*from).date()), |day| Some(next(*day)));
        let days = days.take_while(|day| midnight(*day) < *to);
        days.map(|day| {
            let open = match unit {
                Unit::CalendarDays => vec![(midnight(day), midnight(next(day)))],
                Unit::WorkingDays | Unit::WorkingHours => hours.open(day, calendar),
            };
            let whole = match unit {
                Unit::WorkingHours => 3_600_000_000.0,
                _ => open.iter().map(|(begin, end)| micros(*begin, *end)).sum(),
            };
            let ran = open
                .iter()
                .map(|(begin, end)| micros((*begin).max(*from), (*end).min(*to)));
            ran.sum::<f64>() / f64::max(whole, 1.0)
        })
        .sum::<f64>()
    };
    pieces.iter().map(of_piece).sum()
}

fn micros(from: Instant, to: Instant) -> f64 {
    let length = (to - from).num_microseconds().unwrap_or(i64::MAX);
    length.max(0) as f64
}

/// Both in minutes: of office time for working days.
fn in_minutes(known: Amount, counted: f64, hours: &OfficeHours) -> (f64, f64) {
    let a_unit = match known.unit() {
        Unit::WorkingDays => hours.minutes_per_day(),
        Unit::CalendarDays => 24 * 60,
        Unit::WorkingHours => 60,
    };
    let minutes = known.whole() * a_unit + known.minutes();
    (minutes as f64, counted * a_unit as f64)
}
