//! Which questions a draft's answers call for: the workflow's conditions, held against the draft.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Draft;
use super::plan::filer_of;
use crate::domain::condition::Scope;
use crate::domain::decide::Rules;
use crate::domain::definition::{Condition, Field, FieldKind, FilerKind, Workflow};
use crate::domain::facts::Document;
use crate::domain::identifiers::MaterialKey;

/// Which fields of a group are asked, in a row or object of these answers.
#[must_use]
pub fn asked_in_group<'w>(
    rules: &Rules<'w>,
    draft: &Draft,
    group: &'w Field,
    row: &Value,
) -> Vec<&'w Field> {
    let FieldKind::Group { fields, repeat } = &group.kind else {
        return Vec::new();
    };
    let asking = Asking::new(rules, draft, filer_of(rules, draft));
    let mut scope = asking.scope.clone();
    if repeat.is_some() {
        scope = scope.with_row(rules.workflow, group.key.as_str(), row);
    }
    let asked = |field: &&Field| asking.holds_in(field.when.as_ref(), &scope);
    fields.iter().filter(asked).collect()
}

/// The questions that a draft's answers call for.
pub(super) struct Asking<'a> {
    rules: &'a Rules<'a>,
    draft: &'a Draft,
    fields: Vec<&'a Field>,
    scope: Scope,
}

impl<'a> Asking<'a> {
    /// Conditions look at answers that conditions may take away: looked at again until nothing
    /// changes, which takes as many rounds as conditions can hang on one another.
    pub(super) fn new(rules: &'a Rules<'a>, draft: &'a Draft, filer: FilerKind) -> Self {
        let form = &rules.workflow.form;
        let mut asking = Self {
            rules,
            draft,
            fields: form.iter().collect(),
            scope: scope(rules, draft, filer, form.iter()),
        };
        for _ in form {
            let fields: Vec<&Field> = form
                .iter()
                .filter(|field| asking.holds(field.when.as_ref()))
                .collect();
            if fields == asking.fields {
                break;
            }
            asking.scope = scope(rules, draft, filer, fields.iter().copied());
            asking.fields = fields;
        }
        asking
    }

    /// The service's workflow.
    pub(super) fn workflow(&self) -> &'a Workflow {
        self.rules.workflow
    }

    /// The fields that are asked, in order.
    pub(super) fn fields(&self) -> &[&'a Field] {
        &self.fields
    }

    /// A condition that has no value here asks for nothing.
    pub(super) fn holds(&self, when: Option<&Condition>) -> bool {
        self.holds_in(when, &self.scope)
    }

    fn holds_in(&self, when: Option<&Condition>, scope: &Scope) -> bool {
        when.is_none_or(|when| self.rules.conditions.holds(when, scope).unwrap_or(false))
    }

    /// The answers that are asked for.
    pub(super) fn form(&self) -> Map<String, Value> {
        let answer = |field: &&Field| {
            let key = field.key.as_str();
            let answer = self.draft.answers.form.get(key)?;
            Some((key.to_owned(), self.asked_of(field, answer)?))
        };
        self.fields.iter().filter_map(answer).collect()
    }

    /// What of an answer is asked for; none where nothing was answered.
    fn asked_of(&self, field: &Field, answer: &Value) -> Option<Value> {
        let FieldKind::Group { fields, repeat } = &field.kind else {
            return Some(answer.clone()).filter(|answer| !answer.is_null());
        };
        match repeat {
            None => {
                let object = self.asked_within(fields, answer, &self.scope);
                // An empty one is told field by field, unless it may stay empty.
                (!object.is_empty() || !field.optional).then_some(Value::Object(object))
            }
            Some(_) => {
                let rows = answer.as_array()?.iter().map(|row| {
                    let scope = self.scope.clone();
                    let scope = scope.with_row(self.rules.workflow, field.key.as_str(), row);
                    Value::Object(self.asked_within(fields, row, &scope))
                });
                let rows: Vec<Value> = rows.collect();
                (!rows.is_empty()).then_some(Value::Array(rows))
            }
        }
    }

    fn asked_within(&self, fields: &[Field], row: &Value, scope: &Scope) -> Map<String, Value> {
        let answer = |field: &Field| {
            let key = field.key.as_str();
            let answer = row.get(key).filter(|answer| !answer.is_null())?;
            Some((key.to_owned(), answer.clone()))
        };
        let asked = fields
            .iter()
            .filter(|field| self.holds_in(field.when.as_ref(), scope));
        asked.filter_map(answer).collect()
    }

    /// The documents that are asked for.
    pub(super) fn materials(&self) -> BTreeMap<MaterialKey, Vec<Document>> {
        let asked = |key: &MaterialKey| {
            let material = self.rules.workflow.material(key.as_str());
            material.is_some_and(|material| self.holds(material.when.as_ref()))
        };
        let given = self.draft.materials.iter();
        given
            .filter(|(key, documents)| !documents.is_empty() && asked(key))
            .map(|(key, documents)| (key.clone(), documents.clone()))
            .collect()
    }
}

fn scope<'a>(
    rules: &Rules<'_>,
    draft: &Draft,
    filer: FilerKind,
    fields: impl Iterator<Item = &'a Field>,
) -> Scope {
    let given = &draft.answers.form;
    let answers = fields.filter_map(|field| {
        let key = field.key.as_str();
        Some((key.to_owned(), given.get(key)?.clone()))
    });
    let form = Value::Object(answers.collect());
    let handed_in = draft.materials.iter();
    let handed_in = handed_in.filter(|(_, documents)| !documents.is_empty());
    let handed_in = handed_in.map(|(key, _)| key.clone()).collect();
    Scope::new(rules.workflow, &form, &handed_in, &BTreeMap::new()).filed_by(Some(filer))
}
