//! Which days count, in the civil time of China.
//!
//! Holidays and make-up workdays come as data, a year at a time, when the State Council publishes
//! them. A [`Calendar`] never guesses days in lieu: past the last published year it computes from
//! the statutory days it knows and says so ([`Calendar::is_provisional`]). It never asks what time
//! it is. Start at [`Calendar::is_working_day`]; [`OfficeHours`] adds the minutes of a day.

mod file;
mod index;
mod office;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc,
    Weekday,
};
use serde::{Deserialize, Serialize};

pub use file::{CalendarError, Place};
pub use office::{OfficeHours, OfficeHoursError};

/// A point in time, microsecond precision.
pub type Instant = DateTime<Utc>;

/// The one civil zone of the country: +08:00, no summer time.
pub const ZONE: FixedOffset = match FixedOffset::east_opt(8 * 60 * 60) {
    Some(zone) => zone,
    None => panic!("eight hours is a valid offset"),
};

/// What the wall clock in China shows at an instant.
pub fn civil(at: Instant) -> NaiveDateTime {
    at.with_timezone(&ZONE).naive_local()
}

/// The instant at which the wall clock in China shows `civil`.
pub fn instant(civil: NaiveDateTime) -> Instant {
    ZONE.from_utc_datetime(&(civil - ZONE)).to_utc()
}

/// The first instant of a civil day; for the day after `date` this is 24:00 of `date`.
pub fn midnight(date: NaiveDate) -> Instant {
    instant(date.and_time(NaiveTime::MIN))
}

/// Working days of the whole country, with what one office adds to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "file::CalendarFile", into = "file::CalendarFile")]
pub struct Calendar {
    published: BTreeMap<i32, bool>,
    holidays: BTreeSet<NaiveDate>,
    workdays: BTreeSet<NaiveDate>,
    closures: BTreeSet<NaiveDate>,
    half_days: BTreeMap<NaiveDate, NaiveTime>,
    index: index::Index,
}

impl Calendar {
    /// Reads the shape of `config/calendars.json`: years with `published`, `holidays` and
    /// `workdays`, besides optional `closures` and `half_days`. Keys starting with `_` are notes.
    ///
    /// # Errors
    /// Names the place of the first date that contradicts its list.
    pub fn from_json(text: &str) -> Result<Self, CalendarError> {
        let file: file::CalendarFile =
            serde_json::from_str(text).map_err(|error| CalendarError::Shape(error.to_string()))?;
        Self::try_from(file)
    }

    /// The same calendar for an office that is also closed on these dates.
    #[must_use]
    pub fn with_closures(mut self, dates: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.closures.extend(dates);
        self.index = index::Index::default();
        self
    }

    /// The same calendar for an office that closes early on these dates.
    #[must_use]
    pub fn with_half_days(
        mut self,
        dates: impl IntoIterator<Item = (NaiveDate, NaiveTime)>,
    ) -> Self {
        self.half_days.extend(dates);
        self
    }

    /// Whether an ordinary office works on this date: Monday to Friday and make-up days, without
    /// holidays and local closures (Administrative Licensing Law Art. 82).
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        if self.closures.contains(&date) || self.holidays.contains(&date) {
            return false;
        }
        self.workdays.contains(&date) || !is_weekend(date)
    }

    /// The first working day after `date`.
    pub fn next_working_day(&self, date: NaiveDate) -> NaiveDate {
        let mut day = date + Days::new(1);
        while !self.is_working_day(day) {
            day = day + Days::new(1);
        }
        day
    }

    /// The `n`-th working day after `date`; the start day does not count (Civil Code Art. 201).
    /// With `n` = 0 this is `date` itself, working or not.
    pub fn add_working_days(&self, date: NaiveDate, n: u32) -> NaiveDate {
        (0..n).fold(date, |day, _| self.next_working_day(day))
    }

    /// The last year whose arrangement is published; later dates are provisional.
    pub fn last_published_year(&self) -> Option<i32> {
        let published = self
            .published
            .iter()
            .rev()
            .find(|(_, published)| **published);
        published.map(|(year, _)| *year)
    }

    /// Whether `date` lies after the last published year, so that days in lieu may still move it.
    pub fn is_provisional(&self, date: NaiveDate) -> bool {
        self.last_published_year()
            .is_none_or(|last| date.year() > last)
    }

    /// The years there are, each with whether its arrangement is published.
    pub fn years(&self) -> &BTreeMap<i32, bool> {
        &self.published
    }

    /// National days off, those on weekends within them included.
    pub fn holidays(&self) -> &BTreeSet<NaiveDate> {
        &self.holidays
    }

    /// Saturdays and Sundays that are worked.
    pub fn workdays(&self) -> &BTreeSet<NaiveDate> {
        &self.workdays
    }

    /// Local closures, beyond the national holidays.
    pub fn closures(&self) -> &BTreeSet<NaiveDate> {
        &self.closures
    }

    /// Dates on which the office closes early, with the time it closes.
    pub fn half_days(&self) -> &BTreeMap<NaiveDate, NaiveTime> {
        &self.half_days
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests;
