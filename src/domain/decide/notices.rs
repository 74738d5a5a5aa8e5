//! Whether the applicant was told.

use crate::domain::command::Actor;
use crate::domain::directory::HEAD;
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Duty, Notice, NoticeKind, Phase, Told};

use super::seats::not_yours;
use super::turn::Turn;
use super::{corrections, decision, short_enough, worded};

pub(super) fn told(
    turn: &mut Turn<'_>,
    actor: &Actor,
    number: u32,
    text: &str,
) -> Result<(), Refusal> {
    desk_or_engine(turn, actor)?;
    let notice = find(turn, number)?;
    if matches!(notice.told, Told::At(_)) {
        return Err(Refusal::AlreadySettled {
            what: "notice",
            number,
        });
    }
    match actor {
        Actor::Officer(_) => worded(text)?,
        _ => short_enough("text", text)?,
    }
    let patch = FactsPatch::of_words(format!("told:{number}"), text);
    if let Some(patch) = patch {
        turn.record_with(
            Event::Intervened {
                act: "told".to_owned(),
            },
            Some(patch),
        );
    }
    record_told(turn, number);
    Ok(())
}

/// The notice arrived: what waited for that begins.
pub(super) fn record_told(turn: &mut Turn<'_>, number: u32) {
    turn.close_seat(&Duty::Tell(number));
    turn.record(Event::NoticeTold { number });
    corrections::told(turn, number);
    let kind = turn
        .request
        .notices
        .iter()
        .find(|notice| notice.number == number);
    let refused = kind.is_some_and(|notice| notice.kind == NoticeKind::Refused);
    if refused && turn.request.phase == Phase::Delivering {
        decision::hand_over(turn, "");
    }
}

/// A bounced notice counts as not told and raises work for the desk.
pub(super) fn not_told(
    turn: &mut Turn<'_>,
    actor: &Actor,
    number: u32,
    text: &str,
) -> Result<(), Refusal> {
    desk_or_engine(turn, actor)?;
    let notice = find(turn, number)?;
    if notice.told == Told::Not || notice.in_person {
        return Err(Refusal::AlreadySettled {
            what: "notice",
            number,
        });
    }
    let patch = FactsPatch::of_words(format!("bounce:{number}"), text);
    turn.record_with(Event::NoticeNotTold { number }, patch);
    corrections::untold(turn, number);
    turn.open_telling(number);
    Ok(())
}

fn find<'t>(turn: &'t Turn<'_>, number: u32) -> Result<&'t Notice, Refusal> {
    let mut notices = turn.request.notices.iter();
    let notice = notices.find(|notice| notice.number == number);
    notice.ok_or(Refusal::NoSuch {
        what: "notice",
        number,
    })
}

fn desk_or_engine(turn: &Turn<'_>, actor: &Actor) -> Result<(), Refusal> {
    let intake = &turn.rules.workflow.intake;
    match actor {
        Actor::Engine => Ok(()),
        Actor::Officer(officer)
            if officer.department == intake.desk
                && (officer.is(intake.role.as_ref()) || officer.is(HEAD)) =>
        {
            Ok(())
        }
        _ => Err(not_yours(&intake.desk, &intake.role)),
    }
}
