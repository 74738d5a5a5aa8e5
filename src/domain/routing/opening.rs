//! A round opens: its reviews enter their queues, each with a clock.

use std::collections::BTreeMap;

use super::settling::settle;
use crate::domain::calendar::Instant;
use crate::domain::clock::{Budget, Ledger};
use crate::domain::decide::turn::{Turn, working_days};
use crate::domain::decide::{Rules, reopening};
use crate::domain::definition::{Absent, Mode, Policy, ReviewRule, Round, Stage, Workflow};
use crate::domain::event::{CancelReason, Event};
use crate::domain::identifiers::{DepartmentKey, RoleKey, StageKey};
use crate::domain::refusal::Refusal;
use crate::domain::request::{ClockKey, Duty, Request, ReviewId, ReviewProgress};
use crate::domain::visibility;

pub(super) fn open_round(
    turn: &mut Turn<'_>,
    stage: &Stage,
    round: &Round,
    wanted: BTreeMap<ReviewId, &ReviewRule>,
) -> Result<(), Refusal> {
    turn.record(Event::StageOpened {
        stage: stage.key.clone(),
        wait_until: None,
    });
    let lead = turn.rules.workflow.lead.clone();
    let budget = stage_budget(turn.rules, stage, round, &wanted, turn.from);
    turn.start_clock(
        ClockKey::Stage(stage.key.clone()),
        budget,
        turn.from,
        lead.clone(),
    );
    let others = wanted.values().any(|rule| rule.department != lead);
    for (id, rule) in wanted {
        let waiting = round.policy == Policy::Lead && rule.department == lead && others;
        if !stands(turn, &id) {
            open_review(turn, id, rule, waiting);
        }
    }
    reopening::bring_back(turn, &stage.key, CancelReason::Overtaken)?;
    settle(turn, &stage.key)
}

/// Whether a review was finished before its stage was overtaken, and what it read is still so.
fn stands(turn: &Turn<'_>, id: &ReviewId) -> bool {
    let Some(review) = turn.request.reviews.get(id) else {
        return false;
    };
    let read = || visibility::digest(turn.rules.workflow, &turn.request, &turn.facts, id);
    match review.progress {
        ReviewProgress::Waived => true,
        ReviewProgress::Closed => review.opinion.as_ref().is_some_and(|o| o.read == read()),
        _ => false,
    }
}

/// Creates a review, or takes one up again that was there before.
pub(super) fn open_review(turn: &mut Turn<'_>, id: ReviewId, rule: &ReviewRule, waiting: bool) {
    turn.record(Event::ReviewOpened {
        review: id.clone(),
        department: rule.department.clone(),
        advice: rule.advice,
        waiting,
        reads: None,
    });
    if !waiting {
        start_review(turn, &id, rule);
    }
}

/// Puts a review into its queue with a fresh clock.
pub(in crate::domain) fn start_review(turn: &mut Turn<'_>, id: &ReviewId, rule: &ReviewRule) {
    let limit = review_limit(turn, id, rule);
    queue_review(turn, id, &rule.department, &rule.role, limit);
}

/// How long a review may take as its round is held now.
pub(in crate::domain) fn review_limit(turn: &Turn<'_>, id: &ReviewId, rule: &ReviewRule) -> Budget {
    match mode(turn, &id.stage) {
        Some(Mode::Sitting(sitting)) => sitting.within,
        _ => rule.limit,
    }
}

/// Puts a review into a department's queue.
pub(in crate::domain) fn queue_review(
    turn: &mut Turn<'_>,
    id: &ReviewId,
    department: &DepartmentKey,
    role: &RoleKey,
    limit: Budget,
) {
    let from = turn.from;
    turn.start_clock(
        ClockKey::Review(id.clone()),
        limit,
        from,
        department.clone(),
    );
    turn.open_seat(Duty::Review(id.clone()), department, role);
}

/// How the round of a stage is held now.
pub(in crate::domain) fn mode(turn: &Turn<'_>, stage: &StageKey) -> Option<Mode> {
    current_mode(turn.rules.workflow, &turn.request, stage).cloned()
}

/// How the round of a stage is held now: as the lead switched it, or as the request's workflow says.
#[must_use]
pub fn current_mode<'a>(
    workflow: &'a Workflow,
    request: &'a Request,
    stage: &StageKey,
) -> Option<&'a Mode> {
    let state = request.stages.get(stage);
    let switched = state.and_then(|state| state.mode.as_ref());
    switched.or_else(|| Some(&workflow.stage(stage)?.round()?.mode))
}

/// An omitted stage limit is its longest review; under `lead` the lead's comes on top, and after a
/// sitting the longest review of who was absent and goes on in writing.
fn stage_budget(
    rules: &Rules<'_>,
    stage: &Stage,
    round: &Round,
    wanted: &BTreeMap<ReviewId, &ReviewRule>,
    from: Instant,
) -> Budget {
    if let Some(limit) = stage.limit {
        return limit;
    }
    let hours = rules.directory.hours(&rules.workflow.lead);
    let ends = |budget: Budget| {
        Ledger::new(budget, from)
            .due_if_resumed(from, rules.calendar, hours)
            .at
    };
    let longest = |of: &dyn Fn(&ReviewRule) -> bool| {
        wanted
            .values()
            .filter(|rule| of(rule))
            .map(|rule| rule.limit)
            .max_by_key(|b| ends(*b))
    };
    let lead = &rules.workflow.lead;
    let all = longest(&|_| true).unwrap_or_else(|| working_days(1));
    if let Mode::Sitting(sitting) = &round.mode {
        return match sitting.absent {
            Absent::Written => one_after_another(sitting.within, all).unwrap_or_else(|| {
                let longer = ends(sitting.within) > ends(all);
                if longer { sitting.within } else { all }
            }),
            Absent::Defer | Absent::Deemed => sitting.within,
        };
    }
    if round.policy != Policy::Lead {
        return all;
    }
    let others = longest(&|rule| &rule.department != lead);
    let own = longest(&|rule| &rule.department == lead);
    match (others, own) {
        (Some(others), Some(own)) => one_after_another(others, own).unwrap_or(all),
        _ => all,
    }
}

/// Two budgets in a row; none where they count in different units.
fn one_after_another(first: Budget, second: Budget) -> Option<Budget> {
    let sum = || Budget::new(first.amount() + second.amount(), second.unit()).ok();
    (first.unit() == second.unit()).then(sum)?
}
