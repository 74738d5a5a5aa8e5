//! When something is due, and its light: derived, never stored as truth.
//!
//! Each clock's due instant comes from its own ledger; what is shown is the worst among the clock
//! and the clocks around it.

use std::collections::BTreeMap;

use super::calendar::{Instant, OfficeHours};
use super::clock::{Due, Ledger, Light, Thresholds, worst};
use super::decide::Rules;
use super::request::{ClockKey, Request};

/// A due date as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueView {
    /// The last instant in time, as if every stop ended now.
    pub at: Instant,
    /// The civil day it belongs to.
    pub date: chrono::NaiveDate,
    /// The holidays of that year are not published yet.
    pub provisional: bool,
    /// The worst light of the clock and those around it.
    pub light: Light,
    /// Working days left, negative when over.
    pub working_days_left: i64,
    /// From when these days count, as [`super::clock::Ledger::days_from`] has it.
    pub counts_from: Instant,
}

/// The due of a running clock by its own ledger; none while a stop holds it, or without a clock.
#[must_use]
pub fn running(rules: &Rules<'_>, request: &Request, key: &ClockKey) -> Option<Due> {
    let clock = request.clocks.get(key)?;
    let hours = rules.directory.hours(&clock.department);
    request.ledger(key)?.due(rules.calendar, hours)
}

/// The due of a clock at an instant, worst among the clock and its ancestors. Where only an ancestor
/// stands still, that one presses nobody; where the clock itself does, nothing does.
#[must_use]
pub fn at(rules: &Rules<'_>, request: &Request, key: &ClockKey, at: Instant) -> Option<DueView> {
    let own = view(rules, request, key, at)?;
    let around = ancestors(key);
    let outer = around
        .iter()
        .filter_map(|clock| view(rules, request, clock, at));
    let is_still = own.light == Light::Grey;
    let pressing = outer.filter(|view| is_still || view.light != Light::Grey);
    let all: Vec<DueView> = pressing.chain([own]).collect();
    let first = all.iter().min_by_key(|view| view.at)?;
    let light = worst(all.iter().map(|view| view.light)).unwrap_or(own.light);
    Some(DueView {
        light: if is_still { Light::Grey } else { light },
        // What stands still is reckoned as of now, also where an outer clock that runs is the first due.
        counts_from: match is_still {
            true => first.counts_from.max(at),
            false => first.counts_from,
        },
        ..*first
    })
}

/// The due of one clock alone.
#[must_use]
pub fn view(rules: &Rules<'_>, request: &Request, key: &ClockKey, at: Instant) -> Option<DueView> {
    let clock = request
        .clocks
        .get(key)
        .filter(|clock| clock.ended.is_none())?;
    let hours = rules.directory.hours(&clock.department);
    let stand = request.ledger(key)?.stand(at, rules.calendar, hours);
    Some(DueView {
        at: stand.due.at,
        date: stand.due.date,
        provisional: stand.due.provisional,
        light: stand.light,
        working_days_left: stand.working_days_left.shown(),
        counts_from: stand.counts_from,
    })
}

/// By when a request that is over had to be: the first term of the whole that was broken. Where each was
/// kept it is the last of them, and never before the end; none where no term ran.
#[must_use]
pub fn had_to_end_by(rules: &Rules<'_>, request: &Request) -> Option<Instant> {
    let ended_at = request.ended_at?;
    let whole = [ClockKey::Promised, ClockKey::Statutory, ClockKey::Deliver];
    let terms = whole.iter().filter_map(|key| {
        let clock = request.clocks.get(key)?;
        let hours = rules.directory.hours(&clock.department);
        let ended = clock.ended.unwrap_or(ended_at);
        let due = request.ledger(key)?;
        let due = due.due_if_resumed(ended, rules.calendar, hours);
        Some((due.at, ended))
    });
    let terms: Vec<_> = terms.collect();
    let broken = terms.iter().filter(|(due, ended)| due < ended);
    let last = terms.iter().map(|(due, _)| (*due).max(ended_at)).max();
    broken.map(|(due, _)| *due).min().or(last)
}

/// When the clocks of one request are due as of its last event, each reckoned once however many are
/// around it; clocks with the same term from the same start are reckoned together.
pub struct Dues<'a> {
    rules: &'a Rules<'a>,
    request: &'a Request,
    known: BTreeMap<ClockKey, Option<Reckoned>>,
    alike: Vec<(Ledger, &'a OfficeHours, Reckoned)>,
}

/// A due as rows keep it, as [`DueView`] has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    /// The last instant in time, as if every stop ended now.
    pub at: Instant,
    /// The holidays of that year are not published yet.
    pub provisional: bool,
    /// From when the working days left, or over, count.
    pub counts_from: Instant,
    /// From when its light is yellow; none while a stop holds it.
    yellow_from: Option<Instant>,
    stands_still: bool,
}

impl<'a> Dues<'a> {
    /// Of this request; nothing is reckoned yet.
    #[must_use]
    pub fn of(rules: &'a Rules<'a>, request: &'a Request) -> Self {
        Self {
            rules,
            request,
            known: BTreeMap::new(),
            alike: Vec::new(),
        }
    }

    /// The due of one clock alone, as [`view`] has it.
    pub fn alone(&mut self, key: &ClockKey) -> Option<Reckoned> {
        if let Some(known) = self.known.get(key) {
            return *known;
        }
        let reckoned = self.reckon(key);
        self.known.insert(key.clone(), reckoned);
        reckoned
    }

    fn reckon(&mut self, key: &ClockKey) -> Option<Reckoned> {
        let clock = self.request.clocks.get(key);
        let clock = clock.filter(|clock| clock.ended.is_none())?;
        let hours = self.rules.directory.hours(&clock.department);
        let ledger = self.request.ledger(key)?;
        let alike =
            |known: &&(Ledger, &OfficeHours, Reckoned)| (&known.0, known.1) == (&ledger, hours);
        if let Some((_, _, reckoned)) = self.alike.iter().find(alike) {
            return Some(*reckoned);
        }
        let (at, calendar) = (self.request.last_event_at, self.rules.calendar);
        let due = ledger.due_if_resumed(at, calendar, hours);
        let reckoned = Reckoned {
            at: due.at,
            provisional: due.provisional,
            counts_from: ledger.days_from(at, calendar, hours),
            yellow_from: ledger.yellow_from(&Thresholds::default(), calendar, hours),
            stands_still: ledger.is_stopped(at),
        };
        self.alike.push((ledger, hours, reckoned));
        Some(reckoned)
    }

    /// The worst among a clock and its ancestors, as [`at`] has it.
    pub fn worst(&mut self, key: &ClockKey) -> Option<Reckoned> {
        let own = self.alone(key)?;
        let around = ancestors(key);
        let outer: Vec<_> = around.iter().filter_map(|key| self.alone(key)).collect();
        let pressing = outer
            .into_iter()
            .filter(|outer| own.stands_still || !outer.stands_still);
        let first = pressing.chain([own]).min_by_key(|due| due.at)?;
        Some(Reckoned {
            counts_from: match own.stands_still {
                true => first.counts_from.max(self.request.last_event_at),
                false => first.counts_from,
            },
            ..first
        })
    }

    /// From when the light of a clock that runs is yellow: the first among it and its ancestors.
    pub fn yellow_from(&mut self, key: &ClockKey) -> Option<Instant> {
        let mut clocks = ancestors(key);
        clocks.push(key.clone());
        let each = clocks.iter().filter_map(|key| self.alone(key)?.yellow_from);
        each.min()
    }
}

/// Whether a clock and those around it say the same of a request as they did before, as far as that is seen
/// without reckoning: they are as they were, and none of them ever stood still.
#[must_use]
pub fn is_untouched(before: &Request, now: &Request, key: &ClockKey) -> bool {
    let same = |key: &ClockKey| {
        let (was, is) = (before.clocks.get(key), now.clocks.get(key));
        was == is && is.is_none_or(|clock| clock.rested.is_empty())
    };
    before.stops.is_empty() && now.stops.is_empty() && same(key) && ancestors(key).iter().all(same)
}

fn ancestors(key: &ClockKey) -> Vec<ClockKey> {
    let outer = || vec![ClockKey::Promised, ClockKey::Statutory];
    match key {
        ClockKey::Review(review) => {
            let mut around = vec![ClockKey::Stage(review.stage.clone())];
            around.extend(outer());
            around
        }
        ClockKey::Stage(_) | ClockKey::Collect(_) | ClockKey::Decide => outer(),
        ClockKey::Promised => vec![ClockKey::Statutory],
        ClockKey::Issue => vec![ClockKey::Deliver],
        _ => Vec::new(),
    }
}
