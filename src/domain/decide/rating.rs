//! The applicant rates 好差评, and a bad rating is followed up: the lead's head calls within one
//! working day, has it mended within fifteen, and the applicant is told (国办发〔2019〕51号).

use std::collections::BTreeMap;

use crate::domain::command::{Actor, Command};
use crate::domain::directory::HEAD;
use crate::domain::effect::Recipient;
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::refusal::Refusal;
use crate::domain::request::{ClockKey, Duty, NoticeKind, Phase, RatingLevel};

use super::seats::{at_work, role};
use super::turn::{Turn, working_days};
use super::{applicant_alone, short_enough, worded};

/// Working days until a bad rating is followed up and what was wrong is mended.
const FOLLOW_UP_WORKING_DAYS: u32 = 15;
/// Where the words of a rating stand among the facts.
pub const RATING_WORDS: &str = "rating";
/// Where it stands what was done about a bad rating.
pub const FOLLOW_UP_WORDS: &str = "follow_up";

/// Once, when the request is over; who took it back was not served and has nothing to rate.
pub(super) fn rate(
    turn: &mut Turn<'_>,
    actor: &Actor,
    level: RatingLevel,
    text: &str,
) -> Result<(), Refusal> {
    applicant_alone(actor)?;
    let phase = turn.request.phase;
    if !phase.is_end() || phase == Phase::Withdrawn {
        return Err(Refusal::WrongPhase { phase });
    }
    if turn.request.rating.is_some() {
        return Err(Refusal::AlreadyRated);
    }
    short_enough("text", text)?;
    let patch = FactsPatch::of_words(RATING_WORDS, text);
    turn.record_with(Event::Rated { level }, patch);
    if level.is_bad() {
        open_follow_up(turn);
    }
    Ok(())
}

fn open_follow_up(turn: &mut Turn<'_>) {
    let lead = turn.rules.workflow.lead.clone();
    let (duty, head) = (Duty::FollowUp, role(HEAD));
    let limit = working_days(FOLLOW_UP_WORKING_DAYS);
    turn.start_clock(ClockKey::FollowUp, limit, turn.from, lead.clone());
    turn.open_seat(duty.clone(), &lead, &head);
    let post = Recipient::Post(lead, head);
    turn.tell(post, "follow-up", Some(duty), BTreeMap::new());
}

pub(super) fn close_follow_up(
    turn: &mut Turn<'_>,
    command: &Command,
    text: &str,
) -> Result<(), Refusal> {
    at_work(turn, command, &Duty::FollowUp)?;
    worded(text)?;
    turn.close_seat(&Duty::FollowUp);
    let patch = FactsPatch::of_words(FOLLOW_UP_WORDS, text);
    turn.record_with(Event::FollowedUp, patch);
    let words = BTreeMap::from([("reason".to_owned(), vec![FOLLOW_UP_WORDS.to_owned()])]);
    turn.notify(NoticeKind::FollowUpClosed, BTreeMap::new(), words);
    Ok(())
}
