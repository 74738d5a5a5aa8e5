//! Rounds keep in line with the facts: a correction may have brought or taken rows, and turned
//! conditions. Settles nothing; who calls [`reconcile`] looks at the rounds afterwards.

use std::collections::{BTreeMap, BTreeSet};

use super::opening::open_review;
use super::settling::{cancel, skip};
use super::wanting::{asked_for, needed};
use super::{has_negative_round, settle};
use crate::domain::decide::reopening;
use crate::domain::decide::turn::Turn;
use crate::domain::definition::{ReviewRule, Stage, StageWork};
use crate::domain::event::{CancelReason, Event};
use crate::domain::identifiers::StageKey;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Phase, Progress, ReviewId, ReviewProgress};

type Wanted<'a> = BTreeMap<ReviewId, &'a ReviewRule>;

/// Brings the stages reached so far in line with the facts, finished ones too: reviews come and go
/// with their rows and conditions, and a round whose votes change is taken up again.
pub(in crate::domain) fn reconcile(
    turn: &mut Turn<'_>,
    within: impl Fn(&StageKey) -> bool,
) -> Result<(), Refusal> {
    let workflow = turn.rules.workflow;
    for stage in workflow.stages.iter().filter(|stage| within(&stage.key)) {
        let progress = turn.request.stages.get(&stage.key).map(|s| s.progress);
        // What builds on an open stage is looked at when that one is final.
        if reopening::builds_on_open(turn, &stage.key) {
            continue;
        }
        match progress {
            None => {}
            Some(Progress::Skipped) => look_again(turn, stage)?,
            Some(Progress::Open | Progress::Finished) => keep_up(turn, stage)?,
        }
    }
    Ok(())
}

/// Looks at every open round of those stages once more.
pub(in crate::domain) fn settle_all(
    turn: &mut Turn<'_>,
    within: impl Fn(&StageKey) -> bool,
) -> Result<(), Refusal> {
    let workflow = turn.rules.workflow;
    for stage in workflow.stages.iter().filter(|stage| within(&stage.key)) {
        if turn.request.phase == Phase::UnderReview {
            settle(turn, &stage.key)?;
        }
    }
    Ok(())
}

/// A stage skipped for its condition is opened after all where the condition holds now.
fn look_again<'a>(turn: &mut Turn<'a>, stage: &'a Stage) -> Result<(), Refusal> {
    if !has_negative_round(&turn.request) && needed(turn, stage)?.is_some() {
        turn.record(Event::StageReopened {
            stage: stage.key.clone(),
        });
    }
    Ok(())
}

fn keep_up<'a>(turn: &mut Turn<'a>, stage: &'a Stage) -> Result<(), Refusal> {
    let asked_for = asked_for(turn, stage)?;
    let needless = asked_for.is_none();
    match &stage.work {
        StageWork::Round(_) => follow(turn, &stage.key, asked_for.unwrap_or_default())?,
        StageWork::Wait(wait) => super::wait_anew(turn, &stage.key, wait),
    }
    let open = turn.request.stages.get(&stage.key);
    let open = open.is_some_and(|state| state.progress == Progress::Open);
    if needless && open && nobody_counts(turn, &stage.key) {
        skip(turn, &stage.key);
        reopening::resume_downstream(turn, &stage.key)?;
    }
    Ok(())
}

/// Takes out the reviews that nothing asks for any more and opens those that are asked for now.
fn follow(turn: &mut Turn<'_>, key: &StageKey, wanted: Wanted<'_>) -> Result<(), Refusal> {
    let there: BTreeSet<ReviewId> = turn
        .request
        .reviews_of(key)
        .filter(
            |(_, review)| !matches!(review.cancelled, Some(why) if why != CancelReason::Settled),
        )
        .map(|(id, _)| id.clone())
        .collect();
    let gone: Vec<&ReviewId> = there
        .iter()
        .filter(|id| turn.rule(id).is_some() && !wanted.contains_key(id))
        .collect();
    let fresh: Wanted<'_> = wanted
        .into_iter()
        .filter(|(id, _)| !there.contains(id))
        .collect();
    // Whoever was sent home because the round was settled goes too, and changes no count.
    let counts = |id: &ReviewId| {
        let present = turn.request.reviews[id].progress != ReviewProgress::Cancelled;
        present && turn.rule(id).is_some_and(|rule| !rule.advice)
    };
    let recount = gone.iter().copied().any(counts) || fresh.values().any(|rule| !rule.advice);
    if recount {
        reopening::take_up(turn, key)?;
    }
    for id in gone {
        // Taking the stage up may have said so already.
        if turn.request.reviews[id].cancelled != Some(CancelReason::RowRemoved) {
            cancel(turn, id, CancelReason::RowRemoved);
        }
    }
    for (id, rule) in fresh {
        open_review(turn, id, rule, false);
    }
    if recount {
        reopening::hold_downstream(turn, key);
    }
    Ok(())
}

/// Whether no opinion that counts is given or to come in a stage.
fn nobody_counts(turn: &Turn<'_>, key: &StageKey) -> bool {
    let counts = |review: &crate::domain::request::Review| {
        !review.advice && review.progress != ReviewProgress::Cancelled
    };
    !turn.request.reviews_of(key).any(|(_, r)| counts(r))
}
