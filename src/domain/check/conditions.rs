//! Every `when` can be read, has the right types, and asks only for what is known by then.

use std::collections::BTreeSet;

use super::types::{self, Hidden, Member, Type};
use super::{Faults, Subject, graph, review_path};
use crate::domain::condition::{ConditionError, OPINION_WORDS};
use crate::domain::definition::{Condition, Field, FieldKind, Workflow};
use crate::domain::identifiers::StageKey;

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    form(workflow, faults);
    let known = vec![
        record("form", fields(&workflow.form, None)),
        filer(workflow),
        hidden_materials(),
        hidden_opinions(),
    ];
    for material in &workflow.materials {
        condition(
            &format!("materials.{}.when", material.key),
            material.when.as_ref(),
            &known,
            faults,
        );
    }
    for stage in &workflow.stages {
        let known = known_at(workflow, &stage.key);
        condition(
            &format!("stages.{}.when", stage.key),
            stage.when.as_ref(),
            &known,
            faults,
        );
        let Some(round) = stage.round() else { continue };
        for review in &round.reviews {
            let mut known = known.clone();
            if let Some(row) = review
                .for_each
                .as_ref()
                .and_then(|group| row_of(workflow, group.as_str()))
            {
                known.push(record("row", row));
            }
            let path = format!("{}.when", review_path(stage, round, review));
            condition(&path, review.when.as_ref(), &known, faults);
        }
    }
}

/// A field is asked after those above it, so it may depend on those alone.
fn form(workflow: &Workflow, faults: &mut Faults) {
    for (index, field) in workflow.form.iter().enumerate() {
        let known = vec![
            record("form", fields(&workflow.form, Some(index))),
            hidden_materials(),
            hidden_opinions(),
        ];
        condition(
            &format!("form.{}.when", field.key),
            field.when.as_ref(),
            &known,
            faults,
        );
        let FieldKind::Group { fields: inner, .. } = &field.kind else {
            continue;
        };
        for (inner_index, inner_field) in inner.iter().enumerate() {
            let mut known = known.clone();
            known.push(record("row", fields(inner, Some(inner_index))));
            let path = format!("form.{}.fields.{}.when", field.key, inner_field.key);
            condition(&path, inner_field.when.as_ref(), &known, faults);
        }
    }
}

fn condition(path: &str, condition: Option<&Condition>, known: &[Member], faults: &mut Faults) {
    let Some(condition) = condition else { return };
    match condition.compile() {
        Ok(program) => {
            if let Err(found) = types::check(program.expression(), known) {
                faults.error(found.code, path, found.message, found.hint);
            }
        }
        Err(error @ ConditionError::TooLarge { .. }) => {
            faults.error("condition-too-large", path, error.to_string(), "split it over several stages or reviews");
        }
        Err(error) => faults.error(
            "condition-unreadable",
            path,
            error.to_string(),
            "put the condition in quotes, with text inside it in single ones: when: \"form.basis == 'employed'\"",
        ),
    }
}

/// What a condition on this stage may look at.
fn known_at(workflow: &Workflow, stage: &StageKey) -> Vec<Member> {
    let before = graph::before(workflow, stage);
    let materials = workflow
        .materials
        .iter()
        .map(|material| known(material.key.as_str(), Type::Bool))
        .collect();
    let opinions = workflow
        .stages
        .iter()
        .map(|other| opinions_of(workflow, other.key.as_str(), &before))
        .collect();
    vec![
        record("form", fields(&workflow.form, None)),
        record("materials", materials),
        record("opinions", opinions),
    ]
}

fn opinions_of(workflow: &Workflow, key: &str, before: &BTreeSet<StageKey>) -> Member {
    let stage = workflow
        .stages
        .iter()
        .find(|stage| stage.key.as_str() == key);
    let reviews = stage
        .and_then(|stage| stage.round())
        .map(|round| round.reviews.as_slice())
        .unwrap_or_default();
    let words = Type::Choice(OPINION_WORDS.map(String::from).to_vec());
    let mut member = record(
        key,
        reviews
            .iter()
            .map(|review| known(review.key.as_str(), words.clone()))
            .collect(),
    );
    if !before.contains(key) {
        member.hidden = Some(Hidden {
            code: "opinion-not-known-yet",
            message: format!(
                "the opinions of `{key}` are not known here: it need not be finished before"
            ),
            hint: format!("put `{key}` into this stage's `after`, or ask something else"),
        });
    }
    member
}

fn row_of(workflow: &Workflow, group: &str) -> Option<Vec<Member>> {
    match &workflow.field(group)?.kind {
        FieldKind::Group { fields: inner, .. } => Some(fields(inner, None)),
        _ => None,
    }
}

/// The members of a form or row; from index `asked` on they are not answered yet.
fn fields(all: &[Field], asked: Option<usize>) -> Vec<Member> {
    let mut members: Vec<_> = all.iter().map(member_of).collect();
    for (member, field) in members.iter_mut().zip(all).skip(asked.unwrap_or(all.len())) {
        member.hidden = Some(Hidden {
            code: "field-not-known-yet",
            message: format!("`{}` is asked after this field", field.key),
            hint: format!(
                "move `{}` above it: a field may depend on those before it",
                field.key
            ),
        });
    }
    members
}

fn member_of(field: &Field) -> Member {
    let kind = match &field.kind {
        FieldKind::Number { .. } | FieldKind::Money => Type::Number,
        FieldKind::Date { .. } => Type::Date,
        FieldKind::Boolean => Type::Bool,
        FieldKind::Choice { of } => {
            Type::Choice(of.iter().map(|option| option.key.clone()).collect())
        }
        FieldKind::Group {
            fields: inner,
            repeat: None,
        } => {
            let mut inner = fields(inner, None);
            let may_be_absent = field.optional || field.when.is_some();
            inner
                .iter_mut()
                .for_each(|member| member.nullable |= may_be_absent);
            return record(field.key.as_str(), inner);
        }
        FieldKind::Group {
            fields: inner,
            repeat: Some(_),
        } => {
            // an unanswered repeated group is a list without rows, never null
            let list = Type::List(Box::new(Type::Record(fields(inner, None))));
            return known(field.key.as_str(), list);
        }
        FieldKind::Text { .. }
        | FieldKind::Phone
        | FieldKind::Email
        | FieldKind::IdentityNumber
        | FieldKind::CreditCode
        | FieldKind::Region
        | FieldKind::Address => Type::Text,
    };
    Member {
        nullable: field.optional || field.when.is_some(),
        ..known(field.key.as_str(), kind)
    }
}

fn known(name: &str, kind: Type) -> Member {
    Member {
        name: name.into(),
        kind,
        nullable: false,
        hidden: None,
    }
}

fn record(name: &str, members: Vec<Member>) -> Member {
    known(name, Type::Record(members))
}

/// Who files: one of those who may.
fn filer(workflow: &Workflow) -> Member {
    let kinds = workflow.filed_by.iter();
    let words = kinds.map(|kind| kind.as_str().to_owned()).collect();
    known("filer", Type::Choice(words))
}

fn hidden_materials() -> Member {
    let hidden = Hidden {
        code: "material-not-known-yet",
        message: "which materials are handed in is not known while the form is filled in".into(),
        hint: "ask for form fields only".into(),
    };
    Member {
        hidden: Some(hidden),
        ..record("materials", Vec::new())
    }
}

fn hidden_opinions() -> Member {
    let hidden = Hidden {
        code: "opinion-not-known-yet",
        message: "no opinion is known before the stages begin".into(),
        hint: "ask for form fields only".into(),
    };
    Member {
        hidden: Some(hidden),
        ..record("opinions", Vec::new())
    }
}
