//! Taking back one's own opinion before the round is settled.
//!
//! The round stays the same: nobody else's opinion rests on this one yet. The review's clock goes on
//! with what was left of it when the opinion was given.

use crate::domain::calendar::Instant;
use crate::domain::command::{Action, Actor, Command};
use crate::domain::definition::Policy;
use crate::domain::directory::{CLERK, Officer};
use crate::domain::event::Event;
use crate::domain::facts::{Facts, FactsPatch};
use crate::domain::identifiers::RoleKey;
use crate::domain::refusal::Refusal;
use crate::domain::request::{
    ClockKey, Duty, Phase, Progress, Request, Review, ReviewId, ReviewProgress, Seat, Verdict,
};

use super::opinions::{find, words_place};
use super::seats::{may_sit, not_yours, officer, role};
use super::turn::Turn;
use super::{Rules, decide};

/// Whether an officer may take their opinion back now.
///
/// # Errors
/// As taking it back would be refused.
pub fn may_retract(
    rules: &Rules<'_>,
    (request, facts): (&Request, &Facts),
    officer: &Officer,
    id: &ReviewId,
    at: Instant,
) -> Result<(), Refusal> {
    let command = Command {
        actor: Actor::Officer(officer.clone()),
        action: Action::Retract { review: id.clone() },
        expected: None,
    };
    decide(rules, request, facts, &command, at).map(|_| ())
}

/// Whether this is a refusing opinion that its author could not take back: it settles the round. What
/// would itself be refused is not.
#[must_use]
pub fn is_final(
    rules: &Rules<'_>,
    (request, facts): (&Request, &Facts),
    officer: &Officer,
    action: &Action,
    at: Instant,
) -> bool {
    let Action::Opine { review, opinion } = action else {
        return false;
    };
    if opinion.verdict != Verdict::Refuse {
        return false;
    }
    let command = Command {
        actor: Actor::Officer(officer.clone()),
        action: action.clone(),
        expected: None,
    };
    let given = decide(rules, request, facts, &command, at);
    given.is_ok_and(|given| {
        let after = (&given.request, &given.facts);
        may_retract(rules, after, officer, review, at).is_err()
    })
}

pub(super) fn retract(turn: &mut Turn<'_>, actor: &Actor, id: &ReviewId) -> Result<(), Refusal> {
    let review = find(turn, id)?.clone();
    let role = turn
        .rule(id)
        .map_or_else(|| role(CLERK), |it| it.role.clone());
    let author = officer(actor, &review.department, &role)?;
    // Another department is not even told whether there is anything to take back.
    if author.department != review.department {
        return Err(not_yours(&review.department, &role));
    }
    is_authors(turn, author, id, &review, &role)?;
    is_unsettled(turn, id)?;
    is_in_time(turn, id)?;
    let duty = Duty::Review(id.clone());
    turn.record_with(
        Event::Retracted { review: id.clone() },
        unsaid(turn, id, review.round),
    );
    turn.record(Event::ClockReopened {
        clock: duty.clock(),
    });
    turn.open_seat(duty.clone(), &review.department, &role);
    turn.record(Event::Claimed {
        duty,
        officer: author.id,
    });
    Ok(())
}

/// Given in the department's queue by this officer, who may still sit there.
fn is_authors(
    turn: &Turn<'_>,
    author: &Officer,
    id: &ReviewId,
    review: &Review,
    role: &RoleKey,
) -> Result<(), Refusal> {
    let closed = review.progress == ReviewProgress::Closed;
    let opinion = review.opinion.as_ref().filter(|_| closed);
    let opinion = opinion.ok_or_else(|| not_retractable(id, "none"))?;
    if opinion.sitting.is_some() {
        return Err(not_retractable(id, "sitting"));
    }
    let seat = Seat {
        department: review.department.clone(),
        role: role.clone(),
        holder: Some(author.id),
        touched_at: None,
        opened_at: turn.from,
        revision: turn.request.version,
    };
    let duty = Duty::Review(id.clone());
    let own = opinion.by.officer() == Some(author.id);
    if own && may_sit(turn.rules, author, &duty, &seat) {
        Ok(())
    } else {
        Err(not_yours(&review.department, role))
    }
}

/// The stage is open, its outcome is not fixed, and under `lead` the lead's turn has not come: from
/// then on it weighs what the others said.
fn is_unsettled(turn: &Turn<'_>, id: &ReviewId) -> Result<(), Refusal> {
    turn.require(&[Phase::UnderReview])?;
    let state = turn.request.stages.get(&id.stage);
    let unsettled = state.is_some_and(|s| s.progress == Progress::Open && s.outcome.is_none());
    if !unsettled {
        return Err(not_retractable(id, "settled"));
    }
    let round = turn.stage(&id.stage)?.round();
    let led = round.is_some_and(|round| round.policy == Policy::Lead);
    let lead = &turn.rules.workflow.lead;
    let mut reviews = turn.request.reviews_of(&id.stage);
    let weighing = reviews.any(|(other, review)| {
        let of_lead = turn
            .rule(other)
            .is_some_and(|rule| &rule.department == lead);
        of_lead && review.is_open()
    });
    if led && weighing {
        return Err(not_retractable(id, "lead_has_turn"));
    }
    Ok(())
}

/// Something was left of the review's time when the opinion came.
fn is_in_time(turn: &Turn<'_>, id: &ReviewId) -> Result<(), Refusal> {
    let key = ClockKey::Review(id.clone());
    let ended = turn.request.clocks.get(&key).and_then(|clock| clock.ended);
    match (ended, turn.due(&key)) {
        (Some(ended), Some(due)) if due.at <= ended => Err(not_retractable(id, "overdue")),
        _ => Ok(()),
    }
}

/// What was said is not said any more; the journal keeps it.
fn unsaid(turn: &Turn<'_>, id: &ReviewId, round: u32) -> Option<FactsPatch> {
    let place = words_place(id, round);
    turn.facts.words.contains_key(&place).then(|| FactsPatch {
        words: [(place, String::new())].into(),
        ..FactsPatch::default()
    })
}

fn not_retractable(id: &ReviewId, why: &'static str) -> Refusal {
    Refusal::NotRetractable {
        review: id.clone(),
        why,
    }
}
