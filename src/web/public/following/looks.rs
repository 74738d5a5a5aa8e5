//! Who looked at the personal data.

use maud::{Markup, html};

use super::Shown;
use crate::domain::calendar::{Instant, civil};
use crate::doors::counter::{FOUND, LOOKED, RECEIPT};
use crate::doors::present::following::purpose;
use crate::doors::present::status::LookView;
use crate::web::Frame;

/// Most lines of looks that are not folded away.
const LOOKS: usize = 8;

/// Every look: department, when, for what; those of one day for one thing in one line.
pub(super) fn looks(shown: &Shown<'_>, looks: &[LookView]) -> Markup {
    let frame = shown.frame;
    let of = |by_program| {
        looks
            .iter()
            .filter(move |look| look.by_program == by_program)
    };
    let days = grouped(shown, of(false), |at| frame.day(at));
    let (newest, older) = days.split_at(days.len().min(LOOKS));
    let nobody = looks.is_empty();
    html! {
        section class="answer" aria-labelledby="looks" {
            h2 id="looks" { (frame.say("looks-title")) }
            @if nobody { p { (frame.say("looks-none")) } } @else { p class="hint" { (frame.say("looks-hint")) } }
            ul class="plainlist" { @for day in newest { (look(frame, day)) } }
            @if !older.is_empty() {
                details {
                    summary { (frame.say_with("looks-older", &[("count", older.len().into())])) }
                    ul class="plainlist" { @for day in older { (look(frame, day)) } }
                }
            }
            (by_programs(shown, of(true)))
        }
    }
}

/// What programs of other offices fetched, many a night perhaps: a line a month.
fn by_programs<'l>(shown: &Shown<'_>, looks: impl Iterator<Item = &'l LookView>) -> Markup {
    let frame = shown.frame;
    let months = grouped(shown, looks, |at| frame.month(at));
    html! {
        @if !months.is_empty() {
            details {
                summary { (frame.say_with("looks-programs", &[("count", months.iter().map(|month| month.count).sum::<usize>().into())])) }
                ul class="plainlist" {
                    @for month in &months {
                        li {
                            b { (month.department) } " · " (month.what) br;
                            span class="when" { (month.day) " " (frame.say_with("looks-times", &[("count", month.count.into())])) }
                        }
                    }
                }
            }
        }
    }
}

/// Looks of one department, for one thing, on one day or in one month: the first, the last, and how many.
struct Day {
    department: String,
    what: String,
    day: String,
    first: String,
    last: String,
    count: usize,
}

/// Looks, those of one span in one line; `span` names the one of an instant.
fn grouped<'l>(
    shown: &Shown<'_>,
    looks: impl Iterator<Item = &'l LookView>,
    span: impl Fn(Instant) -> String,
) -> Vec<Day> {
    let frame = shown.frame;
    let mut days: Vec<Day> = Vec::new();
    // Newest first: each further look of a line is an earlier one.
    for look in looks {
        let department = look.department.parse().ok();
        let department = department.map(|key| shown.case.department(&key));
        let time = civil(look.at).format("%H:%M").to_string();
        let one = Day {
            department: department.map_or(String::new(), |words| frame.words(&words).to_owned()),
            what: what_for(shown, &look.purpose),
            day: span(look.at),
            first: time.clone(),
            last: time,
            count: 1,
        };
        let same = |day: &&mut Day| {
            day.department == one.department && day.what == one.what && day.day == one.day
        };
        match days.iter_mut().find(same) {
            Some(known) => {
                known.first = one.first;
                known.count += 1;
            }
            None => days.push(one),
        }
    }
    days
}

fn look(frame: &Frame, day: &Day) -> Markup {
    html! {
        li {
            b { (day.department) } " · " (day.what) br;
            span class="when" {
                (day.day) " " (day.first)
                @if day.last != day.first { "–" (day.last) }
                @if day.count > 1 { " " (frame.say_with("looks-times", &[("count", day.count.into())])) }
            }
        }
    }
}

fn what_for(shown: &Shown<'_>, said: &str) -> String {
    let frame = shown.frame;
    let key = match said {
        "certificate" | "refusal" => "look-certificate",
        "journal" => "look-journal",
        LOOKED => "look-counter",
        FOUND => "look-counter-found",
        RECEIPT => "look-counter-receipt",
        _ => "look-supervision",
    };
    match purpose(&shown.case, said) {
        Some(duty) if said.starts_with("document:") => {
            frame.say_with("look-document", &[("what", frame.words(&duty).into())])
        }
        Some(duty) => frame.words(&duty).to_owned(),
        None => frame.say(key),
    }
}
