//! What a changed answer takes along: fields and papers whose condition no longer holds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::domain::condition::Scope;
use crate::domain::decide::Rules;
use crate::domain::definition::{Condition, Field, FieldKind, FilerKind};
use crate::domain::facts::Document;
use crate::domain::identifiers::MaterialKey;

type Documents = BTreeMap<MaterialKey, Vec<Document>>;

/// The answers without those that are not asked for any more. What was answered just now, by key
/// at the top of the form, stays, so that whoever wrote it is told.
#[must_use]
pub fn fitting(
    rules: &Rules<'_>,
    form: &Map<String, Value>,
    materials: &Documents,
    answered: &Map<String, Value>,
) -> Map<String, Value> {
    let mut form = form.clone();
    // A condition sees the fields above it, so one pass from the top is enough.
    for field in &rules.workflow.form {
        let key: &str = field.key.as_ref();
        if answered.contains_key(key) || !form.contains_key(key) {
            continue;
        }
        let scope = scope(rules, &form, materials);
        if !asked(rules, field.when.as_ref(), &scope) {
            form.remove(key);
        } else if let FieldKind::Group { fields, repeat } = &field.kind
            && let Some(group) = form.get_mut(key)
        {
            match (repeat, group) {
                (None, Value::Object(group)) => within(rules, fields, group, &scope),
                (Some(_), Value::Array(rows)) => {
                    for row in rows {
                        let scope = scope.clone().with_row(rules.workflow, key, row);
                        if let Value::Object(row) = row {
                            within(rules, fields, row, &scope);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    form
}

fn within(rules: &Rules<'_>, fields: &[Field], group: &mut Map<String, Value>, scope: &Scope) {
    for field in fields {
        if !asked(rules, field.when.as_ref(), scope) {
            group.remove(field.key.as_ref() as &str);
        }
    }
}

/// The fields at the top of the form and the materials that these answers ask for.
#[must_use]
pub fn asked_for(
    rules: &Rules<'_>,
    filer: FilerKind,
    form: &Map<String, Value>,
    materials: &Documents,
) -> BTreeSet<String> {
    let scope = scope(rules, form, materials).filed_by(Some(filer));
    let workflow = rules.workflow;
    let fields = workflow.form.iter().map(|f| (f.key.as_ref(), &f.when));
    let papers = workflow.materials.iter().map(|m| (m.key.as_ref(), &m.when));
    fields
        .chain(papers)
        .filter(|(_, when)| asked(rules, when.as_ref(), &scope))
        .map(|(key, _): (&str, _)| key.to_owned())
        .collect()
}

fn scope(rules: &Rules<'_>, form: &Map<String, Value>, materials: &Documents) -> Scope {
    let handed_in = materials.iter().filter(|(_, files)| !files.is_empty());
    let handed_in = handed_in.map(|(key, _)| key.clone()).collect();
    let whole = Value::Object(form.clone());
    Scope::new(rules.workflow, &whole, &handed_in, &BTreeMap::new())
}

/// A condition that has no value here asks for nothing; `check` warns of it beforehand.
fn asked(rules: &Rules<'_>, when: Option<&Condition>, scope: &Scope) -> bool {
    when.is_none_or(|when| rules.conditions.holds(when, scope).unwrap_or(false))
}
