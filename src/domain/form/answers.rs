//! One answer against the type of its field.

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use super::Town;
use crate::domain::definition::{FieldKind, TEXT_MAX_CHARS};
use crate::domain::identifiers::{CreditCode, IdentityNumber, Phone, RegionCode};

/// Longest mail address, RFC 5321.
const EMAIL_MAX_CHARS: usize = 254;
/// Nobody who applies was born before, and nothing they bring was issued before.
const FIRST_YEAR: i32 = 1900;
/// How far ahead a date may lie where one may lie ahead at all.
const YEARS_AHEAD_MAX: i32 = 100;

pub(super) type Complaint = Option<(&'static str, String)>;

/// What is wrong with an answer of one value; `ahead` where its date may lie in the future.
pub(super) fn scalar(kind: &FieldKind, answer: &Value, town: Town<'_>, ahead: bool) -> Complaint {
    if let FieldKind::Boolean = kind {
        return match answer {
            Value::Bool(_) => None,
            _ => Some(("type", "write true or false".to_owned())),
        };
    }
    if let FieldKind::Number { min, max } = kind {
        return number(answer, *min, *max);
    }
    let Some(written) = answer.as_str() else {
        return Some(("type", "write a text in quotes".to_owned()));
    };
    match kind {
        FieldKind::Text { max_chars } => text(written, *max_chars),
        FieldKind::Address => text(written, TEXT_MAX_CHARS),
        FieldKind::Date { .. } => date(written, town.today, ahead),
        FieldKind::Phone => parsed::<Phone>(written),
        FieldKind::Email => mail_address(written),
        FieldKind::IdentityNumber => identity(written, town.today),
        FieldKind::CreditCode => parsed::<CreditCode>(written),
        FieldKind::Region => region(written, town),
        FieldKind::Money => money(written),
        FieldKind::Choice { of } => {
            let known = of.iter().any(|option| option.key == written);
            let options: Vec<&str> = of.iter().map(|option| option.key.as_str()).collect();
            (!known).then(|| ("choice", format!("choose one of {}", options.join(", "))))
        }
        FieldKind::Boolean | FieldKind::Number { .. } | FieldKind::Group { .. } => None,
    }
}

fn number(answer: &Value, min: Option<i64>, max: Option<i64>) -> Complaint {
    let Some(number) = answer.as_i64() else {
        return Some(("type", "write a whole number".to_owned()));
    };
    let low = min
        .filter(|min| number < *min)
        .map(|min| format!("at least {min}"));
    let high = max
        .filter(|max| number > *max)
        .map(|max| format!("at most {max}"));
    low.or(high).map(|detail| ("range", detail))
}

pub(super) fn text(written: &str, max_chars: u32) -> Complaint {
    if written.trim().is_empty() {
        return Some(("missing", "write something".to_owned()));
    }
    if written.chars().count() > max_chars as usize {
        return Some(("range", format!("at most {max_chars} characters")));
    }
    controls(written).then(|| ("control", "take out the control characters".to_owned()))
}

/// Whether a text has characters that nobody sees and that change what is seen: controls other than the
/// end of a line, and what turns the direction around.
#[must_use]
pub fn controls(written: &str) -> bool {
    let unseen = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || turns_around(c);
    written.chars().any(unseen)
}

/// Whether a character changes the direction of what stands around it: on paper, another text would be
/// read than the one that was checked (Unicode TR 36, 2.5).
#[must_use]
pub fn turns_around(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A date that exists and that a person can mean.
fn date(written: &str, today: NaiveDate, ahead: bool) -> Complaint {
    let parsed = NaiveDate::parse_from_str(written, "%Y-%m-%d");
    let Some(date) = parsed.ok().filter(|_| written.len() == 10) else {
        return Some((
            "format",
            "write a date that exists, like 2026-04-01".to_owned(),
        ));
    };
    within(date, today, ahead)
}

fn within(date: NaiveDate, today: NaiveDate, ahead: bool) -> Complaint {
    let (year, this_year) = (date.year(), today.year());
    if year < FIRST_YEAR {
        return Some(("range", format!("no date before {FIRST_YEAR}-01-01")));
    }
    if ahead {
        let last = this_year + YEARS_AHEAD_MAX;
        return (year > last).then(|| ("range", format!("no date after the year {last}")));
    }
    (date > today).then(|| ("range", format!("{date} has not come yet; check the date")))
}

/// The number of somebody who is born already.
pub(super) fn identity(written: &str, today: NaiveDate) -> Complaint {
    match written.parse::<IdentityNumber>() {
        Ok(number) => within(number.birth_date(), today, false).map(|_| {
            (
                "range",
                "digits 7 to 14 are no possible date of birth".to_owned(),
            )
        }),
        Err(error) => Some(("format", error.to_string())),
    }
}

/// A code that is in the town's list of regions.
fn region(written: &str, town: Town<'_>) -> Complaint {
    let code: RegionCode = match written.parse() {
        Ok(code) => code,
        Err(error) => return Some(("format", error.to_string())),
    };
    if town.regions.get(&code).is_some() {
        return None;
    }
    let around = town.regions.around(&code);
    let hint = around.map(|region| format!("; the list has {} {}", region.code, region.name));
    let hint = hint.unwrap_or_default();
    Some((
        "choice",
        format!("there is no region {code} in the list{hint}"),
    ))
}

fn money(written: &str) -> Complaint {
    let (yuan, fen) = written.split_once('.').unwrap_or((written, "0"));
    let digits = |part: &str, most: usize| {
        !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit())
    };
    let fits = digits(yuan, 12) && digits(fen, 2);
    (!fits).then(|| {
        (
            "format",
            "write yuan with at most two decimals, like 1200.50".to_owned(),
        )
    })
}

pub(super) fn mail_address(written: &str) -> Complaint {
    let fits = written.chars().count() <= EMAIL_MAX_CHARS
        && !written
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
        && written.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        });
    (!fits).then(|| {
        (
            "format",
            "write a mail address, like name@example.org".to_owned(),
        )
    })
}

pub(super) fn parsed<T: std::str::FromStr>(written: &str) -> Complaint
where
    T::Err: std::fmt::Display,
{
    written
        .parse::<T>()
        .err()
        .map(|error| ("format", error.to_string()))
}
