//! Dates as people read them, in the civil time of China.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use crate::domain::calendar::{Instant, civil};
use crate::domain::definition::Language;

/// `3月12日（周四）`, `Thursday 12 March 2026`. In Chinese the year is said where it differs from
/// that of `today`.
#[must_use]
pub fn date(language: Language, date: NaiveDate, today: NaiveDate) -> String {
    match language {
        Language::En => date.format("%A %-d %B %Y").to_string(),
        Language::Zh if date.year() == today.year() => short(date),
        Language::Zh => format!("{}年{}", date.year(), short(date)),
    }
}

/// For tables, where every column is narrow: `4月28日`, `28 Apr`; with the year where it is another.
#[must_use]
pub fn brief(language: Language, date: NaiveDate, today: NaiveDate) -> String {
    let same = date.year() == today.year();
    let pattern = match (language, same) {
        (Language::Zh, true) => "%-m月%-d日",
        (Language::Zh, false) => "%Y年%-m月%-d日",
        (Language::En, true) => "%-d %b",
        (Language::En, false) => "%-d %b %Y",
    };
    date.format(pattern).to_string()
}

/// With the year in both languages, for papers that are kept: `2026年3月12日`, `12 March 2026`.
#[must_use]
pub fn full(language: Language, date: NaiveDate) -> String {
    match language {
        Language::En => date.format("%-d %B %Y").to_string(),
        Language::Zh => date.format("%Y年%-m月%-d日").to_string(),
    }
}

/// A month with its year: `2026年3月`, `March 2026`.
#[must_use]
pub fn month(language: Language, date: NaiveDate) -> String {
    match language {
        Language::En => date.format("%B %Y").to_string(),
        Language::Zh => date.format("%Y年%-m月").to_string(),
    }
}

/// The day an instant falls on; midnight is the end of the day before where a limit ends there.
#[must_use]
pub fn last_day(at: Instant) -> NaiveDate {
    let shown = civil(at);
    match shown.time() == NaiveTime::MIN {
        true => shown.date().pred_opt().unwrap_or(shown.date()),
        false => shown.date(),
    }
}

/// The day and the minute: `3月12日（周四）14:30`.
#[must_use]
pub fn minute(language: Language, at: Instant, today: NaiveDate) -> String {
    let shown = civil(at);
    let day = date(language, shown.date(), today);
    let gap = if language == Language::En { ", " } else { "" };
    format!("{day}{gap}{:02}:{:02}", shown.hour(), shown.minute())
}

fn short(date: NaiveDate) -> String {
    let weekday =
        ["一", "二", "三", "四", "五", "六", "日"][date.weekday().num_days_from_monday() as usize];
    format!("{}月{}日（周{weekday}）", date.month(), date.day())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_names_its_weekday() {
        let (march, now) = (day("2026-03-12"), day("2026-03-01"));
        assert_eq!(date(Language::Zh, march, now), "3月12日（周四）");
        assert_eq!(date(Language::En, march, now), "Thursday 12 March 2026");
        assert_eq!(
            date(Language::Zh, day("2027-01-04"), now),
            "2027年1月4日（周一）"
        );
    }

    #[test]
    fn a_limit_that_ends_at_midnight_ends_on_the_day_before() {
        assert_eq!(
            last_day("2026-03-12T16:00:00Z".parse().unwrap()),
            day("2026-03-12")
        );
        assert_eq!(
            last_day("2026-03-12T09:00:00Z".parse().unwrap()),
            day("2026-03-12")
        );
    }

    #[test]
    fn minutes_are_chinas() {
        let at: Instant = "2026-03-12T06:30:00Z".parse().unwrap();
        assert_eq!(
            minute(Language::Zh, at, day("2026-03-01")),
            "3月12日（周四）14:30"
        );
    }
}
