//! Who looked at the personal data, and what happened so far.

use maud::{Markup, html};

use super::Shown;
use crate::domain::calendar::{Instant, civil};
use crate::doors::counter::{FOUND, LOOKED, RECEIPT};
use crate::doors::present::following::purpose;
use crate::doors::present::timeline::{self, Happened};
use crate::web::Frame;

/// Most lines that are shown of what happened, the newest.
const LINES: usize = 150;
/// Most lines of looks that are not folded away.
const LOOKS: usize = 8;

/// Every look: department, when, for what; those of one day for one thing in one line.
pub(super) fn looks(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    let days = grouped(shown, false, |at| frame.day(at));
    let (newest, older) = days.split_at(days.len().min(LOOKS));
    let nobody = shown.status.looks.is_empty();
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
            (by_programs(shown))
        }
    }
}

/// What programs of other offices fetched, many a night perhaps: a line a month.
fn by_programs(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    let months = grouped(shown, true, |at| frame.month(at));
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

/// Looks of people or of programs, those of one span in one line; `span` names the one of an instant.
fn grouped(shown: &Shown<'_>, by_program: bool, span: impl Fn(Instant) -> String) -> Vec<Day> {
    let frame = shown.frame;
    let mut days: Vec<Day> = Vec::new();
    // Newest first: each further look of a line is an earlier one.
    let looks = shown.status.looks.iter();
    for look in looks.filter(|look| look.by_program == by_program) {
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

/// What happened, newest first, folded away.
pub(super) fn past(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    let past = timeline::past(&shown.case, &shown.entries);
    let lines: Vec<(String, String)> = past
        .iter()
        .rev()
        .take(LINES)
        .filter_map(|line| Some((frame.minute(line.at), happened(shown, line)?)))
        .collect();
    html! {
        section class="answer" aria-labelledby="past" {
            h2 id="past" { (frame.say("past-title")) }
            details {
                summary { (frame.say_with("past-open", &[("count", lines.len().into())])) }
                ol class="past" reversed {
                    @for (at, said) in &lines { li { span class="when" { (at) } " " (said) } }
                }
            }
        }
    }
}

/// One line in words; what has no words in the catalogue is left out rather than shown raw.
fn happened(shown: &Shown<'_>, line: &Happened) -> Option<String> {
    let frame = shown.frame;
    let about = line.about.as_ref();
    let about = about.map(|words| frame.words(words).to_owned());
    let by_rule = line.event == "opined" && line.department.is_none();
    let key = if by_rule {
        "past-opined-by-rule".to_owned()
    } else {
        format!("past-{}", line.event.replace('_', "-"))
    };
    let department = line.department.as_ref();
    let department = department.map_or_else(
        || who(shown, &line.by),
        |words| frame.words(words).to_owned(),
    );
    let about = about.unwrap_or_else(|| frame.words(&shown.status.service).to_owned());
    let values = [("department", department.into()), ("about", about.into())];
    crate::i18n::find(frame.language(), &key, &values)
}

fn who(shown: &Shown<'_>, by: &str) -> String {
    let key = if by == "applicant" {
        "past-you"
    } else {
        "past-system"
    };
    shown.frame.say(key)
}
