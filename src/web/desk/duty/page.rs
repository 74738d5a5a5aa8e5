//! The page of a duty: papers, answers, opinions of others, what can be done, what happened.

use maud::{Markup, html};

use super::super::place;
use super::done::{Done, noted, told};
use super::{Asked, Shown, Typed, act, asking, forms, handing, letter, papers, result};
use crate::doors::Doors;
use crate::doors::present::duty::DutyView;
use crate::web::parts::{answers, cards, field, light};
use crate::web::{Frame, Page};

/// The page, below what was just done.
pub(super) fn page(
    doors: &Doors,
    frame: &Frame,
    shown: &Shown,
    typed: &Typed<'_>,
    (asked, just): (&Asked, Option<&Done>),
) -> Page {
    let view = &shown.view;
    let title = format!("{} · {}", frame.words(&view.title), view.case_number);
    let body = html! {
        p class="back" { a href=(frame.link("/desk")) data-key="u" { (frame.say("duty-back")) } }
        (told(frame, just))
        (noted(frame, asked.noted.as_deref()))
        (field::summary_named(frame, typed.act, &typed.mistakes, |name| name_of(doors, frame, shown, typed.act, name)))
        (head(frame, shown))
        div class="two" {
            section class="papers" aria-labelledby="papers" {
                h2 id="papers" { (frame.say("duty-papers")) }
                (papers::panel(frame, shown))
            }
            div {
                section aria-labelledby="answers" {
                    h2 id="answers" { (frame.say("duty-answers")) }
                    (applicant(frame, view))
                    (answers::list(frame, &shown.found.service.workflow.form, &view.form, &doors.engine.directory().regions))
                }
                (opinions(frame, view))
                (handing::shown(frame, &shown.handings))
                (asking::shown(frame, shown.asking.as_ref(), &shown.brought()))
                (cards::section(frame, &view.case_number, &shown.cards))
                (result::in_hand(doors, frame, shown))
                (letter::to_tell(frame, shown))
                (forms::all(doors, frame, shown, typed))
            }
        }
        (history(frame, shown))
    };
    let page = Page::staff(frame, title, body);
    match forms::keeps(frame, shown) {
        Some(keeps) => page.typing(Some(keeps)),
        None => page,
    }
}

fn name_of(doors: &Doors, frame: &Frame, shown: &Shown, act: &str, field: &str) -> Option<String> {
    let Some(what) = field.strip_prefix(act::ITEM) else {
        return act::name_of(frame, act, field);
    };
    let item = doors.case(&shown.found).item(what);
    Some(frame.say_with("items-explain", &[("item", frame.words(&item).into())]))
}

fn head(frame: &Frame, shown: &Shown) -> Markup {
    let view = &shown.view;
    html! {
        h1 { (frame.words(&view.title)) }
        p class="lead" {
            b { (view.case_number) } " · " (frame.words(&view.service))
            @if let Some(stage) = &view.stage { " · " (frame.words(stage)) }
        }
        p {
            @if let Some(due) = &view.due { (light::due(frame, due)) " " (frame.say_with("duty-due", &[("day", frame.last_day(due).into())])) " · " }
            @match &shown.holder {
                Some(holder) => (frame.say_with("duty-held", &[("name", holder.as_str().into())])),
                None => (frame.say("duty-free")),
            }
        }
    }
}

fn applicant(frame: &Frame, view: &DutyView) -> Markup {
    let seen = &view.applicant;
    let lines = [
        ("applicant-name", &seen.name),
        ("applicant-identity", &seen.identity),
        ("applicant-phone", &seen.phone),
        ("applicant-email", &seen.email),
    ];
    html! {
        dl class="facts" {
            @for (key, value) in lines {
                @if let Some(value) = value { div { dt { (frame.say(key)) } dd { (value) } } }
            }
        }
    }
}

fn opinions(frame: &Frame, view: &DutyView) -> Markup {
    html! {
        @if !view.opinions.is_empty() {
            section aria-labelledby="opinions" {
                h2 id="opinions" { (frame.say("duty-opinions")) }
                ul class="strands" {
                    @for opinion in &view.opinions {
                        li {
                            b { (frame.words(&opinion.title)) } " "
                            (frame.say(&format!("opinion-{}", opinion.verdict.replace('_', "-"))))
                            @if !opinion.text.is_empty() { p { (opinion.text) } }
                            @if let Some(basis) = &opinion.basis { p class="basis" { (basis) } }
                        }
                    }
                }
            }
        }
    }
}

fn history(frame: &Frame, shown: &Shown) -> Markup {
    html! {
        section aria-labelledby="history" {
            h2 id="history" { (frame.say("duty-history")) }
            ol class="history" {
                @for line in shown.history.iter().rev() {
                    li {
                        time datetime=(line.at.to_rfc3339()) { (frame.minute(line.at)) } " "
                        (frame.say(&format!("event-{}", line.event.replace('_', "-"))))
                        @if let Some(about) = &line.about { " · " (frame.words(about)) }
                        @if let Some(department) = &line.department { " · " small { (frame.words(department)) } }
                    }
                }
            }
            @if let Some(until) = shown.earlier {
                @let here = place(&shown.view.case_number, &shown.view.duty);
                p { a href=(frame.link(&format!("{here}?until={until}#history"))) { (frame.say("page-earlier")) } }
            }
        }
    }
}
