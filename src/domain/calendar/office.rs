//! The opening hours of an office: they decide the closing minute of a due date.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::{Calendar, Instant, instant};

/// The periods of a working day in which an office is open, in order, never overlapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct OfficeHours {
    periods: Vec<(NaiveTime, NaiveTime)>,
}

/// Why office hours can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfficeHoursError {
    /// No period at all.
    #[error("office hours are empty; write at least one period like 09:00-12:00")]
    Empty,
    /// Text that is not a period of whole minutes.
    #[error("{0} is not a period; write it like 09:00-12:00")]
    Shape(String),
    /// A period that ends before it starts.
    #[error("{0} ends before it starts; put the earlier time first")]
    Backwards(String),
    /// A period that starts before the previous one ends.
    #[error("{0} starts before the period ahead of it ends; order them and leave no overlap")]
    Overlap(String),
}

impl OfficeHours {
    /// Hours from their periods.
    ///
    /// # Errors
    /// When there is none, one runs backwards, or they are out of order.
    pub fn new(periods: Vec<(NaiveTime, NaiveTime)>) -> Result<Self, OfficeHoursError> {
        if periods.is_empty() {
            return Err(OfficeHoursError::Empty);
        }
        let backwards = periods.iter().find(|(from, to)| from >= to);
        if let Some(period) = backwards {
            return Err(OfficeHoursError::Backwards(write_period(period)));
        }
        let overlap = periods.windows(2).find(|pair| pair[1].0 < pair[0].1);
        if let Some(pair) = overlap {
            return Err(OfficeHoursError::Overlap(write_period(&pair[1])));
        }
        Ok(Self { periods })
    }

    /// The periods of an ordinary working day.
    pub fn periods(&self) -> &[(NaiveTime, NaiveTime)] {
        &self.periods
    }

    /// Office minutes of an ordinary working day, half days aside.
    pub fn minutes_per_day(&self) -> i64 {
        self.periods
            .iter()
            .map(|(from, to)| (*to - *from).num_minutes())
            .sum()
    }

    /// The stretches of `date` in which the office is open; none on a day off. A half day ends at
    /// its closing time.
    pub fn open(&self, date: NaiveDate, calendar: &Calendar) -> Vec<(Instant, Instant)> {
        if !calendar.is_working_day(date) {
            return Vec::new();
        }
        let closes = calendar.half_days().get(&date).copied();
        let cut = |to: NaiveTime| closes.map_or(to, |closes| closes.min(to));
        self.periods
            .iter()
            .map(|(from, to)| (*from, cut(*to)))
            .filter(|(from, to)| from < to)
            .map(|(from, to)| (instant(date.and_time(from)), instant(date.and_time(to))))
            .collect()
    }

    /// Office minutes of `date`.
    pub fn open_minutes(&self, date: NaiveDate, calendar: &Calendar) -> i64 {
        let open = self.open(date, calendar);
        let total: TimeDelta = open.iter().map(|(from, to)| *to - *from).sum();
        total.num_minutes()
    }

    /// When the office opens on `date`; none on a day off.
    pub fn opening(&self, date: NaiveDate, calendar: &Calendar) -> Option<Instant> {
        self.open(date, calendar).first().map(|(from, _)| *from)
    }

    /// When the office closes on `date`; none on a day off.
    pub fn closing(&self, date: NaiveDate, calendar: &Calendar) -> Option<Instant> {
        self.open(date, calendar).last().map(|(_, to)| *to)
    }
}

impl Default for OfficeHours {
    /// 09:00–12:00 and 13:00–17:00.
    fn default() -> Self {
        let hour = |hour: i64| NaiveTime::MIN + TimeDelta::hours(hour);
        Self {
            periods: vec![(hour(9), hour(12)), (hour(13), hour(17))],
        }
    }
}

impl TryFrom<Vec<String>> for OfficeHours {
    type Error = OfficeHoursError;

    fn try_from(written: Vec<String>) -> Result<Self, OfficeHoursError> {
        Self::new(
            written
                .iter()
                .map(|text| read_period(text))
                .collect::<Result<_, _>>()?,
        )
    }
}

impl From<OfficeHours> for Vec<String> {
    fn from(hours: OfficeHours) -> Self {
        hours.periods.iter().map(write_period).collect()
    }
}

impl FromStr for OfficeHours {
    type Err = OfficeHoursError;

    /// Reads `09:00-12:00, 13:00-17:00`.
    fn from_str(text: &str) -> Result<Self, OfficeHoursError> {
        let periods = text.split(',').filter(|part| !part.trim().is_empty());
        Self::new(periods.map(read_period).collect::<Result<_, _>>()?)
    }
}

impl fmt::Display for OfficeHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let periods: Vec<String> = self.periods.iter().map(write_period).collect();
        f.write_str(&periods.join(", "))
    }
}

fn read_period(text: &str) -> Result<(NaiveTime, NaiveTime), OfficeHoursError> {
    let wrong = || OfficeHoursError::Shape(text.trim().to_owned());
    let (from, to) = text.trim().split_once('-').ok_or_else(wrong)?;
    let time = |part: &str| NaiveTime::parse_from_str(part.trim(), "%H:%M").map_err(|_| wrong());
    Ok((time(from)?, time(to)?))
}

fn write_period((from, to): &(NaiveTime, NaiveTime)) -> String {
    format!("{}-{}", from.format("%H:%M"), to.format("%H:%M"))
}
