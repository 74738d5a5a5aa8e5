//! Working days 工作日: the years as they are, and what another file would move.
//!
//! A calendar comes into force when a node starts with it, so nothing is applied here: the page says
//! what would move, and what the operator does.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, Days, NaiveDate};
use maud::{Markup, html};

use crate::domain::calendar::{Calendar, CalendarError};
use crate::domain::identifiers::CaseNumber;
use crate::doors::body::digest;
use crate::doors::{Doors, Problem};
use crate::engine::Moved;
use crate::notices::dates;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Most requests that a page lists; all of them are counted.
const MOVED_SHOWN_MAX: usize = 200;

/// The years as they are, and the form for another file.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Page {
    page(&doors, &frame, "", &[])
}

fn page(doors: &Doors, frame: &Frame, typed: &str, wrong: &[Mistake]) -> Page {
    let calendar = doors.engine.calendar();
    let title = frame.say("calendar-title");
    let body = html! {
        (field::summary(frame, wrong))
        h1 { (title) }
        (horizon(frame, &calendar))
        (years(frame, &calendar))
        (own(frame, &calendar))
        section class="card" {
            h2 { (frame.say("calendar-try")) }
            p { (frame.say("calendar-try-hint")) }
            (upload(frame, "/admin/calendar", ".json,application/json", typed, wrong))
        }
        (super::stands_in(frame, "calendar.file", &doors.town.files.calendar, "config/calendars.json"))
    };
    super::page(frame, title, body)
}

/// A file to choose, or its text to paste.
pub(super) fn upload(
    frame: &Frame,
    action: &str,
    accept: &str,
    typed: &str,
    wrong: &[Mistake],
) -> Markup {
    let label = frame.say("upload-text");
    let line = Line {
        name: "text",
        label: &label,
        value: typed,
        optional: true,
        mistake: field::of(wrong, "text"),
        ..Line::default()
    };
    html! {
        form method="post" action=(frame.link(action)) enctype="multipart/form-data" {
            div class="field" {
                label for="file" { (frame.say("upload-file")) }
                input type="file" id="file" name="file" accept=(accept);
            }
            (field::area(frame, &line, if typed.is_empty() { 4 } else { 16 }))
            button { (frame.say("upload-check")) }
        }
    }
}

/// What was sent: the file, or else what was pasted.
pub(super) fn sent(form: &Form) -> &str {
    match form.raw("file").trim().is_empty() {
        true => form.raw("text"),
        false => form.raw("file"),
    }
}

/// The month in which the State Council usually publishes the next year.
const PUBLISHED_FROM_MONTH: u32 = 11;

/// Whether the coming year is published; until then late dates may still move.
fn horizon(frame: &Frame, calendar: &Calendar) -> Markup {
    let next = frame.today().year() + 1;
    let last = calendar.last_published_year();
    let year = [("year", next.to_string().into())];
    html! {
        @if last.is_none_or(|last| last < next) {
            p class=(if frame.today().month() >= PUBLISHED_FROM_MONTH { "note warm" } else { "hint" }) { (frame.say_with("calendar-next-missing", &year)) }
        }
    }
}

fn years(frame: &Frame, calendar: &Calendar) -> Markup {
    html! {
        div class="table" {
            table {
                caption { (frame.say("calendar-caption")) }
                thead { tr { @for key in ["year", "state", "holidays", "workdays"] { th scope="col" { (frame.say(&format!("calendar-column-{key}"))) } } } }
                tbody {
                    @for (year, published) in calendar.years().iter().rev() {
                        tr {
                            th scope="row" { (year) }
                            td {
                                @if *published { span class="light green" { (frame.say("calendar-published")) } }
                                @else { span class="light yellow" { (frame.say("calendar-provisional")) } }
                            }
                            td { (in_words(frame, calendar.holidays(), *year)) }
                            td { (in_words(frame, calendar.workdays(), *year)) }
                        }
                    }
                }
            }
        }
    }
}

/// Closures and half days of this office.
fn own(frame: &Frame, calendar: &Calendar) -> Markup {
    let closures = calendar.closures();
    html! {
        dl class="facts" {
            div {
                dt { (frame.say("calendar-closures")) }
                dd { @if closures.is_empty() { (frame.say("calendar-none")) } @else { (stretches(closures.iter().copied()).iter().map(|stretch| told(frame, *stretch, true)).collect::<Vec<_>>().join(&frame.say("list-separator"))) } }
            }
            div {
                dt { (frame.say("calendar-half-days")) }
                dd {
                    @if calendar.half_days().is_empty() { (frame.say("calendar-none")) }
                    @for (day, closes) in calendar.half_days() { (dates::full(frame.language(), *day)) " " (closes.format("%H:%M")) " " }
                }
            }
        }
    }
}

fn in_words(frame: &Frame, days: &BTreeSet<NaiveDate>, year: i32) -> String {
    let of_year = days.iter().copied().filter(|day| day.year() == year);
    let told: Vec<String> = stretches(of_year)
        .into_iter()
        .map(|stretch| told(frame, stretch, false))
        .collect();
    match told.is_empty() {
        true => "—".to_owned(),
        false => told.join(&frame.say("list-separator")),
    }
}

/// Days that follow one another, as first and last.
fn stretches(days: impl Iterator<Item = NaiveDate>) -> Vec<(NaiveDate, NaiveDate)> {
    let mut all: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in days {
        match all.last_mut() {
            Some((_, last)) if *last + Days::new(1) == day => *last = day,
            _ => all.push((day, day)),
        }
    }
    all
}

fn told(frame: &Frame, (first, last): (NaiveDate, NaiveDate), with_year: bool) -> String {
    let day = |day: NaiveDate| match with_year {
        true => dates::full(frame.language(), day),
        false => dates::brief(frame.language(), day, day),
    };
    match first == last {
        true => day(first),
        false => format!("{}–{}", day(first), day(last)),
    }
}

/// Whose due dates the file would move; changes nothing.
pub(super) async fn check(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let text = sent(&form);
    let refused = |words: String| {
        let wrong = [Mistake {
            field: "text".to_owned(),
            words,
        }];
        page(&doors, &frame, text, &wrong)
            .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response()
    };
    if text.trim().is_empty() {
        return Ok(refused(frame.say("upload-nothing")));
    }
    let calendar = match doors.town.calendar_of(text) {
        Ok(calendar) => calendar,
        Err(error) => return Ok(refused(fault(&frame, &error))),
    };
    let moved = doors.engine.would_move(&calendar).await?;
    Ok(outcome(&doors, &frame, text, &calendar, &moved).into_response())
}

/// What is wrong with a calendar's file, in words.
fn fault(frame: &Frame, error: &CalendarError) -> String {
    let day = |day: &NaiveDate| dates::full(frame.language(), *day);
    match error {
        CalendarError::Shape(said) => match said.rsplit_once("line ") {
            Some((_, place)) => frame.say_with(
                "calendar-wrong-shape-at",
                &[("place", place.replace(" column ", ":").into())],
            ),
            None => frame.say("calendar-wrong-shape"),
        },
        CalendarError::Duplicate { place, date } => frame.say_with(
            "calendar-wrong-twice",
            &[
                ("date", day(date).into()),
                ("place", place.to_string().into()),
            ],
        ),
        CalendarError::OutsideYear { place, date } => frame.say_with(
            "calendar-wrong-year",
            &[
                ("date", day(date).into()),
                ("place", place.to_string().into()),
            ],
        ),
        CalendarError::WeekdayAsMakeUp { date, .. } => {
            frame.say_with("calendar-wrong-weekday", &[("date", day(date).into())])
        }
        CalendarError::InBoth { date, .. } => {
            frame.say_with("calendar-wrong-both", &[("date", day(date).into())])
        }
        CalendarError::Gap { year, gap } => frame.say_with(
            "calendar-wrong-gap",
            &[
                ("year", year.to_string().into()),
                ("gap", gap.to_string().into()),
            ],
        ),
    }
}

fn outcome(doors: &Doors, frame: &Frame, text: &str, calendar: &Calendar, moved: &[Moved]) -> Page {
    let now = doors.engine.calendar();
    let gone = now.years().keys();
    let gone: Vec<String> = gone
        .filter(|year| !calendar.years().contains_key(year))
        .map(ToString::to_string)
        .collect();
    let count = [("count", (moved.len() as i64).into())];
    let title = frame.say("calendar-outcome");
    let body = html! {
        p class="back" { a href=(frame.link("/admin/calendar")) { (frame.say("calendar-back")) } }
        h1 { (title) }
        p class="note" { (frame.say("calendar-nothing-changed")) }
        @if !gone.is_empty() { p class="note warm" { (frame.say_with("calendar-years-gone", &[("years", gone.join(&frame.say("list-separator")).into())])) } }
        @if calendar == &*now { p { (frame.say("calendar-same")) } }
        (years(frame, calendar))
        (own(frame, calendar))
        h2 { (frame.say_with("calendar-moved", &count)) }
        @if moved.is_empty() { p { (frame.say("calendar-moves-nothing")) } }
        @else {
            p { (frame.say("calendar-told")) }
            div class="table" {
                table {
                    caption { (frame.say("calendar-moved-caption")) }
                    thead { tr { @for key in ["queue-column-case", "calendar-was", "calendar-then"] { th scope="col" { (frame.say(key)) } } } }
                    tbody {
                        @for moved in moved.iter().take(MOVED_SHOWN_MAX) {
                            tr {
                                th scope="row" class="case" { (CaseNumber::from(moved.id)) }
                                td class="date" { (dates::date(frame.language(), moved.was, frame.today())) }
                                td class="date" { (dates::date(frame.language(), moved.due, frame.today())) }
                            }
                        }
                    }
                }
            }
            @if moved.len() > MOVED_SHOWN_MAX { p class="hint" { (frame.say_with("calendar-moved-more", &[("count", (MOVED_SHOWN_MAX as i64).into())])) } }
        }
        (how(doors, frame, text))
    };
    super::page(frame, title, body)
}

/// What the operator does with the file: it comes into force with a start, on every node.
fn how(doors: &Doors, frame: &Frame, text: &str) -> Markup {
    let file = match doors.town.files.calendar.as_str() {
        "" => "calendars.json",
        file => file,
    };
    html! {
        section class="card" {
            h2 { (frame.say("calendar-how")) }
            p { (frame.say("calendar-how-why")) }
            ol {
                li { (frame.say("calendar-how-file")) " " code { (file) } }
                li { (frame.say("calendar-how-setting")) " " code { "[calendar] file = \"" (file) "\"" } }
                li { (frame.say("calendar-how-check")) " " code { "lianban calendar check " (file) } }
                li { (frame.say("calendar-how-restart")) }
            }
            p class="hint" { (frame.say("calendar-how-sum")) " " code { (digest(text.as_bytes())) } }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::stretches;

    #[test]
    fn days_that_follow_one_another_are_one_stretch() {
        let days = ["2026-01-01", "2026-01-02", "2026-01-04"].map(|day| day.parse().unwrap());
        assert_eq!(
            stretches(days.into_iter()),
            [(days[0], days[1]), (days[2], days[2])]
        );
    }
}
