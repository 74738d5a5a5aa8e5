//! Where a request goes next: stages open when those before them are finished, rounds settle,
//! reviews come and go with the rows they are about, and at the end the decision is due.
//!
//! Called after everything that may have moved a request; doing it twice changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::calendar::Instant;
use super::clock::{Budget, Ledger};
use super::condition::Scope;
use super::decide::Rules;
use super::decide::turn::Turn;
use super::definition::{Fate, Mode, OnJoin, Policy, ReviewRule, Round, Stage, StageWork, WaitFor};
use super::event::{CancelReason, Event};
use super::identifiers::{DepartmentKey, ReviewKey, StageKey};
use super::refusal::Refusal;
use super::request::{
    ClockKey, Duty, Phase, Progress, Request, ReviewId, ReviewProgress, RoundOutcome, Verdict,
};
use super::rounds;

/// Opens every stage whose time has come, and the decision when all are finished.
pub(in crate::domain) fn advance(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    if turn.request.phase != Phase::UnderReview {
        return Ok(());
    }
    while let Some(stage) = next_stage(turn) {
        if has_negative_round(&turn.request) {
            turn.record(Event::StageSkipped {
                stage: stage.key.clone(),
            });
        } else {
            open(turn, stage)?;
        }
    }
    let finished = |stage: &Stage| is_finished(&turn.request, &stage.key);
    if turn.rules.workflow.stages.iter().all(finished) {
        super::decide::decision::open(turn);
    }
    Ok(())
}

/// A stage not reached yet whose predecessors are all finished.
fn next_stage<'a>(turn: &Turn<'a>) -> Option<&'a Stage> {
    let request = &turn.request;
    turn.rules.workflow.stages.iter().find(|stage| {
        !request.stages.contains_key(&stage.key)
            && stage
                .after
                .iter()
                .all(|before| is_finished(request, before))
    })
}

fn is_finished(request: &Request, stage: &StageKey) -> bool {
    let state = request.stages.get(stage);
    state.is_some_and(|state| state.progress != Progress::Open)
}

/// Whether some round came out negative.
#[must_use]
pub fn has_negative_round(request: &Request) -> bool {
    request
        .stages
        .values()
        .any(|state| state.outcome == Some(RoundOutcome::Negative))
}

fn open(turn: &mut Turn<'_>, stage: &Stage) -> Result<(), Refusal> {
    if !holds(turn, stage.when.as_ref(), None, stage.key.as_ref())? {
        turn.record(Event::StageSkipped {
            stage: stage.key.clone(),
        });
        return Ok(());
    }
    match &stage.work {
        StageWork::Wait(wait) => {
            open_wait(turn, stage, wait);
            Ok(())
        }
        StageWork::Round(round) => open_round(turn, stage, round),
    }
}

fn open_wait(turn: &mut Turn<'_>, stage: &Stage, wait: &WaitFor) {
    let (budget, until) = match wait {
        WaitFor::For(budget) => (*budget, None),
        WaitFor::Date { field, at_most } => (*at_most, date_answer(turn, field.as_ref())),
    };
    turn.record(Event::StageOpened {
        stage: stage.key.clone(),
        wait_until: until,
    });
    let lead = turn.rules.workflow.lead.clone();
    turn.start_clock(ClockKey::Stage(stage.key.clone()), budget, turn.from, lead);
}

/// The midnight that ends the named date; a date that is no date leaves the bound alone.
fn date_answer(turn: &Turn<'_>, field: &str) -> Option<Instant> {
    let text = turn.facts.form.get(field)?.as_str()?;
    let date: chrono::NaiveDate = text.parse().ok()?;
    Some(super::calendar::midnight(date))
}

fn open_round(turn: &mut Turn<'_>, stage: &Stage, round: &Round) -> Result<(), Refusal> {
    let wanted = wanted(turn, stage, round)?;
    let nobody_counts = wanted.values().all(|rule| rule.advice);
    if nobody_counts && matches!(round.policy, Policy::All | Policy::Veto(_) | Policy::Lead) {
        turn.record(Event::StageSkipped {
            stage: stage.key.clone(),
        });
        return Ok(());
    }
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
        open_review(turn, id, rule, waiting);
    }
    settle(turn, &stage.key)
}

fn open_review(turn: &mut Turn<'_>, id: ReviewId, rule: &ReviewRule, waiting: bool) {
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
    role: &super::identifiers::RoleKey,
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
    current_mode(turn.rules, &turn.request, stage)
}

/// How the round of a stage is held now: as the lead switched it, or as the workflow says.
#[must_use]
pub fn current_mode(rules: &Rules<'_>, request: &Request, stage: &StageKey) -> Option<Mode> {
    let switched = request
        .stages
        .get(stage)
        .and_then(|state| state.mode.clone());
    switched.or_else(|| Some(rules.workflow.stage(stage)?.round()?.mode.clone()))
}

/// The reviews that the facts ask for now.
fn wanted<'a>(
    turn: &Turn<'a>,
    stage: &'a Stage,
    round: &'a Round,
) -> Result<BTreeMap<ReviewId, &'a ReviewRule>, Refusal> {
    let mut wanted = BTreeMap::new();
    for rule in &round.reviews {
        for row in rows(turn, rule) {
            let place = format!("{}.{}", stage.key, rule.key);
            if holds(
                turn,
                rule.when.as_ref(),
                row.as_ref().zip(rule.for_each.as_ref()),
                &place,
            )? {
                let row = row.map(|row| row_id(&row));
                let id = ReviewId {
                    stage: stage.key.clone(),
                    review: rule.key.clone(),
                    row,
                };
                wanted.insert(id, rule);
            }
        }
    }
    Ok(wanted)
}

/// The rows a rule is about; one `None` where it is about the request as a whole.
fn rows(turn: &Turn<'_>, rule: &ReviewRule) -> Vec<Option<Value>> {
    let Some(group) = &rule.for_each else {
        return vec![None];
    };
    let rows = turn
        .facts
        .form
        .get(group.as_ref() as &str)
        .and_then(Value::as_array);
    rows.into_iter().flatten().cloned().map(Some).collect()
}

/// The stable id of a row.
#[must_use]
pub fn row_id(row: &Value) -> String {
    row.get("id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn holds(
    turn: &Turn<'_>,
    condition: Option<&super::definition::Condition>,
    row: Option<(&Value, &super::identifiers::FieldKey)>,
    place: &str,
) -> Result<bool, Refusal> {
    let Some(condition) = condition else {
        return Ok(true);
    };
    let workflow = turn.rules.workflow;
    let handed_in = turn
        .facts
        .materials
        .iter()
        .filter(|(_, documents)| !documents.is_empty());
    let handed_in = handed_in.map(|(key, _)| key.clone()).collect();
    let form = Value::Object(turn.facts.form.clone());
    let mut scope = Scope::new(workflow, &form, &handed_in, &opinion_words(&turn.request));
    if let Some((row, group)) = row {
        scope = scope.with_row(workflow, group.as_ref(), row);
    }
    turn.rules
        .conditions
        .holds(condition, &scope)
        .map_err(|error| Refusal::ConditionFailed {
            at: place.to_owned(),
            why: error.to_string(),
        })
}

/// The opinions given so far, one word a declared review; of several rows the gravest.
fn opinion_words(request: &Request) -> BTreeMap<(StageKey, ReviewKey), String> {
    let mut gravest: BTreeMap<(StageKey, ReviewKey), (u8, &'static str)> = BTreeMap::new();
    for (id, review) in &request.reviews {
        let (weight, word) = match review.opinion.as_ref().map(|opinion| opinion.verdict) {
            Some(Verdict::Refuse) => (4, "refuse"),
            None if matches!(review.progress, ReviewProgress::Cancelled) => continue,
            None => (3, "none"),
            Some(Verdict::Conditions) => (2, "conditions"),
            Some(Verdict::Agree) => (1, "agree"),
            Some(Verdict::NotConcerned) => (0, "not_concerned"),
        };
        let entry = gravest
            .entry((id.stage.clone(), id.review.clone()))
            .or_insert((weight, word));
        *entry = (*entry).max((weight, word));
    }
    gravest
        .into_iter()
        .map(|(key, (_, word))| (key, word.to_owned()))
        .collect()
}

/// An omitted stage limit is its longest review; under `lead` the lead's comes on top.
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
    if let Mode::Sitting(sitting) = &round.mode {
        return sitting.within;
    }
    let hours = rules.directory.hours(&rules.workflow.lead);
    let ends = |budget: Budget| {
        Ledger::new(budget, from)
            .due_if_resumed(from, rules.calendar, &hours)
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
    let all = longest(&|_| true).unwrap_or_else(|| super::decide::turn::working_days(1));
    if round.policy != Policy::Lead {
        return all;
    }
    let others = longest(&|rule| &rule.department != lead);
    let own = longest(&|rule| &rule.department == lead);
    match (others, own) {
        (Some(others), Some(own)) if others.unit() == own.unit() => {
            Budget::new(others.amount() + own.amount(), own.unit()).unwrap_or(all)
        }
        _ => all,
    }
}

/// Brings an open stage's reviews in line with the facts: rows and conditions may have changed.
pub(in crate::domain) fn reconcile(turn: &mut Turn<'_>, key: &StageKey) -> Result<(), Refusal> {
    let stage = turn.stage(key)?;
    let Some(round) = stage.round() else {
        return Ok(());
    };
    let wanted = wanted(turn, stage, round)?;
    let there: BTreeSet<ReviewId> = turn
        .request
        .reviews_of(key)
        .filter(|(_, review)| review.progress != ReviewProgress::Cancelled)
        .map(|(id, _)| id.clone())
        .collect();
    for id in &there {
        let declared = turn.rule(id).is_some();
        if declared && !wanted.contains_key(id) {
            cancel(turn, id, CancelReason::RowRemoved);
        }
    }
    for (id, rule) in wanted {
        if !there.contains(&id) {
            open_review(turn, id, rule, false);
        }
    }
    settle(turn, key)
}

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
    let vote = |(id, review): (&'t ReviewId, &'t super::request::Review)| rounds::Vote {
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
    super::decide::corrections::moot(turn, key);
    turn.record(Event::StageFinished { stage: key.clone() });
    turn.end_clock(&ClockKey::Stage(key.clone()));
    super::decide::reopening::resume_downstream(turn, key)?;
    if has_negative_round(&turn.request) {
        overtake_downstream(turn, key);
    }
    advance(turn)
}

/// After a reopened stage turned negative, what was open behind it is not needed any more.
fn overtake_downstream(turn: &mut Turn<'_>, key: &StageKey) {
    for later in super::decide::reopening::downstream(turn.rules.workflow, key) {
        let open = turn
            .request
            .stages
            .get(&later)
            .is_some_and(|s| s.progress == Progress::Open);
        if open {
            cancel_open(turn, Some(&later), CancelReason::Overtaken);
            super::decide::corrections::moot(turn, &later);
            turn.record(Event::StageSkipped {
                stage: later.clone(),
            });
            turn.end_clock(&ClockKey::Stage(later));
        }
    }
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
            super::due::running(rules, request, &clock).map(|due| due.at)
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

/// Whether every counting opinion of the request agreed.
#[must_use]
pub fn all_agreed(request: &Request) -> bool {
    !has_negative_round(request)
        && request
            .reviews
            .values()
            .filter(|review| !review.advice)
            .all(|review| {
                review.progress == ReviewProgress::Cancelled
                    || review.progress == ReviewProgress::Waived
                    || review
                        .opinion
                        .as_ref()
                        .is_some_and(|o| o.verdict != Verdict::Refuse)
            })
}

/// Whether the workflow lets the request decide itself now.
#[must_use]
pub fn decides_itself(rules: &Rules<'_>, request: &Request) -> bool {
    rules.workflow.decide.on_join == OnJoin::Decide && all_agreed(request)
}
