//! Going back: a review is taken up again, what builds on it waits, and of the others only those
//! reopen whose reads really changed.

use std::collections::BTreeSet;

use crate::domain::definition::Workflow;
use crate::domain::event::Event;
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
    let round = review.round + 1;
    if turn.request.phase == Phase::Deciding {
        turn.close_seat(&Duty::Decide);
        turn.enter(Phase::UnderReview);
    }
    reopen_stage(turn, &id.stage);
    turn.record(Event::ReviewReopened {
        review: id.clone(),
        round,
    });
    match turn.rule(id) {
        Some(rule) => routing::start_review(turn, id, rule),
        None => super::lead::requeue(turn, id),
    }
    hold_downstream(turn, id);
    Ok(())
}

fn reopen_stage(turn: &mut Turn<'_>, key: &StageKey) {
    let Some(state) = turn.request.stages.get(key) else {
        return;
    };
    let (progress, outcome) = (state.progress, state.outcome);
    if outcome == Some(RoundOutcome::Negative) {
        forget_skipped(turn);
    }
    if progress == Progress::Open && outcome.is_none() {
        return;
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

/// Reviews downstream pause until the reopened one is final, at the latest until it is due.
fn hold_downstream(turn: &mut Turn<'_>, id: &ReviewId) {
    let Some(due) = turn.due(&ClockKey::Review(id.clone())) else {
        return;
    };
    for stage in downstream(turn.rules.workflow, &id.stage) {
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
            corrections::stop(turn, scope, Ground::Reopened, due.at);
        }
    }
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
