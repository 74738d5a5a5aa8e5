//! Which materials the answers call for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::domain::condition::{Conditions, Scope};
use crate::domain::definition::{Condition, FilerKind, Workflow};
use crate::domain::facts::Document;
use crate::domain::identifiers::MaterialKey;
use crate::domain::refusal::Problem;

type Documents = BTreeMap<MaterialKey, Vec<Document>>;

/// Materials that are asked for with these answers and were not handed in.
#[must_use]
pub fn missing_materials(
    workflow: &Workflow,
    conditions: &Conditions,
    filer: FilerKind,
    form: &Map<String, Value>,
    materials: &Documents,
) -> Vec<MaterialKey> {
    let asked = asked(workflow, conditions, filer, form, materials);
    let there = |key: &MaterialKey| materials.get(key).is_some_and(|files| !files.is_empty());
    let needed = workflow
        .materials
        .iter()
        .filter(|material| !material.optional);
    needed
        .map(|material| &material.key)
        .filter(|key| asked.contains(key) && !there(key))
        .cloned()
        .collect()
}

/// Materials handed in that these answers do not call for: an office keeps no papers that nobody
/// asked for (Licensing Law Art. 31, Personal Information Protection Law Art. 6).
#[must_use]
pub fn needless_materials(
    workflow: &Workflow,
    conditions: &Conditions,
    filer: FilerKind,
    form: &Map<String, Value>,
    materials: &Documents,
) -> Vec<Problem> {
    let asked = asked(workflow, conditions, filer, form, materials);
    let handed_in = materials.iter().filter(|(_, files)| !files.is_empty());
    handed_in
        .map(|(key, _)| key)
        .filter(|key| workflow.material(key.as_ref()).is_some() && !asked.contains(key))
        .map(|key| Problem {
            pointer: format!("/materials/{key}"),
            problem: "unknown".to_owned(),
            detail: "not asked for with these answers; leave it out".to_owned(),
            expected: None,
        })
        .collect()
}

/// A condition that has no value here asks for nothing; `check` warns of it beforehand.
fn asked<'w>(
    workflow: &'w Workflow,
    conditions: &Conditions,
    filer: FilerKind,
    form: &Map<String, Value>,
    materials: &Documents,
) -> BTreeSet<&'w MaterialKey> {
    let whole = Value::Object(form.clone());
    let handed_in = materials.keys().cloned().collect();
    let scope = Scope::new(workflow, &whole, &handed_in, &BTreeMap::new());
    let scope = scope.filed_by(Some(filer));
    let holds = |when: &Option<Condition>| {
        when.as_ref()
            .is_none_or(|when| conditions.holds(when, &scope).unwrap_or(false))
    };
    let materials = workflow.materials.iter();
    materials
        .filter(|material| holds(&material.when))
        .map(|material| &material.key)
        .collect()
}
