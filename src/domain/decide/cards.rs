//! Replies to cards 黄牌 红牌: the department that a card is against says why, and what it does about it.

use crate::domain::command::Actor;
use crate::domain::directory::{HEAD, Officer};
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Card, ClockKey, Request};

use super::seats::{not_yours, role};
use super::turn::Turn;
use super::worded;

/// Where the words of a reply stand among the facts.
#[must_use]
pub fn reply_place(number: u32) -> String {
    format!("card:{number}")
}

/// Whether an officer may reply to a card: one of the department it is against, once.
///
/// # Errors
/// For a card there is none of, of another department, or answered.
pub fn may_answer(request: &Request, officer: &Officer, number: u32) -> Result<(), Refusal> {
    let card = find(request, number)?;
    if officer.department != card.department {
        return Err(not_yours(&card.department, &role(HEAD)));
    }
    match card.answered_at {
        Some(_) => Err(Refusal::AlreadySettled {
            what: "card",
            number,
        }),
        None => Ok(()),
    }
}

fn find(request: &Request, number: u32) -> Result<&Card, Refusal> {
    let mut cards = request.cards.iter();
    let card = cards.find(|card| card.number == number);
    card.ok_or(Refusal::NoSuch {
        what: "card",
        number,
    })
}

pub(super) fn answer(
    turn: &mut Turn<'_>,
    actor: &Actor,
    number: u32,
    text: &str,
) -> Result<(), Refusal> {
    match actor.officer() {
        Some(officer) => may_answer(&turn.request, officer, number)?,
        None => {
            let card = find(&turn.request, number)?;
            return Err(not_yours(&card.department, &role(HEAD)));
        }
    }
    worded(text)?;
    let patch = FactsPatch::of_words(reply_place(number), text);
    turn.record_with(Event::CardAnswered { number }, patch);
    turn.end_clock(&ClockKey::Card(number));
    Ok(())
}
