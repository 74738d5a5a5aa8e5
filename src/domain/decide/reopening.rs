//! Going back: a review is taken up again, what builds on it waits, and of the others only those
//! reopen whose reads really changed.

use std::collections::BTreeSet;

use crate::domain::calendar::Instant;
use crate::domain::definition::{Policy, Workflow};
use crate::domain::event::{CancelReason, Event};
use crate::domain::identifiers::StageKey;
use crate::domain::refusal::Refusal;
use crate::domain::request::{
    ClockKey, Duty, Phase, Progress, ReviewId, ReviewProgress, RoundOutcome,
};
use crate::domain::stop::{Ground, StopScope};
use crate::domain::{routing, visibility};

use super::corrections;
use super::opinions::find;
use super::turn::Turn;

/// Every stage that waits for this one, directly or through others.
#[must_use]
pub fn downstream(workflow: &Workflow, stage: &StageKey) -> BTreeSet<StageKey> {
    let mut behind = BTreeSet::new();
    loop {
        let next = workflow.stages.iter().find(|candidate| {
            !behind.contains(&candidate.key)
                && candidate
                    .after
                    .iter()
                    .any(|after| after == stage || behind.contains(after))
        });
        match next {
            Some(found) => behind.insert(found.key.clone()),
            None => return behind,
        };
    }
}

/// Takes a finished review up again with a fresh clock.
pub(in crate::domain) fn reopen(turn: &mut Turn<'_>, id: &ReviewId) -> Result<(), Refusal> {
    turn.require(&[Phase::UnderReview, Phase::Deciding])?;
    let review = find(turn, id)?;
    if !matches!(
        review.progress,
        ReviewProgress::Closed | ReviewProgress::Waived
    ) {
        return Err(Refusal::NotOpen {
            duty: Duty::Review(id.clone()),
        });
    }
    let stage = turn.request.stages.get(&id.stage);
    if stage.is_none_or(|stage| stage.progress == Progress::Skipped) {
        // Nothing waits for a stage that an earlier refusal made needless.
        return Err(Refusal::StageNotOpen {
            stage: id.stage.clone(),
        });
    }
    if turn.request.phase == Phase::Deciding {
        turn.close_seat(&Duty::Decide);
        turn.enter(Phase::UnderReview);
    }
    take_up(turn, &id.stage)?;
    let waiting = waits_for_others(turn, id);
    again(turn, id, waiting);
    hold_downstream(turn, &id.stage);
    Ok(())
}

/// Puts a review into its queue once more, with a fresh clock unless it waits for the others.
fn again(turn: &mut Turn<'_>, id: &ReviewId, waiting: bool) {
    let round = turn.request.reviews.get(id).map_or(1, |r| r.round + 1);
    turn.record(Event::ReviewReopened {
        review: id.clone(),
        round,
        waiting,
    });
    match turn.rule(id) {
        _ if waiting => {}
        Some(rule) => routing::start_review(turn, id, rule),
        None => super::lead::requeue(turn, id),
    }
}

/// Under `lead` the lead speaks after the others, also the second time.
fn waits_for_others(turn: &Turn<'_>, id: &ReviewId) -> bool {
    let stage = turn.rules.workflow.stage(&id.stage);
    let led = stage
        .and_then(|stage| stage.round())
        .is_some_and(|round| round.policy == Policy::Lead);
    let lead = &turn.rules.workflow.lead;
    let leads = turn.rule(id).is_some_and(|rule| &rule.department == lead);
    led && leads && turn.request.reviews_of(&id.stage).any(|(_, r)| r.is_open())
}

/// Takes a settled or finished stage up again; whoever was sent home because the round was settled
/// is heard now.
pub(in crate::domain) fn take_up(turn: &mut Turn<'_>, key: &StageKey) -> Result<(), Refusal> {
    let Some(state) = turn.request.stages.get(key) else {
        return Ok(());
    };
    let (progress, outcome) = (state.progress, state.outcome);
    if outcome == Some(RoundOutcome::Negative) {
        forget_skipped(turn);
    }
    if progress == Progress::Open && outcome.is_none() {
        return Ok(());
    }
    turn.record(Event::StageReopened { stage: key.clone() });
    let clock = ClockKey::Stage(key.clone());
    let ended = turn
        .request
        .clocks
        .get(&clock)
        .filter(|clock| clock.ended.is_some());
    if let Some((budget, department)) = ended.map(|clock| (clock.budget, clock.department.clone()))
    {
        turn.start_clock(clock, budget, turn.from, department);
    }
    bring_back(turn, key, CancelReason::Settled)
}

/// Reopens the reviews of a stage that were withdrawn for this reason and are still asked for; of the
/// others it is written down that nothing asks for them, so that nobody misses their word.
pub(in crate::domain) fn bring_back(
    turn: &mut Turn<'_>,
    key: &StageKey,
    why: CancelReason,
) -> Result<(), Refusal> {
    let withdrawn: Vec<ReviewId> = turn
        .request
        .reviews_of(key)
        .filter(|(_, review)| review.cancelled == Some(why))
        .map(|(id, _)| id.clone())
        .collect();
    for id in &withdrawn {
        match routing::still_wanted(turn, id)? {
            true => again(turn, id, false),
            false => routing::cancel(turn, id, CancelReason::RowRemoved),
        }
    }
    Ok(())
}

/// Stages skipped for the negative round are looked at again when it is settled anew.
fn forget_skipped(turn: &mut Turn<'_>) {
    let skipped: Vec<StageKey> = turn
        .request
        .stages
        .iter()
        .filter(|(_, state)| state.progress == Progress::Skipped)
        .map(|(key, _)| key.clone())
        .collect();
    for stage in skipped {
        turn.record(Event::StageReopened { stage });
    }
}

/// Reviews downstream pause until the stage is final, at the latest until its reviews are due.
pub(in crate::domain) fn hold_downstream(turn: &mut Turn<'_>, key: &StageKey) {
    let state = turn.request.stages.get(key);
    if state.is_none_or(|state| state.progress != Progress::Open) {
        return;
    }
    let Some(until) = due_of(turn, key).filter(|until| *until > turn.at) else {
        return;
    };
    for stage in downstream(turn.rules.workflow, key) {
        let open = turn
            .request
            .stages
            .get(&stage)
            .is_some_and(|s| s.progress == Progress::Open);
        let scope = StopScope::Stage(stage);
        let held =
            turn.request.stops.iter().any(|stop| {
                stop.is_open() && stop.ground == Ground::Reopened && stop.scope == scope
            });
        if open && !held {
            corrections::stop(turn, scope, Ground::Reopened, until);
        }
    }
}

/// When the last open review of a stage is due, or the stage itself where none is open.
fn due_of(turn: &Turn<'_>, key: &StageKey) -> Option<Instant> {
    let open = turn.request.reviews_of(key).filter(|(_, r)| r.is_open());
    let reviews = open.filter_map(|(id, _)| turn.due(&ClockKey::Review(id.clone())));
    let last = reviews.map(|due| due.at).max();
    last.or_else(|| Some(turn.due(&ClockKey::Stage(key.clone()))?.at))
}

/// Whether something that this stage builds on is open once more.
pub(in crate::domain) fn builds_on_open(turn: &Turn<'_>, key: &StageKey) -> bool {
    let open = turn.request.stages.iter();
    let mut open = open.filter(|(_, state)| state.progress == Progress::Open);
    open.any(|(before, _)| downstream(turn.rules.workflow, before).contains(key))
}

/// The reopened stage is final: what waited for it runs on, and what read it is compared.
pub(in crate::domain) fn resume_downstream(
    turn: &mut Turn<'_>,
    key: &StageKey,
) -> Result<(), Refusal> {
    let behind = downstream(turn.rules.workflow, key);
    let held: Vec<u32> = turn
        .request
        .stops
        .iter()
        .filter(|stop| stop.is_open() && stop.ground == Ground::Reopened)
        .filter(|stop| matches!(&stop.scope, StopScope::Stage(stage) if behind.contains(stage)))
        .map(|stop| stop.number)
        .collect();
    let as_of = turn.from;
    for number in held {
        turn.record(Event::Resumed { number, as_of });
    }
    let positive = turn.request.stages.get(key).and_then(|state| state.outcome)
        != Some(RoundOutcome::Negative);
    if positive {
        routing::reconcile(turn, |stage| behind.contains(stage))?;
        reopen_changed(turn, |stage| behind.contains(stage))?;
    }
    Ok(())
}

/// Reopens the agreeing reviews of those stages whose reads changed since they agreed.
pub(in crate::domain) fn reopen_changed(
    turn: &mut Turn<'_>,
    within: impl Fn(&StageKey) -> bool,
) -> Result<(), Refusal> {
    let changed: Vec<ReviewId> = turn
        .request
        .reviews
        .iter()
        .filter(|(id, review)| within(&id.stage) && review.progress == ReviewProgress::Closed)
        .filter(|(id, _)| {
            // A skipped stage compares for itself when it is opened after all.
            let stage = turn.request.stages.get(&id.stage);
            stage.is_some_and(|stage| stage.progress != Progress::Skipped)
        })
        .filter_map(|(id, review)| Some((id, review.opinion.as_ref()?)))
        .filter(|(_, opinion)| opinion.verdict.is_yes())
        .filter(|(id, opinion)| {
            let now = visibility::digest(turn.rules.workflow, &turn.request, &turn.facts, id);
            now != opinion.read
        })
        .map(|(id, _)| id.clone())
        .collect();
    for id in &changed {
        reopen(turn, id)?;
    }
    Ok(())
}
