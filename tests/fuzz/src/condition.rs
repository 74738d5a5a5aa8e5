//! Conditions (CEL): compiling ends, and whatever `check` lets through has a value at every request that
//! fits the form, whichever opinions were given.

use std::collections::{BTreeMap, BTreeSet};

use lianban::domain::check::{Severity, check};
use lianban::domain::condition::{CONDITION_MAX_CHARS, OPINION_WORDS, Scope, evaluate};
use lianban::domain::definition::{Condition, Workflow};
use lianban::domain::identifiers::{ReviewKey, StageKey};
use serde_json::Value;

use super::shipped::{TOWN, WORKFLOWS};
use super::{number, text};

pub fn run(bytes: &[u8]) {
    let Some(source) = text(bytes) else { return };
    let condition = Condition(source.to_owned());
    let Err(error) = condition.compile() else {
        for (workflow, form) in WORKFLOWS.iter() {
            has_a_value(workflow, form, &condition, number(bytes));
        }
        return;
    };
    // It is told, and in few words however long the condition is.
    let told = error.to_string();
    assert!(
        !told.is_empty() && told.chars().count() <= CONDITION_MAX_CHARS + 400,
        "{told}"
    );
}

/// Sets the last stage under the condition; where the workflow may go live with it, it can be asked.
fn has_a_value(workflow: &Workflow, form: &Value, condition: &Condition, chance: u64) {
    let mut changed = workflow.clone();
    let last = changed.stages.last_mut().expect("a stage");
    last.when = Some(condition.clone());
    let faults = check(&changed, &TOWN.directory, &TOWN.calendar);
    if faults.iter().any(|fault| fault.severity == Severity::Error) {
        return;
    }
    let materials: BTreeSet<_> = changed.materials.iter().map(|it| it.key.clone()).collect();
    for (handed_in, opinions) in [
        (BTreeSet::new(), BTreeMap::new()),
        (materials, opinions(&changed, chance)),
    ] {
        let scope = Scope::new(&changed, form, &handed_in, &opinions);
        let value = evaluate(condition, &scope);
        assert!(value.is_ok(), "{condition:?} was checked: {value:?}");
    }
}

fn opinions(workflow: &Workflow, chance: u64) -> BTreeMap<(StageKey, ReviewKey), String> {
    let mut words = OPINION_WORDS.iter().cycle().skip((chance % 5) as usize);
    let mut given = BTreeMap::new();
    for stage in &workflow.stages {
        for review in stage.round().into_iter().flat_map(|round| &round.reviews) {
            let word = words.next().expect("a cycle has no end");
            given.insert((stage.key.clone(), review.key.clone()), (*word).to_owned());
        }
    }
    given
}

pub fn seeds() -> Vec<Vec<u8>> {
    super::owned(&[
        "form.has_job",
        "!form.has_job && form.has_home",
        "form.basis == 'employed'",
        "form.children.exists(child, child.name != '')",
        "form.children.size() > 2 || materials.labour_contract",
        "opinions.verify.age == 'agree'",
        "opinions.evidence.job in ['agree', 'conditions']",
        "has(form.person.born) && form.person.born < '2000-01-01'",
        "form.area_square_metres > 100.0 ? true : false",
        "[1, 2, 3].map(x, x * x).filter(x, x > 3).size() == 1",
        "timestamp('2026-01-01T00:00:00Z') < timestamp('2027-01-01T00:00:00Z')",
        "form.person.name.matches('^(a+)+$')",
        "9223372036854775807 + 1 > 0",
        "-9223372036854775808 / -1 == 0",
        "form.living_since == form.living_since",
        "form.seats / 0 == 1",
    ])
}
