//! What may be asked of the applicant, and what an answer may change: a department asks within what it
//! reads, and rows nobody asked for stay as many as they were.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::command::{Answer, Item};
use crate::domain::definition::{FieldKind, MaterialClass, Workflow};
use crate::domain::event::Event;
use crate::domain::form;
use crate::domain::identifiers::StageKey;
use crate::domain::refusal::{Problem, Refusal};
use crate::domain::request::{Asked, AskedItem, ReviewId};
use crate::domain::routing::row_id;
use crate::domain::visibility::reads_item;

use super::turn::Turn;

/// Refuses items that the review does not read: what a department may not see, it may not ask for.
/// Names that the service does not know are told apart elsewhere.
pub(super) fn within_reads(turn: &Turn<'_>, id: &ReviewId, items: &[Item]) -> Result<(), Refusal> {
    let workflow = turn.rules.workflow;
    let outside = items.iter().enumerate().filter(|(_, item)| {
        let root = root(&item.what);
        let known = workflow.field(root).is_some() || workflow.material(root).is_some();
        known
            && !opens_reviews(workflow, id, &item.what)
            && !reads_item(workflow, &turn.request, &turn.facts, id, &item.what)
    });
    let problems: Vec<Problem> = outside
        .map(|(index, item)| Problem {
            pointer: format!("/items/{index}/what"),
            problem: "not_read".to_owned(),
            detail: format!(
                "this review does not read `{}`; who reads it may ask for it",
                item.what
            ),
            expected: None,
        })
        .collect();
    refuse(problems)
}

/// Materials that are needed and were never handed in join a notice that goes out anyway. They have no
/// words of anybody's: the letter says that they are missing.
pub(super) fn join_missing(turn: &mut Turn<'_>, stage: &StageKey) {
    let rules = turn.rules;
    let (form, materials) = (&turn.facts.form, &turn.facts.materials);
    let filer = turn.request.filer;
    let missing = form::missing_materials(rules.workflow, rules.conditions, filer, form, materials);
    let asked = turn
        .request
        .stages
        .get(stage)
        .and_then(|state| state.correction.as_ref());
    let asked: BTreeSet<&str> = asked
        .iter()
        .flat_map(|asked| &asked.items)
        .map(|item| root(&item.what))
        .collect();
    let secondary = missing.into_iter().filter(|key| {
        let material = rules.workflow.material(key.as_ref());
        material.is_some_and(|material| material.class == MaterialClass::Secondary)
            && !asked.contains(key.as_ref() as &str)
    });
    let number = turn.request.version;
    let items: Vec<AskedItem> = secondary
        .map(|key| AskedItem {
            what: key.to_string(),
            review: None,
            words: format!("missing:{stage}:{number}.{key}"),
        })
        .collect();
    if !items.is_empty() {
        turn.record(Event::ItemsAsked {
            stage: Some(stage.clone()),
            items,
        });
    }
}

/// The answer with its rows known again, where the notice asks for a part of a repeated group: the same
/// rows, none more and none fewer. Rows that came without their ids are taken in the order that stands.
///
/// # Errors
/// `Invalid` names each group whose rows do not stay.
pub(super) fn same_rows(
    turn: &Turn<'_>,
    answer: &Answer,
    asked: &Asked,
) -> Result<Answer, Refusal> {
    let mut answer = answer.clone();
    let mut problems = Vec::new();
    for field in &turn.rules.workflow.form {
        let FieldKind::Group {
            repeat: Some(_), ..
        } = field.kind
        else {
            continue;
        };
        let key: &str = field.key.as_ref();
        if asked.items.iter().any(|item| item.what == key) {
            continue;
        }
        let known = turn.facts.form.get(key).and_then(Value::as_array);
        let known: Vec<String> = known.into_iter().flatten().map(row_id).collect();
        let Some(rows) = answer.form.get_mut(key).and_then(Value::as_array_mut) else {
            continue;
        };
        if !stay(rows, &known) {
            problems.push(Problem {
                pointer: format!("/form/{key}"),
                problem: "not_asked".to_owned(),
                detail:
                    "the notice asks for a part of these rows; send the same rows, none more and \
                         none fewer"
                        .to_owned(),
                expected: None,
            });
        }
    }
    refuse(problems)?;
    Ok(answer)
}

fn stay(rows: &mut [Value], known: &[String]) -> bool {
    if rows.len() != known.len() {
        return false;
    }
    let nameless = |row: &Value| row.get("id").is_none();
    if rows.iter().all(nameless) {
        for (row, id) in rows.iter_mut().zip(known) {
            if let Some(row) = row.as_object_mut() {
                row.insert("id".to_owned(), Value::from(id.as_str()));
            }
        }
        return true;
    }
    let sent: BTreeSet<String> = rows.iter().map(row_id).collect();
    sent == known.iter().cloned().collect()
}

fn refuse(problems: Vec<Problem>) -> Result<(), Refusal> {
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Refusal::Invalid { problems }),
    }
}

fn root(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

/// Whether a question decides which reviews the stage has: whoever finds that its answer cannot be
/// true may ask for it, whether or not they see the answer.
fn opens_reviews(workflow: &Workflow, id: &ReviewId, what: &str) -> bool {
    let round = workflow.stage(&id.stage).and_then(|stage| stage.round());
    let mut conditions = round
        .into_iter()
        .flat_map(|round| &round.reviews)
        .filter_map(|rule| rule.when.as_ref());
    let named = format!("form.{what}");
    conditions.any(|condition| {
        let mut words = condition
            .0
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'));
        words.any(|word| word == named)
    })
}
