//! The applicant's code, and the end of personal data.

use std::collections::BTreeMap;

use crate::domain::command::{Action, Actor};
use crate::domain::directory::{ADMINISTRATOR, HEAD};
use crate::domain::effect::Recipient;
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::refusal::Refusal;
use crate::domain::request::Request;

use super::reasoned;
use super::seats::{not_yours, role};
use super::turn::Turn;

/// Nothing is written about somebody whose data is gone; time may pass.
pub(super) fn not_erased(request: &Request, action: &Action) -> Result<(), Refusal> {
    if request.erased_at.is_some() && *action != Action::Tick {
        return Err(Refusal::Erased);
    }
    Ok(())
}

/// The intake desk hands out a new code to whom it has before it; the person is also told by
/// mail, so that a code asked for by somebody else does not go unnoticed.
pub(super) fn replace_secret(
    turn: &mut Turn<'_>,
    actor: &Actor,
    reason: &str,
) -> Result<(), Refusal> {
    let intake = &turn.rules.workflow.intake;
    let at_desk = actor.officer().is_some_and(|officer| {
        officer.department == intake.desk && (officer.is(intake.role.as_ref()) || officer.is(HEAD))
    });
    if !at_desk {
        return Err(not_yours(&intake.desk, &intake.role));
    }
    reasoned(reason)?;
    let place = format!("secret:{}", turn.request.version + 1);
    turn.record_with(Event::SecretReplaced, FactsPatch::of_words(place, reason));
    if turn.facts.can_be_mailed() {
        turn.tell(
            Recipient::Applicant,
            "secret-replaced",
            None,
            BTreeMap::new(),
        );
    }
    Ok(())
}

/// Only what is over and waits for nobody is erased, by an administrator or at the machine itself.
pub(super) fn erase(turn: &mut Turn<'_>, actor: &Actor, reason: &str) -> Result<(), Refusal> {
    let entitled = match actor {
        Actor::Engine => true,
        Actor::Officer(officer) => officer.is(ADMINISTRATOR),
        Actor::Applicant => false,
    };
    if !entitled {
        return Err(Refusal::NeedsRole {
            role: role(ADMINISTRATOR),
        });
    }
    reasoned(reason)?;
    // The reason stays on the journal for ever.
    if turn
        .facts
        .personal_texts()
        .iter()
        .any(|text| reason.contains(text.as_str()))
    {
        return Err(Refusal::PersonalReason);
    }
    if !turn.request.is_over() {
        return Err(Refusal::WrongPhase {
            phase: turn.request.phase,
        });
    }
    if let Some(duty) = turn.request.seats.keys().next() {
        return Err(Refusal::WorkLeft { duty: duty.clone() });
    }
    turn.record(Event::Erased {
        reason: reason.to_owned(),
    });
    Ok(())
}
