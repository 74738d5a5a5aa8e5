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

    /// When the clock stands still next, from an instant on; that instant if it does so then.
    fn next_from(&self, at: Instant) -> Option<Instant> {
        let next = self.0.iter().find(|(_, resume)| at < *resume);
        next.map(|(stop, _)| at.max(*stop))
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
        let mut sum = Quantity::ZERO;
        let mut day = civil(from).date();
        let last = civil(until).date();
        while midnight(day) < until && !self.stops.never_runs_after(midnight(day)) {
            let plain = self.plain_until(unit, day, from).min(last);
            if day < plain {
                sum = sum.plus_whole(self.units_in(unit, day, plain));
                day = plain;
                continue;
            }
            for stretch in self.stretches_of_day(unit, day, from) {
                let micros = micros(stretch.to.min(until) - stretch.from).max(0);
                sum = sum + Quantity::new(micros, stretch.micros_per_unit);
            }
            day = day + Days::new(1);
        }
        sum
    }

    /// The first instant from `from` on at which `quantity` has run; `None` when an open stop
    /// comes first.
    pub(super) fn reach(&self, unit: Unit, from: Instant, quantity: Quantity) -> Option<Reached> {
        let mut left = quantity;
        let mut day = civil(from).date();
        while !self.stops.never_runs_after(midnight(day)) {
            let plain = self.plain_until(unit, day, from);
            if day < plain {
                // The day that uses the rest up is looked at below, minute by minute.
                let wanted = left.whole_before();
                let next = self.after_units(unit, day, wanted);
                if next >= plain {
                    left = left.plus_whole(-self.units_in(unit, day, plain));
                    day = plain;
                    continue;
                }
                left = left.plus_whole(-wanted);
                day = next;
            }
            for stretch in self.stretches_of_day(unit, day, from) {
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
            day = day + Days::new(1);
        }
        None
    }

    /// The end of the days from `day` on that run from their first to their last minute, each one
    /// unit or none however long it is, so that they need no arithmetic; `day` itself where it is not
    /// such a one.
    fn plain_until(&self, unit: Unit, day: NaiveDate, from: Instant) -> NaiveDate {
        if unit == Unit::WorkingHours || midnight(day) < from {
            return day;
        }
        let stopped = self
            .stops
            .next_from(midnight(day))
            .map(|at| civil(at).date());
        let mut end = stopped.map_or(NaiveDate::MAX, |stopped| stopped.max(day));
        // A half day may end before the office opens.
        if unit == Unit::WorkingDays
            && let Some((half, _)) = self.calendar.half_days().range(day..).next()
        {
            end = end.min(*half);
        }
        end
    }

    /// How many units plain days have, from one until before another.
    fn units_in(&self, unit: Unit, from: NaiveDate, until: NaiveDate) -> i32 {
        let units = match unit {
            Unit::WorkingDays => i64::from(self.calendar.working_days_in(from, until)),
            Unit::CalendarDays | Unit::WorkingHours => (until - from).num_days(),
        };
        i32::try_from(units).unwrap_or(i32::MAX)
    }

    /// The day of the unit before which so many others lie, from a plain day on.
    fn after_units(&self, unit: Unit, from: NaiveDate, units: i32) -> NaiveDate {
        let units = u32::try_from(units).unwrap_or_default();
        match unit {
            Unit::WorkingDays => self.calendar.working_day_after(from, units),
            Unit::CalendarDays | Unit::WorkingHours => from + Days::new(units.into()),
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use chrono::NaiveTime;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::calendar::instant;

    fn day(offset: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 25).unwrap() + Days::new(offset)
    }

    fn at(minutes: i64) -> Instant {
        instant(day(0).and_time(NaiveTime::MIN)) + TimeDelta::minutes(minutes)
    }

    /// Every stretch of every day, with nothing passed over.
    fn counted_by_stretches(
        running: &Running<'_>,
        unit: Unit,
        from: Instant,
        until: Instant,
    ) -> Quantity {
        days_from(civil(from).date())
            .take_while(|day| !running.stops.never_runs_after(midnight(*day)))
            .take_while(|day| midnight(*day) < until)
            .flat_map(|day| running.stretches_of_day(unit, day, from))
            .filter(|stretch| stretch.from < until)
            .map(|stretch| {
                let length = micros(stretch.to.min(until) - stretch.from);
                Quantity::new(length, stretch.micros_per_unit)
            })
            .fold(Quantity::ZERO, |sum, part| sum + part)
    }

    proptest! {
        #[test]
        fn passing_over_whole_days_counts_what_every_stretch_counts(
            stops in prop::collection::vec((0..60 * 1440_i64, 1..9 * 1440_i64), 0..4),
            half_days in prop::collection::vec((0..60_u64, 0..24_i64), 0..4),
            closures in prop::collection::vec(0..60_u64, 0..4),
            from in 0..20 * 1440_i64,
            length in 0..60 * 1440_i64,
            units in 1..30_u32,
            unit in prop::sample::select(vec![Unit::WorkingDays, Unit::CalendarDays, Unit::WorkingHours]),
        ) {
            let calendar = Calendar::from_json(include_str!("../../../config/calendars.json"))
                .unwrap()
                .with_closures(closures.into_iter().map(day))
                .with_half_days(half_days.into_iter().map(|(offset, hour)| {
                    (day(offset), NaiveTime::MIN + TimeDelta::hours(hour))
                }));
            let hours = OfficeHours::default();
            let spans: Vec<Span> = stops
                .into_iter()
                .map(|(begin, length)| Span { from: at(begin), to: Some(at(begin + length)) })
                .collect();
            let running = Running::new(Stops::union(&spans), &calendar, &hours);
            let (from, until) = (at(from), at(from + length));
            prop_assert_eq!(
                running.counted(unit, from, until),
                counted_by_stretches(&running, unit, from, until)
            );
            let reached = running.reach(unit, from, Quantity::whole(units)).unwrap();
            let counted = counted_by_stretches(&running, unit, from, reached.at);
            prop_assert!(counted >= Quantity::whole(units), "never early");
            let before = reached.at - TimeDelta::microseconds(1);
            prop_assert!(
                counted_by_stretches(&running, unit, from, before) < Quantity::whole(units),
                "the first instant"
            );
        }
    }
}
