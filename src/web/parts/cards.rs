//! Cards 黄牌 红牌 on officers' pages: why, until when, the reply, and where whoever may replies.

use maud::{Markup, html};

use super::field::{self, Line, Mistake};
use super::light;
use crate::domain::ladder::CardColour;
use crate::doors::present::cards::CardView;
use crate::web::form::{self, Form};
use crate::web::{Frame, parts};

/// Longest reply, in characters.
const REPLY_MAX: u32 = 4_000;

/// What was typed into the reply to one card, and what is wrong with it.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// The card's number.
    pub number: u32,
    /// What was sent.
    pub form: &'a Form,
    /// What is wrong.
    pub mistakes: &'a [Mistake],
}

/// The form of a card, as the `id`s of its fields begin.
#[must_use]
pub fn within(number: u32) -> String {
    format!("card-{number}")
}

/// The cards under a heading; nothing where there are none.
#[must_use]
pub fn section(frame: &Frame, case: &str, cards: &[CardView]) -> Markup {
    html! {
        @if !cards.is_empty() {
            section aria-labelledby="cards" {
                h2 id="cards" { (frame.say("cards-title")) }
                (list(frame, case, cards, None))
            }
        }
    }
}

/// The cards, oldest first.
#[must_use]
pub fn list(frame: &Frame, case: &str, cards: &[CardView], typed: Option<Typed<'_>>) -> Markup {
    let of = |card: &CardView| typed.filter(|typed| typed.number == card.number);
    html! {
        ul class="plainlist" {
            @for card in cards { li class="card" { (one(frame, case, card, of(card))) } }
        }
    }
}

fn one(frame: &Frame, case: &str, card: &CardView, typed: Option<Typed<'_>>) -> Markup {
    let colour = match card.colour {
        CardColour::Yellow => "card-yellow",
        CardColour::Red => "card-red",
    };
    html! {
        p { b { (frame.say(colour)) } " · " (frame.words(&card.title)) }
        p { (why(frame, card)) }
        @match &card.reply {
            Some((at, words)) => {
                p class="hint" { (frame.say_with("card-replied", &[("day", frame.minute(*at).into())])) }
                p class="said" { (words) }
            }
            None => p {
                (frame.say("card-unanswered"))
                @if let Some(due) = &card.due {
                    " " (frame.say_with("card-answer-by", &[("day", frame.last_day(due).into())])) " " (light::due(frame, due))
                }
            }
        }
        @if card.answerable { (reply(frame, case, card.number, typed)) }
    }
}

/// The rule: which term passed, and when the card came of it.
fn why(frame: &Frame, card: &CardView) -> String {
    let about = frame.words(&card.about).to_owned();
    let day = frame.day(card.at);
    match &card.limit {
        Some(limit) => {
            let limit = parts::term(frame, limit);
            let values = [
                ("about", about.into()),
                ("limit", limit.into()),
                ("day", day.into()),
            ];
            frame.say_with("card-why", &values)
        }
        None => frame.say_with(
            "card-why-bare",
            &[("about", about.into()), ("day", day.into())],
        ),
    }
}

fn reply(frame: &Frame, case: &str, number: u32, typed: Option<Typed<'_>>) -> Markup {
    let within = within(number);
    let (label, hint) = (frame.say("card-reply"), frame.say("card-reply-hint"));
    let line = Line {
        name: "text",
        label: &label,
        hint: Some(&hint),
        value: typed.map_or("", |typed| typed.form.raw("text")),
        mistake: typed.and_then(|typed| field::of(typed.mistakes, "text")),
        max_chars: Some(REPLY_MAX),
        ..Line::within(&within)
    };
    html! {
        form method="post" action=(frame.link(&format!("/desk/requests/{case}/cards/{number}"))) {
            (form::key())
            (field::area(frame, &line, 3))
            button class="quiet" { (frame.say("card-reply-go")) }
        }
    }
}
