//! The pages of the counter: asking, choosing among several, telling.

use maud::{Markup, html};

use super::place;
use crate::domain::decide::seats::may_take;
use crate::domain::request::Duty;
use crate::doors::counter::END_CHARS;
use crate::doors::present::status::phase_words;
use crate::doors::{Doors, Found};
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::public::following::counter;
use crate::web::{Frame, Page};

/// Longest case number as people type it, in characters.
const NUMBER_MAX_CHARS: u32 = 40;
/// Longest name, in characters.
const NAME_MAX_CHARS: u32 = 100;

/// By number, or by name and the end of a number.
pub(super) fn asking(frame: &Frame, mistakes: &[Mistake], typed: Option<&Form>) -> Page {
    let title = frame.say("counter-title");
    let labels = ["open-number", "counter-name", "counter-end"].map(|key| frame.say(key));
    let [number, name, end] = &labels;
    let end_hint = frame.say("counter-end-hint");
    let line = |key: &'static str, label, max_chars| Line {
        name: key,
        label,
        value: typed.map_or("", |form| form.raw(key)),
        mistake: field::of(mistakes, key),
        max_chars: Some(max_chars),
        autocomplete: Some("off"),
        ..Line::default()
    };
    let name_of = |field: &str| match field {
        "case" => Some(number.clone()),
        "name" => Some(name.clone()),
        "end" => Some(end.clone()),
        _ => None,
    };
    let by_end = Line {
        hint: Some(&end_hint),
        short: true,
        ..line("end", end, END_CHARS as u32)
    };
    let link = frame.link("/desk/counter");
    let go = frame.say("counter-go");
    let body = html! {
        p class="back" { a href=(frame.link("/desk")) data-key="u" { (frame.say("duty-back")) } }
        (field::summary_named(frame, "", mistakes, name_of))
        h1 { (title) }
        p class="note" { (frame.say("counter-lead")) }
        div class="two" {
            form method="post" action=(link) {
                h2 { (frame.say("counter-by-number")) }
                (field::line(frame, &line("case", number, NUMBER_MAX_CHARS)))
                button { (go) }
            }
            form method="post" action=(link) {
                h2 { (frame.say("counter-by-name")) }
                (field::line(frame, &line("name", name, NAME_MAX_CHARS)))
                (field::line(frame, &by_end))
                button { (go) }
            }
        }
    };
    Page::staff(frame, title, body)
}

/// Several requests of one person, or of two who are called the same.
pub(super) fn several(doors: &Doors, frame: &Frame, found: &[Found]) -> Page {
    let title = frame.say("counter-several");
    let body = html! {
        (back(frame))
        h1 { (title) }
        p class="hint" { (frame.say("counter-several-hint")) }
        ul class="plainlist" {
            @for one in found {
                li {
                    a class="case" href=(frame.link(&place(one))) { (one.case_number()) }
                    " · " (frame.words(&phase_words(one.request.phase)))
                    " · " (frame.day(one.request.received_at))
                    (counter::whose(frame, doors, one))
                }
            }
        }
    };
    Page::staff(frame, title, body)
}

/// How far it is, and what can be printed or handed over again.
pub(super) fn told(doors: &Doors, frame: &Frame, found: &Found) -> Page {
    let (sentence, answers) = counter::told(doors, frame, found);
    let place = place(found);
    let code = format!("/desk/code?case={}", found.case_number());
    let body = html! {
        (back(frame))
        (counter::whose(frame, doors, found))
        h1 { (sentence) }
        p class="actions" {
            a class="button quiet" href=(frame.link(&format!("{place}/slip"))) { (frame.say("case-slip")) }
            a class="button quiet" href=(frame.link(&format!("{place}/receipt"))) { (frame.say("case-receipt")) }
            a class="button quiet" href=(frame.link(&code)) { (frame.say("code-title")) }
            (hand_over(doors, frame, found))
        }
        p class="hint" { (frame.say("counter-recorded")) }
        (answers)
    };
    Page::staff(frame, sentence, body)
}

/// The work of handing the result over, with its papers, where it is this officer's to do.
fn hand_over(doors: &Doors, frame: &Frame, found: &Found) -> Markup {
    let seat = found.request.seats.get(&Duty::Deliver);
    let officer = frame.staff().map(|staff| &staff.officer);
    let theirs = seat.zip(officer).is_some_and(|(seat, officer)| {
        may_take(&doors.rules(found), officer, &Duty::Deliver, seat)
    });
    let duty =
        crate::web::desk::place(&found.case_number().to_string(), &Duty::Deliver.to_string());
    html! { @if theirs { a class="button" href=(frame.link(&duty)) { (frame.say("counter-hand-over")) } } }
}

fn back(frame: &Frame) -> Markup {
    html! { p class="back" { a href=(frame.link("/desk/counter")) data-key="u" { (frame.say("counter-title")) } } }
}
