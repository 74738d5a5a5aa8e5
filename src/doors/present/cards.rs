//! Cards 黄牌 红牌 as officers see them: why, until when a reply is due, and what was replied.

use super::case::Case;
use super::complaints::is_card;
use super::{Due, Words};
use crate::domain::calendar::Instant;
use crate::domain::decide::cards::{may_answer, reply_place};
use crate::domain::directory::{AUDITOR, Officer, SUPERVISOR};
use crate::domain::due;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::ladder::CardColour;
use crate::domain::request::{Card, ClockKey};

/// A card with what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CardView {
    /// Number within the request.
    pub number: u32,
    /// Yellow or red.
    pub colour: CardColour,
    /// Against whom.
    pub department: DepartmentKey,
    /// Its name.
    pub title: Words,
    /// The clock it came from.
    pub clock: ClockKey,
    /// What that clock measures.
    pub about: Words,
    /// The term that passed, as budgets are written.
    pub limit: Option<String>,
    /// When it was issued.
    pub at: Instant,
    /// When the reply is due; none once it was given.
    pub due: Option<Due>,
    /// When the department replied, and what.
    pub reply: Option<(Instant, String)>,
    /// Whether whoever looks may reply.
    pub answerable: bool,
}

/// The cards of a request that an officer may know of, oldest first. Those over a complaint are the
/// supervisors' own affair.
#[must_use]
pub fn cards(case: &Case<'_>, officer: &Officer) -> Vec<CardView> {
    let hears = officer.is(SUPERVISOR) || officer.is(AUDITOR);
    let known = |card: &&Card| {
        hears || card.department == officer.department || !is_card(case.request, card.number)
    };
    let cards = case.request.cards.iter().filter(known);
    cards.map(|card| view(case, officer, card)).collect()
}

/// The cards against an officer's own department.
#[must_use]
pub fn own(case: &Case<'_>, officer: &Officer) -> Vec<CardView> {
    let mut cards = cards(case, officer);
    cards.retain(|card| card.department == officer.department);
    cards
}

fn view(case: &Case<'_>, officer: &Officer, card: &Card) -> CardView {
    let request = case.request;
    let reply = |at| {
        let words = case.facts.words.get(&reply_place(card.number));
        (at, words.cloned().unwrap_or_default())
    };
    let due = || due::at(&case.rules, request, &ClockKey::Card(card.number), case.at);
    let term = request.clocks.get(&card.clock);
    CardView {
        number: card.number,
        colour: card.colour,
        title: case.department(&card.department),
        department: card.department.clone(),
        about: case.clock(&card.clock),
        clock: card.clock.clone(),
        limit: term.map(|clock| clock.budget.to_string()),
        at: card.at,
        due: card
            .answered_at
            .is_none()
            .then(due)
            .flatten()
            .map(Due::from),
        reply: card.answered_at.map(reply),
        answerable: may_answer(request, officer, card.number).is_ok(),
    }
}
