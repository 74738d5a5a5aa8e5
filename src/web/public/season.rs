//! The part of the year in which a service takes applications, as its pages tell it: nothing that is
//! unfinished is promised a day on which nobody takes it.

use chrono::{Datelike, Days, NaiveDate};

use crate::domain::definition::{Window, Workflow};
use crate::doors::drafts::KEPT_DAYS;
use crate::notices::dates;
use crate::web::Frame;

/// When applications are taken again; none while they are.
pub(super) fn closed(workflow: &Workflow, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let window = workflow.window.as_ref()?;
    if window.contains(today.month(), today.day()) {
        return None;
    }
    let on = |year: i32, (month, day): (u32, u32)| NaiveDate::from_ymd_opt(year, month, day);
    let this = on(today.year(), window.from).filter(|day| *day > today);
    let from = this.or_else(|| on(today.year() + 1, window.from))?;
    let ends_next_year = window.to < window.from;
    let to = on(from.year() + i32::from(ends_next_year), window.to)?;
    Some((from, to))
}

/// The last day of the season that it is now; none where there are no seasons, or between two.
pub(super) fn until(workflow: &Workflow, today: NaiveDate) -> Option<NaiveDate> {
    let window = workflow.window.as_ref()?;
    let is_open = window.contains(today.month(), today.day());
    is_open.then(|| last_day(window, today)).flatten()
}

fn last_day(window: &Window, today: NaiveDate) -> Option<NaiveDate> {
    let this = NaiveDate::from_ymd_opt(today.year(), window.to.0, window.to.1)?;
    let next = || NaiveDate::from_ymd_opt(today.year() + 1, window.to.0, window.to.1);
    if this >= today { Some(this) } else { next() }
}

/// The last day of the season, where a draft that is written now is kept for longer than that.
fn cut_off(workflow: &Workflow, today: NaiveDate) -> Option<NaiveDate> {
    let kept = today.checked_add_days(Days::new(KEPT_DAYS.unsigned_abs()))?;
    until(workflow, today).filter(|last| *last < kept)
}

/// Until when an unfinished application can be gone on with: `key` says it in days, `key-season` by
/// the day on which the season ends.
pub(super) fn kept(frame: &Frame, workflow: &Workflow, key: &str) -> String {
    let today = frame.today();
    match cut_off(workflow, today) {
        Some(last) => {
            let day = dates::date(frame.language(), last, today);
            frame.say_with(&format!("{key}-season"), &[("day", day.into())])
        }
        None => frame.say_with(key, &[("days", KEPT_DAYS.into())]),
    }
}

/// The season that comes next, in a sentence.
pub(super) fn next(frame: &Frame, (from, to): (NaiveDate, NaiveDate)) -> String {
    let day = |day| dates::date(frame.language(), day, frame.today());
    let values = [("from", day(from).into()), ("to", day(to).into())];
    frame.say_with("apply-start-season", &values)
}

/// `MM-DD` as people write it.
pub(super) fn yearly(frame: &Frame, yearly: &str) -> String {
    let today = frame.today();
    let date = format!("{}-{yearly}", today.year()).parse();
    date.map_or_else(
        |_| yearly.to_owned(),
        |date| dates::brief(frame.language(), date, today),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_last_day_of_a_season_is_this_years_or_the_next() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let winter = Window {
            from: (11, 1),
            to: (2, 15),
        };
        assert_eq!(
            last_day(&winter, day("2026-12-01")),
            Some(day("2027-02-15"))
        );
        assert_eq!(
            last_day(&winter, day("2027-02-15")),
            Some(day("2027-02-15"))
        );
    }
}
