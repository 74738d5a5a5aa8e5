//! Laying an applicant's later answer over the facts: what was asked for changes, and what hangs on
//! it goes or comes along.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::calendar::civil;
use crate::domain::command::Answer;
use crate::domain::definition::MaterialClass;
use crate::domain::facts::{Facts, FactsPatch};
use crate::domain::form;
use crate::domain::identifiers::MaterialKey;
use crate::domain::refusal::{Problem, Refusal};
use crate::domain::request::Phase;

use super::filing::with_row_ids;
use super::turn::Turn;

/// What an answer changes, checked against the whole form, with the row numbers it used up.
///
/// Only what was asked may change, and what the change newly asks for; answers and papers whose
/// condition no longer holds are taken out with it.
///
/// # Errors
/// `Invalid` lists every place that needs mending.
pub(super) fn merge(
    turn: &Turn<'_>,
    answer: &Answer,
    asked: Option<&BTreeSet<&str>>,
) -> Result<(FactsPatch, Vec<(String, u32)>), Refusal> {
    let rules = turn.rules;
    let mut numbers = turn.request.next_row.clone();
    let form = with_row_ids(rules.workflow, answer.form.clone(), &mut numbers);
    let mut patch = FactsPatch {
        form,
        materials: answer.materials.clone(),
        ..FactsPatch::default()
    };
    let brought_nothing = patch.is_empty();
    let before = form::asked_for(
        rules,
        turn.request.filer,
        &turn.facts.form,
        &turn.facts.materials,
    );
    let mut after = turn.facts.clone();
    after.apply(&patch);
    take_along(turn, &before, &after, answer, &mut patch);
    after.apply(&patch);
    let now = form::asked_for(rules, turn.request.filer, &after.form, &after.materials);
    let newly: BTreeSet<&str> = now.difference(&before).map(String::as_str).collect();
    let mut problems = not_asked(answer, asked, &newly);
    if brought_nothing {
        problems.push(Problem {
            pointer: String::new(),
            problem: "missing".to_owned(),
            detail: "bring at least one of the items asked for".to_owned(),
            expected: None,
        });
    }
    let today = civil(turn.from).date();
    let (form, materials) = (&after.form, &after.materials);
    let wrong = form::problems(rules, form, materials, today);
    problems.extend(wrong.into_iter().filter(|wrong| concerns(wrong, &patch)));
    if turn.request.phase == Phase::UnderReview {
        problems.extend(core_missing(turn, &after, &newly));
    }
    if problems.is_empty() {
        Ok((patch, numbers.into_iter().collect()))
    } else {
        Err(Refusal::Invalid { problems })
    }
}

/// What was taken before the house compared dates of birth with identity numbers stays taken: nobody can
/// mend it in an answer that is about something else.
fn concerns(wrong: &Problem, patch: &FactsPatch) -> bool {
    let key = wrong.pointer.split('/').nth(2).unwrap_or_default();
    wrong.problem != form::DISAGREES || patch.form.contains_key(key)
}

/// Takes out of the facts what the answers do not ask for any more.
fn take_along(
    turn: &Turn<'_>,
    before: &BTreeSet<String>,
    after: &Facts,
    answer: &Answer,
    patch: &mut FactsPatch,
) {
    let rules = turn.rules;
    let left = form::fitting(rules, &after.form, &after.materials, &answer.form);
    for (key, was) in &after.form {
        match left.get(key) {
            None => {
                patch.form.insert(key.clone(), Value::Null);
            }
            Some(is) if is != was => {
                patch.form.insert(key.clone(), is.clone());
            }
            Some(_) => {}
        }
    }
    let now = form::asked_for(rules, turn.request.filer, &left, &after.materials);
    let needless = after.materials.iter().filter(|(key, files)| {
        let name: &str = key.as_ref();
        let gone = before.contains(name) && !now.contains(name);
        gone && !files.is_empty() && !answer.materials.contains_key(*key)
    });
    let needless: Vec<MaterialKey> = needless.map(|(key, _)| key.clone()).collect();
    patch
        .materials
        .extend(needless.into_iter().map(|key| (key, Vec::new())));
}

fn not_asked(
    answer: &Answer,
    asked: Option<&BTreeSet<&str>>,
    newly: &BTreeSet<&str>,
) -> Vec<Problem> {
    let Some(asked) = asked else {
        return Vec::new();
    };
    let fields = answer.form.keys().map(|key| ("form", key.as_str()));
    let materials = answer
        .materials
        .keys()
        .map(|key| ("materials", key.as_ref()));
    fields
        .chain(materials)
        .filter(|(_, key)| !asked.contains(key) && !newly.contains(key))
        .map(|(part, key)| Problem {
            pointer: format!("/{part}/{key}"),
            problem: "not_asked".to_owned(),
            detail: "this was not asked for; bring only what the notice names".to_owned(),
            expected: None,
        })
        .collect()
}

/// After acceptance nobody would ask for a core material that the answer has just called for.
fn core_missing(turn: &Turn<'_>, after: &Facts, newly: &BTreeSet<&str>) -> Vec<Problem> {
    let workflow = turn.rules.workflow;
    let (form, materials) = (&after.form, &after.materials);
    let filer = turn.request.filer;
    let missing = form::missing_materials(workflow, turn.rules.conditions, filer, form, materials);
    let core = missing.into_iter().filter(|key| {
        let material = workflow.material(key.as_ref());
        material.is_some_and(|material| material.class == MaterialClass::Core)
    });
    core.filter(|key| newly.contains(key.as_ref() as &str))
        .map(|key| Problem {
            pointer: format!("/materials/{key}"),
            problem: "missing".to_owned(),
            detail: "needed with these answers; bring it with them".to_owned(),
            expected: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_disagreement_is_no_matter_of_an_answer_about_something_else() {
        let wrong = |problem: &str| Problem {
            pointer: "/form/children/0/born".to_owned(),
            problem: problem.to_owned(),
            detail: String::new(),
            expected: None,
        };
        let answering = |key: &str| FactsPatch {
            form: [(key.to_owned(), Value::Null)].into_iter().collect(),
            ..FactsPatch::default()
        };
        let elsewhere = answering("address");
        assert!(!concerns(&wrong(form::DISAGREES), &elsewhere));
        assert!(concerns(&wrong("range"), &elsewhere));
        assert!(concerns(&wrong(form::DISAGREES), &answering("children")));
    }
}
