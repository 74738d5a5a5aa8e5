//! The working days of a calendar, numbered: how many lie between two dates, and which is the n-th,
//! without walking over the days in between. Derived; made when it is first asked.

use std::sync::{Arc, OnceLock};

use chrono::{Datelike, NaiveDate};

use super::Calendar;

/// The years that are numbered; dates outside are walked to.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2079;

/// Made of a calendar and nothing else, so it never makes two calendars differ; copies share it, and one
/// that is changed begins its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Index(Arc<OnceLock<Numbered>>);

#[derive(Debug)]
struct Numbered {
    /// Of the first numbered date, days from the common era.
    first: i32,
    /// How many working days lie before each date, and before the end.
    before: Vec<u32>,
    /// Each working day, counted from the first date.
    days: Vec<u32>,
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Index {}

impl Numbered {
    fn of(calendar: &Calendar) -> Self {
        let dates = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).into_iter();
        let dates = dates.flat_map(|first| first.iter_days());
        let mut numbered = Self {
            first: 0,
            before: vec![0],
            days: Vec::new(),
        };
        for (place, date) in (0..).zip(dates.take_while(|date| date.year() <= LAST_YEAR)) {
            if place == 0 {
                numbered.first = date.num_days_from_ce();
            }
            if calendar.is_working_day(date) {
                numbered.days.push(place);
            }
            numbered.before.push(numbered.days.len() as u32);
        }
        numbered
    }

    fn rank(&self, date: NaiveDate) -> Option<u32> {
        let place = usize::try_from(date.num_days_from_ce() - self.first).ok()?;
        self.before.get(place).copied()
    }
}

impl Calendar {
    /// How many working days there are from a date until before another; none backwards.
    #[must_use]
    pub fn working_days_in(&self, from: NaiveDate, until: NaiveDate) -> u32 {
        let numbered = self.numbered();
        match (numbered.rank(from), numbered.rank(until)) {
            (Some(from), Some(until)) => until.saturating_sub(from),
            _ => {
                let dates = from.iter_days().take_while(|date| *date < until);
                dates.filter(|date| self.is_working_day(*date)).count() as u32
            }
        }
    }

    /// The working day before which `n` others lie, from a date on.
    #[must_use]
    pub fn working_day_after(&self, from: NaiveDate, n: u32) -> NaiveDate {
        let numbered = self.numbered();
        let found = numbered.rank(from).and_then(|rank| {
            let place = numbered.days.get(rank.checked_add(n)? as usize)?;
            NaiveDate::from_num_days_from_ce_opt(numbered.first + i32::try_from(*place).ok()?)
        });
        found.unwrap_or_else(|| {
            let mut dates = from.iter_days().filter(|date| self.is_working_day(*date));
            dates.nth(n as usize).unwrap_or(NaiveDate::MAX)
        })
    }

    fn numbered(&self) -> &Numbered {
        self.index.0.get_or_init(|| Numbered::of(self))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_say_what_a_walk_finds(
            start in -400..29_800_i64,
            length in 0..900_u64,
            closures in prop::collection::vec(0..900_u64, 0..5),
        ) {
            let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap();
            let from = first + chrono::TimeDelta::days(start);
            let calendar = Calendar::from_json(include_str!("../../../config/calendars.json"))
                .unwrap()
                .with_closures(closures.into_iter().map(|day| from + Days::new(day)));
            let until = from + Days::new(length);
            let walked: Vec<NaiveDate> = from
                .iter_days()
                .take_while(|date| *date < until)
                .filter(|date| calendar.is_working_day(*date))
                .collect();
            prop_assert_eq!(calendar.working_days_in(from, until) as usize, walked.len());
            prop_assert_eq!(calendar.working_days_in(until, from), 0);
            for (n, date) in walked.iter().enumerate() {
                prop_assert_eq!(calendar.working_day_after(from, n as u32), *date);
            }
        }
    }

    #[test]
    fn a_copy_with_a_closure_counts_anew() {
        let calendar = Calendar::default();
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let saturday = monday + Days::new(5);
        assert_eq!(calendar.working_days_in(monday, saturday), 5);
        let closed = calendar.clone().with_closures([monday]);
        assert_eq!(closed.working_days_in(monday, saturday), 4);
        assert_eq!(calendar.working_days_in(monday, saturday), 5);
    }
}
