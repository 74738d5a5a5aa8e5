//! The running time of a clock: open time of each day, without the stops.

use chrono::{Days, NaiveDate, TimeDelta};

use super::quantity::Quantity;
use super::{Calendar, Instant, OfficeHours, Span, Unit, civil, midnight};

/// Stopped time as ordered, disjoint spans.
pub(super) struct Stops(Vec<(Instant, Instant)>);

impl Stops {
    /// An open stop lasts until the end of time here, so it needs no case of its own below.
    pub(super) fn union(spans: &[Span]) -> Self {
        let mut bounded: Vec<(Instant, Instant)> = spans
            .iter()
            .map(|span| (span.from, span.to.unwrap_or(Instant::MAX_UTC)))
            .filter(|(from, to)| from < to)
            .collect();
        bounded.sort_unstable();
        let mut merged: Vec<(Instant, Instant)> = Vec::with_capacity(bounded.len());
        for (from, to) in bounded {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    fn never_runs_after(&self, at: Instant) -> bool {
        let last = self.0.last();
        last.is_some_and(|(from, to)| *to == Instant::MAX_UTC && *from <= at)
    }

    /// Whether the clock stands still in the moment before `at`.
    fn stops_before(&self, at: Instant) -> bool {
        self.0.iter().any(|(from, to)| *from < at && at <= *to)
    }

    fn cut(&self, (from, to): (Instant, Instant)) -> Vec<(Instant, Instant)> {
        let mut pieces = Vec::new();
        let mut begin = from;
        for (stop, resume) in &self.0 {
            if *resume <= begin {
                continue;
            }
            if *stop >= to {
                break;
            }
            if begin < *stop {
                pieces.push((begin, *stop));
            }
            begin = *resume;
        }
        if begin < to {
            pieces.push((begin, to));
        }
        pieces
    }
}

/// An uninterrupted piece of running time within one day.
struct Stretch {
    from: Instant,
    to: Instant,
    /// How much of this day's time makes one unit.
    micros_per_unit: i64,
}

/// Where a walk through running time arrived.
pub(super) struct Reached {
    pub(super) at: Instant,
    pub(super) stretch_end: Instant,
}

/// The running time of one clock.
pub(super) struct Running<'a> {
    stops: Stops,
    calendar: &'a Calendar,
    hours: &'a OfficeHours,
}

impl<'a> Running<'a> {
    pub(super) fn new(stops: Stops, calendar: &'a Calendar, hours: &'a OfficeHours) -> Self {
        Self {
            stops,
            calendar,
            hours,
        }
    }

    /// Units of running time from `from` until `until`; none when that is backwards.
    pub(super) fn counted(&self, unit: Unit, from: Instant, until: Instant) -> Quantity {
        if until <= from {
            return Quantity::ZERO;
        }
        self.stretches(unit, from)
            .take_while(|stretch| stretch.from < until)
            .map(|stretch| {
                let micros = micros(stretch.to.min(until) - stretch.from);
                Quantity::new(micros, stretch.micros_per_unit)
            })
            .fold(Quantity::ZERO, |sum, part| sum + part)
    }

    /// The first instant from `from` on at which `quantity` has run; `None` when an open stop
    /// comes first.
    pub(super) fn reach(&self, unit: Unit, from: Instant, quantity: Quantity) -> Option<Reached> {
        let mut left = quantity;
        for stretch in self.stretches(unit, from) {
            let length = micros(stretch.to - stretch.from);
            let needed = left.parts_rounded_up(stretch.micros_per_unit);
            if let Ok(needed) = i64::try_from(needed)
                && needed <= length
            {
                return Some(Reached {
                    at: stretch.from + TimeDelta::microseconds(needed),
                    stretch_end: stretch.to,
                });
            }
            left = left - Quantity::new(length, stretch.micros_per_unit);
        }
        None
    }

    /// The last minute of the day in which a day budget was used up, with its date: the office's
    /// closing, or 24:00 for calendar days. A day off, and a day that ends stopped, hand on to the
    /// next; `None` when an open stop comes first.
    pub(super) fn last_minute(&self, unit: Unit, used_up: Instant) -> Option<(Instant, NaiveDate)> {
        // 24:00 belongs to the day it ends.
        let day = civil(used_up - TimeDelta::microseconds(1)).date();
        days_from(day)
            .take_while(|day| !self.stops.never_runs_after(midnight(*day)))
            .filter_map(|day| Some((self.day_end(unit, day)?, day)))
            .find(|(end, _)| *end >= used_up && !self.stops.stops_before(*end))
    }

    fn day_end(&self, unit: Unit, day: NaiveDate) -> Option<Instant> {
        match unit {
            Unit::CalendarDays => {
                let works = self.calendar.is_working_day(day);
                works.then(|| midnight(day + Days::new(1)))
            }
            Unit::WorkingDays | Unit::WorkingHours => self.hours.closing(day, self.calendar),
        }
    }

    fn stretches(&self, unit: Unit, from: Instant) -> impl Iterator<Item = Stretch> {
        days_from(civil(from).date())
            .take_while(|day| !self.stops.never_runs_after(midnight(*day)))
            .flat_map(move |day| self.stretches_of_day(unit, day, from))
    }

    fn stretches_of_day(&self, unit: Unit, day: NaiveDate, from: Instant) -> Vec<Stretch> {
        let open = match unit {
            Unit::CalendarDays => vec![(midnight(day), midnight(day + Days::new(1)))],
            Unit::WorkingDays | Unit::WorkingHours => self.hours.open(day, self.calendar),
        };
        let micros_per_unit = match unit {
            Unit::WorkingHours => micros(TimeDelta::hours(1)),
            Unit::WorkingDays | Unit::CalendarDays => {
                open.iter().map(|(from, to)| micros(*to - *from)).sum()
            }
        };
        open.into_iter()
            .map(|(begin, end)| (begin.max(from), end))
            .filter(|(begin, end)| begin < end)
            .flat_map(|period| self.stops.cut(period))
            .map(|(from, to)| Stretch {
                from,
                to,
                micros_per_unit,
            })
            .collect()
    }
}

fn days_from(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(Some(day), |day| day.succ_opt())
}

fn micros(length: TimeDelta) -> i64 {
    length
        .num_microseconds()
        .expect("a stretch is shorter than a day")
}
