//! Letters to officers: what one command has for one person goes into one letter.
//!
//! Made without the facts of the request and without words anybody wrote: no personal data can be
//! in them beyond the case number and the service.

use crate::domain::definition::Language;
use crate::domain::directory::SUPERVISOR;
use crate::domain::effect::{Recipient, Tell};
use crate::domain::ladder::CardColour;
use crate::domain::request::{ClockKey, Duty};
use crate::i18n::text;

use super::case::Case;
use super::letter::{Mail, Reader};
use super::names;
use super::values::{Values, reason};

/// Renders everything one command has for one officer, in their language; none for no tells.
///
/// `message_id` is `left@right`.
#[must_use]
pub fn to_officer(
    case: &Case<'_>,
    tells: &[Tell],
    reader: &Reader,
    message_id: &str,
) -> Option<Mail> {
    let mut parts = tells.iter().map(|tell| part(case, tell, reader));
    let first = parts.next()?;
    let parts: Vec<Part> = parts.collect();
    let said = if parts.is_empty() {
        first
    } else {
        merged(case, reader, first, parts)
    };
    let greeting = Values::none(reader.language)
        .with("name", super::plain::line(&reader.name))
        .text("salutation");
    let body = format!("{greeting}\n\n{}", said.body);
    Some(Mail::new(&said.template, reader, &said.subject, body, message_id).about(case))
}

/// What an officer is told of, by the template of the effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matter {
    Assigned,
    Remind,
    Urge,
    NotifyRole,
    Reassigned,
    Card(CardColour),
    HandedTo,
}

impl Matter {
    fn of(template: &str) -> Option<Self> {
        Some(match template {
            "assigned" => Self::Assigned,
            "remind" => Self::Remind,
            "urge" => Self::Urge,
            "notify-role" => Self::NotifyRole,
            "reassigned" => Self::Reassigned,
            "card-yellow" => Self::Card(CardColour::Yellow),
            "card-red" | "card-red-copy" => Self::Card(CardColour::Red),
            "handed-to" => Self::HandedTo,
            _ => return None,
        })
    }
}

struct Part {
    template: String,
    subject: String,
    body: String,
}

fn part(case: &Case<'_>, tell: &Tell, reader: &Reader) -> Part {
    let values = values(case, tell, reader.language);
    Part {
        template: tell.template.clone(),
        subject: values.text(&format!("{}-subject", tell.template)),
        body: values.text(&format!("{}-body", tell.template)),
    }
}

fn merged(case: &Case<'_>, reader: &Reader, first: Part, others: Vec<Part>) -> Part {
    let parts: Vec<Part> = std::iter::once(first).chain(others).collect();
    let lines: Vec<String> = parts
        .iter()
        .zip(1..)
        .map(|(part, number)| format!("{number}. {}\n\n{}", part.subject, part.body))
        .collect();
    let values = || {
        [
            ("case", case.number().to_string().into()),
            (
                "service",
                case.workflow
                    .title
                    .in_language(reader.language)
                    .to_owned()
                    .into(),
            ),
            ("count", parts.len().into()),
            ("items", lines.join("\n\n").into()),
        ]
    };
    Part {
        template: "merged".to_owned(),
        subject: text(reader.language, "merged-subject", &values()),
        body: text(reader.language, "merged-body", &values()),
    }
}

fn values(case: &Case<'_>, tell: &Tell, language: Language) -> Values {
    let duty = tell.duty.as_ref();
    let owner = duty.map_or_else(|| case.workflow.lead.clone(), |duty| case.owner(duty));
    let clock = clock(tell);
    let matter = Matter::of(&tell.template);
    // A card's `due` is that of the overdue work there, not of the reply.
    let said_better: &[&str] = match matter {
        Some(Matter::Card(_)) => &["due"],
        _ => &[],
    };
    Values::of(case, language)
        .with("department", case.department(&owner, language))
        .with("link", link(case, tell))
        .with_some(
            "review",
            duty.map(|duty| case.duty(duty, language))
                .or_else(|| clock.as_ref().map(|clock| case.clock(clock, language))),
        )
        .with_some("due", due(case, tell, matter, language))
        .with_some(
            "basis",
            clock.and_then(|clock| limit(case, &clock, language)),
        )
        .with_some("seat", duty.and_then(|duty| seat(case, duty, language)))
        .with_some("reason", matter.and_then(|matter| why(matter, language)))
        .told(case, tell, said_better)
}

/// Where the letter leads: a card to where it is answered, whatever became of the work; a copy of it,
/// and what supervisors hear of no work in particular, to the request.
fn link(case: &Case<'_>, tell: &Tell) -> String {
    let (links, number) = (&case.links, case.number());
    let oversees = match &tell.to {
        Recipient::Post(_, role) => role.as_str() == SUPERVISOR && tell.duty.is_none(),
        _ => false,
    };
    match tell.template.as_str() {
        "card-yellow" | "card-red" => links.cards(number),
        "card-red-copy" => links.overseen(number),
        _ if oversees => links.overseen(number),
        _ => links.duty(number, tell.duty.as_ref()),
    }
}

/// The clock a letter is about: named by the effect, or the one that bounds the work.
fn clock(tell: &Tell) -> Option<ClockKey> {
    let named = tell.values.get("clock").and_then(|name| name.parse().ok());
    named.or_else(|| tell.duty.as_ref().map(Duty::clock))
}

/// For a card the day its reply is due, otherwise the day the work is.
fn due(case: &Case<'_>, tell: &Tell, matter: Option<Matter>, language: Language) -> Option<String> {
    let clock = clock(tell)?;
    let Some(Matter::Card(colour)) = matter else {
        return case.due(language, &clock);
    };
    let mut cards = case.request.cards.iter().rev();
    let card = cards.find(|card| card.colour == colour && card.clock == clock)?;
    case.due(language, &ClockKey::Card(card.number))
}

fn seat(case: &Case<'_>, duty: &Duty, language: Language) -> Option<String> {
    let seat = case.request.seats.get(duty)?;
    Some(case.seat(&seat.department, &seat.role, language))
}

fn why(matter: Matter, language: Language) -> Option<String> {
    let code = match matter {
        Matter::NotifyRole => "notify-role",
        Matter::Reassigned => "reassigned",
        Matter::Card(_) => "card",
        Matter::HandedTo => "handed-to",
        Matter::Assigned | Matter::Remind | Matter::Urge => return None,
    };
    reason(code, language)
}

/// The clock and amount of a limit: `法定时限（15天）`.
fn limit(case: &Case<'_>, clock: &ClockKey, language: Language) -> Option<String> {
    let budget = case.request.clocks.get(clock)?.budget;
    let values = [
        ("clock", names::clock(clock, language).into()),
        ("budget", names::budget(budget, language).into()),
    ];
    Some(text(language, "limit-of", &values))
}
