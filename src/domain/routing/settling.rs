//! A round settles: votes are counted, siblings meet their fate, the stage ends and what was open
//! behind a negative one is taken away.

use super::opening::start_review;
use super::{advance, has_negative_round, settle_all};
use crate::domain::calendar::Instant;
use crate::domain::decide::turn::Turn;
use crate::domain::decide::{Rules, corrections, reopening};
use crate::domain::definition::{Fate, Policy, Round};
use crate::domain::event::{CancelReason, Event};
use crate::domain::identifiers::StageKey;
use crate::domain::refusal::Refusal;
use crate::domain::request::{
    ClockKey, Duty, Progress, Request, Review, ReviewId, ReviewProgress, RoundOutcome,
};
use crate::domain::{due, rounds};

/// Takes a review out of its round.
pub(in crate::domain) fn cancel(turn: &mut Turn<'_>, id: &ReviewId, why: CancelReason) {
    turn.record(Event::ReviewCancelled {
        review: id.clone(),
        why,
    });
    turn.close_seat(&Duty::Review(id.clone()));
}

/// Looks whether a stage's round is settled, applies the siblings' fate, and finishes the stage.
pub(in crate::domain) fn settle(turn: &mut Turn<'_>, key: &StageKey) -> Result<(), Refusal> {
    let stage = turn.stage(key)?;
    let open = turn
        .request
        .stages
        .get(key)
        .is_some_and(|s| s.progress == Progress::Open);
    let Some(round) = stage.round().filter(|_| open) else {
        return Ok(());
    };
    give_the_lead_its_turn(turn, round, key);
    let known = turn.request.stages.get(key).and_then(|state| state.outcome);
    let outcome = match known {
        Some(outcome) => outcome,
        None => {
            let votes = votes(turn, key);
            let Some(outcome) = rounds::settle(round, &votes, &turn.rules.workflow.lead) else {
                return Ok(());
            };
            turn.record(Event::RoundSettled {
                stage: key.clone(),
                outcome,
            });
            // Nothing that is brought now could change the outcome.
            corrections::moot(turn, key);
            if round.fate == Fate::Cancel {
                cancel_open(turn, Some(key), CancelReason::Settled);
            }
            outcome
        }
    };
    // `keep` never delays a positive outcome; a negative one waits for the last kept review.
    let kept = turn
        .request
        .reviews_of(key)
        .any(|(_, review)| review.is_open());
    if outcome == RoundOutcome::Positive || !kept {
        finish(turn, key)?;
    }
    Ok(())
}

/// Votes count for the department that the workflow names: work given to another queue keeps its
/// veto and its lead.
fn votes<'t>(turn: &'t Turn<'_>, key: &'t StageKey) -> Vec<rounds::Vote<'t>> {
    let reviews = turn.request.reviews_of(key);
    let vote = |(id, review): (&'t ReviewId, &'t Review)| rounds::Vote {
        department: match turn.rule(id) {
            Some(rule) => &rule.department,
            None => &review.department,
        },
        standing: rounds::Standing::of(review),
    };
    reviews.map(vote).collect()
}

/// Ends a stage and goes on.
pub(in crate::domain) fn finish(turn: &mut Turn<'_>, key: &StageKey) -> Result<(), Refusal> {
    corrections::moot(turn, key);
    turn.record(Event::StageFinished { stage: key.clone() });
    turn.end_clock(&ClockKey::Stage(key.clone()));
    reopening::resume_downstream(turn, key)?;
    if has_negative_round(&turn.request) {
        overtake_downstream(turn, key);
    }
    let behind = reopening::downstream(turn.rules.workflow, key);
    settle_all(turn, |stage| behind.contains(stage))?;
    advance(turn)
}

/// After a reopened stage turned negative, what builds on it is not needed any more, finished or
/// not: should the refusal fall, it is opened anew, and opinions whose ground is unchanged stand.
fn overtake_downstream(turn: &mut Turn<'_>, key: &StageKey) {
    for later in reopening::downstream(turn.rules.workflow, key) {
        let reached = turn.request.stages.get(&later);
        if reached.is_some_and(|state| state.progress != Progress::Skipped) {
            skip(turn, &later);
        }
    }
}

/// Takes a stage away that turned out not to be needed.
pub(super) fn skip(turn: &mut Turn<'_>, key: &StageKey) {
    cancel_open(turn, Some(key), CancelReason::Overtaken);
    corrections::moot(turn, key);
    turn.record(Event::StageSkipped { stage: key.clone() });
    turn.end_clock(&ClockKey::Stage(key.clone()));
}

/// Takes every open review of a stage, or of all, out of its queue.
pub(in crate::domain) fn cancel_open(
    turn: &mut Turn<'_>,
    stage: Option<&StageKey>,
    why: CancelReason,
) {
    let open: Vec<ReviewId> = turn
        .request
        .reviews
        .iter()
        .filter(|(id, _)| stage.is_none_or(|stage| &id.stage == stage))
        .filter(|(_, r)| matches!(r.progress, ReviewProgress::Open | ReviewProgress::Waiting))
        .map(|(id, _)| id.clone())
        .collect();
    for id in &open {
        cancel(turn, id, why);
    }
}

/// Under `lead` the lead's review starts when the others are done or past due.
fn give_the_lead_its_turn(turn: &mut Turn<'_>, round: &Round, key: &StageKey) {
    if round.policy != Policy::Lead {
        return;
    }
    let waiting = turn
        .request
        .reviews_of(key)
        .find(|(_, review)| review.progress == ReviewProgress::Waiting)
        .map(|(id, _)| id.clone());
    let others_done = others_done_at(turn.rules, &turn.request, key);
    let (Some(id), Some(done_at)) = (waiting, others_done) else {
        return;
    };
    if done_at <= turn.from
        && let Some(rule) = turn.rule(&id)
    {
        turn.record(Event::ReviewStarted { review: id.clone() });
        start_review(turn, &id, rule);
    }
}

/// When the advising reviews are finished or past due; none while a stop holds one of them.
#[must_use]
pub fn others_done_at(rules: &Rules<'_>, request: &Request, stage: &StageKey) -> Option<Instant> {
    let open = request
        .reviews_of(stage)
        .filter(|(_, review)| review.is_open());
    let dues: Vec<Option<Instant>> = open
        .map(|(id, _)| {
            let clock = ClockKey::Review(id.clone());
            due::running(rules, request, &clock).map(|due| due.at)
        })
        .collect();
    if dues.is_empty() {
        return Some(Instant::MIN_UTC);
    }
    dues.into_iter()
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .max()
}
