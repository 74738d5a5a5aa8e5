//! What the lead 牵头部门 may do to an open round: add a department, switch the mode.

use crate::domain::command::Actor;
use crate::domain::definition::{Mode, Reads};
use crate::domain::directory::{CLERK, HEAD, SUPERVISOR};
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::identifiers::{DepartmentKey, StageKey};
use crate::domain::refusal::Refusal;
use crate::domain::request::{ClockKey, Phase, ReviewId};
use crate::domain::routing;

use super::reasoned;
use super::seats::{not_yours, role};
use super::turn::{Turn, working_days};

/// Working days an added department has, where the round has no longer review.
const ADDED_WORKING_DAYS: u32 = 3;

pub(super) fn add_department(
    turn: &mut Turn<'_>,
    actor: &Actor,
    stage: &StageKey,
    department: &DepartmentKey,
    reads: &Reads,
    reason: &str,
) -> Result<(), Refusal> {
    lead_of(turn, actor, stage)?;
    reasoned(reason)?;
    let key = format!("added-{department}");
    let review = key.parse().map_err(|_| Refusal::TooLong {
        what: "department",
        max: 58,
    })?;
    let id = ReviewId {
        stage: stage.clone(),
        review,
        row: None,
    };
    if turn.request.reviews.contains_key(&id) {
        return Ok(());
    }
    let event = Event::ReviewOpened {
        review: id.clone(),
        department: department.clone(),
        advice: false,
        waiting: false,
        reads: Some(reads.clone()),
    };
    turn.record_with(event, FactsPatch::of_words(format!("added:{id}"), reason));
    requeue(turn, &id);
    Ok(())
}

/// Puts an added department's review into its queue, with as long as the round's longest review.
pub(super) fn requeue(turn: &mut Turn<'_>, id: &ReviewId) {
    let Some(department) = turn
        .request
        .reviews
        .get(id)
        .map(|review| review.department.clone())
    else {
        return;
    };
    let stage = turn.rules.workflow.stage(&id.stage);
    let limits = stage
        .and_then(|stage| stage.round())
        .into_iter()
        .flat_map(|round| &round.reviews);
    let own = working_days(ADDED_WORKING_DAYS);
    let longest = limits
        .map(|rule| rule.limit)
        .filter(|limit| limit.unit() == own.unit())
        .max_by_key(|limit| limit.amount())
        .unwrap_or(own);
    routing::queue_review(turn, id, &department, &role(CLERK), longest);
}

/// Opinions already given stay; open reviews get the new mode's clock.
pub(super) fn switch_mode(
    turn: &mut Turn<'_>,
    actor: &Actor,
    stage: &StageKey,
    mode: &Mode,
    reason: &str,
) -> Result<(), Refusal> {
    lead_of(turn, actor, stage)?;
    reasoned(reason)?;
    if routing::mode(turn, stage).as_ref() == Some(mode) {
        return Ok(());
    }
    let patch = FactsPatch::of_words(format!("mode:{stage}:{}", turn.request.version), reason);
    hold_as(turn, stage, mode, patch);
    Ok(())
}

/// From now on the round is held so; what is open in it starts on the new mode's limit.
pub(super) fn hold_as(
    turn: &mut Turn<'_>,
    stage: &StageKey,
    mode: &Mode,
    patch: Option<FactsPatch>,
) {
    let event = Event::ModeSwitched {
        stage: stage.clone(),
        mode: mode.clone(),
    };
    turn.record_with(event, patch);
    let open = turn
        .request
        .reviews_of(stage)
        .filter(|(_, review)| review.is_open());
    let open: Vec<ReviewId> = open.map(|(id, _)| id.clone()).collect();
    for id in open {
        if let Some(rule) = turn.rule(&id) {
            let department = turn.request.reviews[&id].department.clone();
            let limit = routing::review_limit(turn, &id, rule);
            turn.start_clock(ClockKey::Review(id), limit, turn.from, department);
        }
    }
}

fn lead_of(turn: &Turn<'_>, actor: &Actor, stage: &StageKey) -> Result<(), Refusal> {
    let lead = &turn.rules.workflow.lead;
    let may = actor.officer().is_some_and(|officer| {
        officer.is(SUPERVISOR)
            || (&officer.department == lead && (officer.is(CLERK) || officer.is(HEAD)))
    });
    if !may {
        return Err(not_yours(lead, &role(CLERK)));
    }
    turn.require(&[Phase::UnderReview])?;
    turn.unsettled_stage(stage)?;
    match turn.stage(stage)?.round() {
        Some(_) => Ok(()),
        None => Err(Refusal::StageNotOpen {
            stage: stage.clone(),
        }),
    }
}
