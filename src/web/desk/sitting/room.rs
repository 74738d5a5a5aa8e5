//! The room: agenda with every department's word, who is there, the minutes, the close.

use maud::{Markup, html};

use super::Shown;
use super::list::{department, progress, service};
use crate::domain::directory::{HEAD, Officer, SUPERVISOR};
use crate::domain::request::{Review, ReviewId};
use crate::domain::sitting::{self, Draft, Item, Quorum, SittingProgress};
use crate::doors::{Doors, Found, Problem};
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::parts::reasons;
use crate::web::{Frame, Page};

/// Longest minutes, in characters.
const MINUTES_MAX: u32 = 20_000;
/// The field that says of which item an opinion is.
const ITEM: &str = "item";

pub(super) fn page(
    doors: &Doors,
    frame: &Frame,
    shown: &Shown,
    mistakes: &[Mistake],
    typed: Option<&Form>,
) -> Result<Page, Problem> {
    let officer = &frame.officer()?.officer;
    let sitting = &shown.sitting;
    let is_open = sitting.progress == SittingProgress::Called;
    let has_begun = sitting::begun(sitting, frame.now()).is_ok();
    let oversees = officer.is(SUPERVISOR);
    let leads = oversees || officer.department == sitting.lead;
    let closes = oversees || leads && officer.is(HEAD);
    let title = format!(
        "{} · {}",
        frame.say("sitting-title"),
        frame.minute(sitting.called_for)
    );
    let body = html! {
        p class="back" { a href=(frame.link("/desk/sittings")) { (frame.say("sittings-title")) } }
        (summary(frame, mistakes, typed))
        h1 { (title) }
        p class="lead" { (service(doors, frame, sitting)) " · " (department(doors, frame, &sitting.lead)) " · " (frame.say(progress(sitting))) }
        div class="two" {
            section aria-labelledby="agenda" {
                h2 id="agenda" { (frame.say("sitting-agenda")) " " span class="count" { (shown.items.len()) } }
                @if shown.items.is_empty() { p class="empty" { (frame.say("sitting-empty")) } }
                @for item in &shown.items { (self::item(doors, frame, shown, item, officer, (mistakes, typed))) }
                @if is_open && leads { (waiting(frame, shown)) }
            }
            div {
                (present(doors, frame, shown, (is_open, has_begun)))
                @if is_open && leads && !closes { p class="hint" { (frame.say("sitting-head-closes")) } }
                @if is_open && !has_begun { p class="note" { (frame.say_with("sitting-begins", &[("at", frame.minute(sitting.called_for).into())])) } }
                @if is_open && closes && has_begun { (closing(frame, shown, mistakes, typed)) }
                @if is_open && closes { (calling_off(frame, shown)) }
                @if let Some(minutes) = sitting.minutes.as_ref().filter(|_| leads || sitting.present.contains_key(&officer.department)) {
                    section aria-labelledby="minutes-title" { h2 id="minutes-title" { (frame.say("sitting-minutes")) } p class="card" { (minutes) } }
                }
            }
        }
    };
    Ok(Page::staff(frame, title, body))
}

fn link(frame: &Frame, shown: &Shown, act: &str) -> String {
    frame.link(&format!("/desk/sittings/{}/{act}", shown.sitting.id))
}

fn item(
    doors: &Doors,
    frame: &Frame,
    shown: &Shown,
    item: &Found,
    officer: &Officer,
    (mistakes, typed): (&[Mistake], Option<&Form>),
) -> Markup {
    let is_open = shown.sitting.progress == SittingProgress::Called;
    let case = doors.case(item);
    let number = item.case_number();
    html! {
        article class="card" {
            h3 { (number) }
            ul class="strands" {
                @for (id, review) in item.request.reviews_of(&shown.sitting.stage) {
                    li { b { (department(doors, frame, &review.department)) } " " (frame.words(&case.review(id))) " " (word(frame, shown, item, id, review, officer)) }
                }
            }
            @if is_open {
                @for (id, review) in item.request.reviews_of(&shown.sitting.stage) {
                    @if review.is_open() && review.department == officer.department { (speaking(frame, shown, &format!("{number} {id}"), frame.words(&case.review(id)), mistakes, typed)) }
                }
            }
        }
    }
}

/// What a department says so far: its own words to itself, to others that it is ready.
fn word(
    frame: &Frame,
    shown: &Shown,
    item: &Found,
    id: &ReviewId,
    review: &Review,
    officer: &Officer,
) -> Markup {
    let of_this = |draft: &&Draft| draft.request == item.request.id && &draft.review == id;
    let draft = shown.sitting.drafts.iter().find(of_this);
    let own = review.department == officer.department;
    html! {
        @match (draft, &review.opinion) {
            (_, Some(given)) => { span class="light green" { "● " (frame.say(&format!("opinion-{}", given.verdict.as_str().replace('_', "-")))) } }
            (Some(draft), None) if own => { span class="light green" { "● " (frame.say(&format!("opinion-{}", draft.opinion.verdict.as_str().replace('_', "-")))) } @if !draft.opinion.text.is_empty() { p { (draft.opinion.text) } } }
            (Some(_), None) => span class="light green" { "● " (frame.say("sitting-ready")) },
            (None, None) => span class="light grey" { "○ " (frame.say("sitting-silent")) },
        }
    }
}

/// The form that was typed into, where it is about this item.
fn typed_on<'f>(typed: Option<&'f Form>, item: &str) -> Option<&'f Form> {
    typed.filter(|form| form.text(ITEM) == item)
}

/// The beginning of the ids of the form about an item.
fn within(item: &str) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter
        } else {
            '-'
        }
    };
    item.chars().map(plain).collect()
}

/// Everything wrong, linked to the form it was typed into.
fn summary(frame: &Frame, mistakes: &[Mistake], typed: Option<&Form>) -> Markup {
    let item = typed.map_or("", |form| form.text(ITEM));
    field::summary_named(frame, &within(item), mistakes, |name| {
        let key = match name {
            "minutes" => "sitting-minutes",
            "verdict" => "opinion-says",
            "text" => "opinion-text",
            "reason" => "refusing-reason",
            "basis" => "refusing-basis",
            _ => return None,
        };
        Some(frame.say(key))
    })
}

fn speaking(
    frame: &Frame,
    shown: &Shown,
    item: &str,
    title: &str,
    mistakes: &[Mistake],
    typed: Option<&Form>,
) -> Markup {
    let typed = typed_on(typed, item);
    let within = within(item);
    let labels = [
        "opinion-says",
        "opinion-text",
        "refusing-reason",
        "refusing-basis",
        "opinion-template",
    ];
    let templates = reasons::options(frame, &shown.templates);
    let [says, text, reason, basis, template] = labels.map(|key| frame.say(key));
    let line = |name: &'static str, label, max_chars| Line {
        name,
        label,
        value: typed.map_or("", |form| form.raw(name)),
        mistake: field::of(mistakes, name).filter(|_| typed.is_some()),
        max_chars,
        as_needed: name != "verdict",
        ..Line::within(&within)
    };
    let verdicts = ["agree", "conditions", "refuse", "not_concerned"].map(|verdict| {
        let words = frame.say(&format!("opinion-{}", verdict.replace('_', "-")));
        (verdict.to_owned(), words)
    });
    html! {
        details class="act" open[typed.is_some()] {
            summary { (frame.say_with("sitting-speak", &[("review", title.into())])) }
            form method="post" action=(link(frame, shown, "draft")) {
                (form::key())
                (field::hidden(ITEM, item))
                (field::choice(frame, &line("verdict", &says, None), &verdicts))
                @if !templates.is_empty() { (field::select(frame, &Line { optional: true, ..line("template", &template, None) }, &templates)) }
                (field::area(frame, &line("text", &text, Some(4_000)), 2))
                p class="hint" { (frame.say("refusing-needs")) }
                (field::select(frame, &line("reason", &reason, None), &reasons::codes(frame)))
                (field::line(frame, &line("basis", &basis, Some(200))))
                p class="actions" { button class="quiet" { (frame.say("sitting-speak-go")) } }
            }
        }
    }
}

/// What waits for a sitting and is not on this agenda yet.
fn waiting(frame: &Frame, shown: &Shown) -> Markup {
    html! {
        @if !shown.waiting.is_empty() {
            form method="post" action=(link(frame, shown, "agenda")) {
                (form::key())
                fieldset class="field" id="request" {
                    legend { (frame.say("sitting-waiting")) }
                    @for found in &shown.waiting {
                        label class="option" { input type="checkbox" name="request" value=(found.case_number()) checked; span { (found.case_number()) " · " (frame.text(&found.service.workflow.title)) } }
                    }
                }
                button class="quiet" { (frame.say("sitting-add")) }
            }
        }
    }
}

/// How many departments are needed, and how many of those that count are there.
fn quorum(frame: &Frame, shown: &Shown) -> String {
    let items: Vec<Item<'_>> = shown.items.iter().map(super::item).collect();
    let Quorum { present, needed } = sitting::quorum(&shown.sitting, &items);
    let key = match present < needed {
        true => "sitting-quorum-short",
        false => "sitting-quorum-there",
    };
    let values = [("needed", needed.into()), ("present", present.into())];
    frame.say_with(key, &values)
}

fn present(
    doors: &Doors,
    frame: &Frame,
    shown: &Shown,
    (is_open, has_begun): (bool, bool),
) -> Markup {
    let sitting = &shown.sitting;
    html! {
        section aria-labelledby="present" {
            h2 id="present" { (frame.say("sitting-present")) " " span class="count" { (sitting.present.len()) } }
            @if is_open && !shown.items.is_empty() { p class="hint" { (quorum(frame, shown)) } }
            ul class="plainlist" {
                @for (department, officers) in &sitting.present {
                    li { b { (self::department(doors, frame, department)) } " "
                        @for officer in officers { (shown.names.get(&officer.0).map_or("", String::as_str)) " " } }
                }
            }
            @if is_open && has_begun {
                form method="post" action=(link(frame, shown, "attend")) { (form::key()) button class="quiet" { (frame.say("sitting-attend")) } }
            }
        }
    }
}

fn closing(frame: &Frame, shown: &Shown, mistakes: &[Mistake], typed: Option<&Form>) -> Markup {
    let label = frame.say("sitting-minutes");
    let hint = frame.say("sitting-minutes-hint");
    let line = Line {
        name: "minutes",
        label: &label,
        hint: Some(&hint),
        value: typed.map_or("", |form| form.raw("minutes")),
        mistake: field::of(mistakes, "minutes"),
        max_chars: Some(MINUTES_MAX),
        ..Line::default()
    };
    html! {
        section class="work" aria-labelledby="closing" {
            h2 id="closing" { (frame.say("sitting-close")) }
            p class="hint" { (frame.say("sitting-close-hint")) }
            form method="post" action=(link(frame, shown, "close")) {
                (form::key())
                (field::area(frame, &line, 6))
                button { (frame.say("sitting-close")) }
            }
        }
    }
}

fn calling_off(frame: &Frame, shown: &Shown) -> Markup {
    html! {
        form class="apart" method="post" action=(link(frame, shown, "call-off")) { (form::key()) button class="quiet" { (frame.say("sitting-call-off")) } }
    }
}
