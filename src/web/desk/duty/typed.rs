//! What somebody typed into a form that could not be carried out: nothing of it is lost. Where the work can
//! still be done the form stands there again; where it cannot, everything typed stands there to be copied.

use maud::{Markup, html};

use super::{Shown, Typed, act};
use crate::domain::decide::seats::may_sit;
use crate::domain::directory::HEAD;
use crate::doors::Doors;
use crate::web::Frame;
use crate::web::form::Form;

/// Fields that hold words.
const WORDS: [&str; 5] = ["template", "text", "basis", "authority", "reason"];

/// Whether what was typed could still be sent by who typed it: nobody has the work in hand, or the
/// reader is a head, who may do what others hold.
pub(super) fn can_be_given(doors: &Doors, frame: &Frame, shown: &Shown, typed: &Typed<'_>) -> bool {
    let Some(staff) = frame.staff().filter(|_| has_words(typed)) else {
        return false;
    };
    let officer = &staff.officer;
    let holder = shown.seat.holder;
    let in_reach = holder.is_none_or(|it| it == officer.id) || officer.is(HEAD);
    let rules = doors.rules(&shown.found);
    in_reach && !shown.who.is_barred() && may_sit(&rules, officer, &shown.duty, &shown.seat)
}

/// Whether something was typed that would be lost.
pub(super) fn has_words(typed: &Typed<'_>) -> bool {
    typed
        .form
        .is_some_and(|form| !typed_lines(typed.act, form).is_empty())
}

/// Everything that was typed, each with the name of its field.
pub(super) fn to_copy(
    frame: &Frame,
    act: &str,
    form: &Form,
    item: impl Fn(&str) -> Option<String>,
) -> Markup {
    let lines = typed_lines(act, form);
    html! {
        @if !lines.is_empty() {
            section aria-labelledby="typed" {
                h2 id="typed" { (frame.say("duty-typed")) }
                p class="hint" { (frame.say("duty-typed-hint")) }
                dl class="facts" {
                    @for (name, value) in lines {
                        div {
                            dt { (label(frame, act, name, &item)) }
                            dd class="said" { (words(frame, act, name, value)) }
                        }
                    }
                }
            }
        }
    }
}

/// What a person typed or chose; ticks and what travels with a form are none of it.
fn typed_lines<'f>(act: &str, form: &'f Form) -> Vec<(&'f str, &'f str)> {
    let counts = |name: &str| {
        WORDS.contains(&name) || name.starts_with(act::ITEM) || code_of(act, name).is_some()
    };
    let fields = form.fields().iter();
    let fields = fields.map(|(name, value)| (name.as_str(), value.trim()));
    let mut lines: Vec<_> = fields
        .filter(|(name, value)| !value.is_empty() && counts(name))
        .collect();
    // A choice alone is no work of anybody's.
    if lines.iter().all(|(name, _)| code_of(act, name).is_some()) {
        lines.clear();
    }
    lines
}

/// The beginning of the words of a field that holds a code.
fn code_of(act: &str, name: &str) -> Option<&'static str> {
    match (act, name) {
        ("opinion", "verdict") => Some("opinion-"),
        ("decide", "outcome") => Some("decision-"),
        ("opinion" | "decide" | "refuse", "reason") => Some("refusing-code-"),
        _ => None,
    }
}

fn label(frame: &Frame, act: &str, name: &str, item: impl Fn(&str) -> Option<String>) -> String {
    let of_item = name.strip_prefix(act::ITEM).map(|what| match item(what) {
        Some(item) => frame.say_with("items-explain", &[("item", item.into())]),
        None => frame.say("items-which"),
    });
    of_item
        .or_else(|| act::name_of(frame, act, if name == "template" { "text" } else { name }))
        .unwrap_or_default()
}

fn words(frame: &Frame, act: &str, name: &str, value: &str) -> String {
    let code = code_of(act, name).map(|begins| format!("{begins}{}", value.replace('_', "-")));
    let known = code.and_then(|key| crate::i18n::find(frame.language(), &key, &[]));
    known.unwrap_or_else(|| value.to_owned())
}
