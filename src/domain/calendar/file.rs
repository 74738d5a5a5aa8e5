//! The written form of a calendar, and what can be wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Calendar, is_weekend};

/// A list of the calendar file, as an error names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `<year>.holidays`
    Holidays(i32),
    /// `<year>.workdays`
    Workdays(i32),
    /// `closures`
    Closures,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holidays(year) => write!(f, "{year}.holidays"),
            Self::Workdays(year) => write!(f, "{year}.workdays"),
            Self::Closures => f.write_str("closures"),
        }
    }
}

/// Why a calendar file can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Not the expected JSON, or an unknown or repeated key.
    #[error("calendar: {0}")]
    Shape(String),
    /// The same date twice in one list.
    #[error("{place}: {date} stands twice; remove one")]
    Duplicate {
        /// The list it stands in.
        place: Place,
        /// The repeated date.
        date: NaiveDate,
    },
    /// A date of another year.
    #[error("{place}: {date} is not in that year; move it to its own year")]
    OutsideYear {
        /// The list it stands in.
        place: Place,
        /// The stray date.
        date: NaiveDate,
    },
    /// A make-up workday that is a weekday anyway.
    #[error("{place}: {date} is a weekday; only a Saturday or Sunday can be a make-up workday")]
    WeekdayAsMakeUp {
        /// The list it stands in.
        place: Place,
        /// The weekday.
        date: NaiveDate,
    },
    /// A date that is holiday and workday at once.
    #[error("{year}: {date} is in holidays and in workdays; keep it in one")]
    InBoth {
        /// The year of both lists.
        year: i32,
        /// The contradictory date.
        date: NaiveDate,
    },
    /// A published year after one that is not: the years between would look certain.
    #[error("{year}: published, but {gap} before it is not; publish {gap} first")]
    Gap {
        /// The later, published year.
        year: i32,
        /// The earlier, unpublished or missing year.
        gap: i32,
    },
}

/// One year as written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct YearFile {
    published: bool,
    holidays: Vec<NaiveDate>,
    workdays: Vec<NaiveDate>,
}

/// The whole file as written; a visitor reads it because a map would swallow a repeated year.
#[derive(Clone, Debug, Default)]
pub(super) struct CalendarFile {
    years: BTreeMap<i32, YearFile>,
    closures: Vec<NaiveDate>,
    half_days: BTreeMap<NaiveDate, NaiveTime>,
}

impl TryFrom<CalendarFile> for Calendar {
    type Error = CalendarError;

    fn try_from(file: CalendarFile) -> Result<Self, CalendarError> {
        let mut calendar = Self {
            closures: unique(Place::Closures, file.closures)?,
            half_days: file.half_days,
            index: super::index::Index::default(),
            ..Self::default()
        };
        for (year, written) in file.years {
            let holidays = unique(Place::Holidays(year), written.holidays)?;
            let workdays = unique(Place::Workdays(year), written.workdays)?;
            check_year(year, &holidays, &workdays)?;
            calendar.published.insert(year, written.published);
            calendar.holidays.extend(holidays);
            calendar.workdays.extend(workdays);
        }
        check_gaps(&calendar.published)?;
        Ok(calendar)
    }
}

fn unique(place: Place, dates: Vec<NaiveDate>) -> Result<BTreeSet<NaiveDate>, CalendarError> {
    let mut seen = BTreeSet::new();
    for date in dates {
        if !seen.insert(date) {
            return Err(CalendarError::Duplicate { place, date });
        }
    }
    Ok(seen)
}

fn check_year(
    year: i32,
    holidays: &BTreeSet<NaiveDate>,
    workdays: &BTreeSet<NaiveDate>,
) -> Result<(), CalendarError> {
    for (place, dates) in [
        (Place::Holidays(year), holidays),
        (Place::Workdays(year), workdays),
    ] {
        if let Some(&date) = dates.iter().find(|date| date.year() != year) {
            return Err(CalendarError::OutsideYear { place, date });
        }
    }
    if let Some(&date) = workdays.iter().find(|date| !is_weekend(**date)) {
        let place = Place::Workdays(year);
        return Err(CalendarError::WeekdayAsMakeUp { place, date });
    }
    match holidays.intersection(workdays).next() {
        Some(&date) => Err(CalendarError::InBoth { year, date }),
        None => Ok(()),
    }
}

fn check_gaps(published: &BTreeMap<i32, bool>) -> Result<(), CalendarError> {
    let mut years = published.iter();
    let Some((first, mut certain)) = years.next().map(|(year, published)| (*year, *published))
    else {
        return Ok(());
    };
    let mut previous = first;
    for (&year, &is_published) in years {
        if is_published && !certain {
            return Err(CalendarError::Gap {
                year,
                gap: previous,
            });
        }
        if is_published && year != previous + 1 {
            let gap = previous + 1;
            return Err(CalendarError::Gap { year, gap });
        }
        certain = is_published;
        previous = year;
    }
    Ok(())
}

impl From<Calendar> for CalendarFile {
    fn from(calendar: Calendar) -> Self {
        let of_year = |dates: &BTreeSet<NaiveDate>, year: i32| {
            let dates = dates.iter().copied();
            dates.filter(|date| date.year() == year).collect()
        };
        let year_file = |(&year, &published): (&i32, &bool)| {
            let written = YearFile {
                published,
                holidays: of_year(&calendar.holidays, year),
                workdays: of_year(&calendar.workdays, year),
            };
            (year, written)
        };
        Self {
            years: calendar.published.iter().map(year_file).collect(),
            closures: calendar.closures.into_iter().collect(),
            half_days: calendar.half_days,
        }
    }
}

impl Serialize for CalendarFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (year, written) in &self.years {
            map.serialize_entry(&year.to_string(), written)?;
        }
        map.serialize_entry("closures", &self.closures)?;
        let half_days = self.half_days.iter();
        let half_days: BTreeMap<_, _> = half_days
            .map(|(date, closes)| (date, closes.format("%H:%M").to_string()))
            .collect();
        map.serialize_entry("half_days", &half_days)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for CalendarFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FileVisitor)
    }
}

struct FileVisitor;

impl<'de> Visitor<'de> for FileVisitor {
    type Value = CalendarFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("years with published, holidays and workdays")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<CalendarFile, A::Error> {
        let mut file = CalendarFile::default();
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !seen.insert(key.clone()) {
                return Err(de::Error::custom(format!("{key} stands twice; remove one")));
            }
            match key.as_str() {
                "closures" => file.closures = map.next_value()?,
                "half_days" => file.half_days = half_days(map.next_value()?)?,
                note if note.starts_with('_') => {
                    map.next_value::<de::IgnoredAny>()?;
                }
                year => {
                    let year = parse_year(year)?;
                    file.years.insert(year, map.next_value()?);
                }
            }
        }
        Ok(file)
    }
}

fn parse_year<E: de::Error>(key: &str) -> Result<i32, E> {
    let year = key.parse().ok().filter(|_| key.len() == 4);
    year.ok_or_else(|| {
        E::custom(format!(
            "{key} is not a year of four digits, closures or half_days; start a note with _"
        ))
    })
}

fn half_days<E: de::Error>(
    written: BTreeMap<NaiveDate, String>,
) -> Result<BTreeMap<NaiveDate, NaiveTime>, E> {
    let parse = |(date, closes): (NaiveDate, String)| {
        let time = NaiveTime::parse_from_str(&closes, "%H:%M").map_err(|_| {
            E::custom(format!(
                "half_days.{date}: {closes} is not a time like 12:00"
            ))
        })?;
        Ok((date, time))
    };
    written.into_iter().map(parse).collect()
}
