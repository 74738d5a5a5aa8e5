//! Which reviews the facts ask for: conditions, and one review a row of a repeated group.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::condition::Scope;
use crate::domain::decide::turn::Turn;
use crate::domain::definition::{Condition, Policy, ReviewRule, Round, Stage};
use crate::domain::identifiers::{FieldKey, ReviewKey, StageKey};
use crate::domain::refusal::Refusal;
use crate::domain::request::{Request, ReviewId, ReviewProgress, Verdict};

/// The reviews of a stage that the facts ask for now; none where the stage is not needed: its
/// condition does not hold, or nobody would count in a round that only counts refusals.
pub(super) fn needed<'a>(
    turn: &Turn<'a>,
    stage: &'a Stage,
) -> Result<Option<BTreeMap<ReviewId, &'a ReviewRule>>, Refusal> {
    if !holds(turn, stage.when.as_ref(), None, stage.key.as_ref())? {
        return Ok(None);
    }
    let Some(round) = stage.round() else {
        return Ok(Some(BTreeMap::new()));
    };
    let wanted = wanted(turn, stage, round)?;
    let nobody_counts = wanted.values().all(|rule| rule.advice);
    let needs_somebody = matches!(round.policy, Policy::All | Policy::Veto(_) | Policy::Lead);
    Ok((!nobody_counts || !needs_somebody).then_some(wanted))
}

/// Whether the facts still ask for a review; a department that the lead added is asked by the lead.
pub(in crate::domain) fn still_wanted(turn: &Turn<'_>, id: &ReviewId) -> Result<bool, Refusal> {
    if turn.rule(id).is_none() {
        return Ok(true);
    }
    let asked_for = asked_for(turn, turn.stage(&id.stage)?)?;
    Ok(asked_for.is_some_and(|wanted| wanted.contains_key(id)))
}

/// The reviews that a stage which was reached asks for now: those it needs, and where it would not be
/// needed but for a department that the lead added, the advice beside it that goes on.
pub(super) fn asked_for<'a>(
    turn: &Turn<'a>,
    stage: &'a Stage,
) -> Result<Option<BTreeMap<ReviewId, &'a ReviewRule>>, Refusal> {
    let needed = needed(turn, stage)?;
    match stage.round() {
        Some(round) if needed.is_none() && added_counts(turn, &stage.key) => {
            wanted_now(turn, stage, round).map(Some)
        }
        _ => Ok(needed),
    }
}

/// Whether a department that the lead added counts in a stage.
fn added_counts(turn: &Turn<'_>, key: &StageKey) -> bool {
    let mut reviews = turn.request.reviews_of(key);
    reviews.any(|(id, review)| {
        turn.rule(id).is_none() && !review.advice && review.progress != ReviewProgress::Cancelled
    })
}

/// The reviews of a round that the facts ask for now, whether or not its stage is needed for them;
/// nobody where the stage's condition does not hold.
fn wanted_now<'a>(
    turn: &Turn<'a>,
    stage: &'a Stage,
    round: &'a Round,
) -> Result<BTreeMap<ReviewId, &'a ReviewRule>, Refusal> {
    match holds(turn, stage.when.as_ref(), None, stage.key.as_ref())? {
        true => wanted(turn, stage, round),
        false => Ok(BTreeMap::new()),
    }
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
    condition: Option<&Condition>,
    row: Option<(&Value, &FieldKey)>,
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
            None | Some(Verdict::ReferUp) => (3, "none"),
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
