//! What is wrong, at its field and in words for that kind of field.

use crate::domain::definition::{Field, FieldKind, Workflow};
use crate::doors::problem::PlaceError;
use crate::i18n::{self, Value};
use crate::web::Frame;
use crate::web::parts::field::{self, Mistake};

/// Longest name of a person, in characters.
const PERSON_MAX_CHARS: u32 = 100;
/// Longest word on a letter of authority, in characters.
const AUTHORITY_MAX_CHARS: u32 = 500;

/// A mistake as its page shows it: named after the question, linked to the field.
#[must_use]
pub fn mistake(frame: &Frame, workflow: &Workflow, error: &PlaceError) -> Mistake {
    let parts: Vec<&str> = error.pointer.trim_start_matches('/').split('/').collect();
    let (title, kind, id) = match parts.as_slice() {
        ["form", key] => of_field(frame, workflow.field(key), key),
        ["form", group, inner @ ..] => match (workflow.field(group), inner) {
            (Some(group), [.., key]) if within(group, key).is_some() => {
                of_field(frame, within(group, key), key)
            }
            (group, _) => of_field(frame, group, ""),
        },
        ["applicant", key] => of_person(frame, "applicant", key),
        ["filer", key] => of_person(frame, "filer", key),
        ["materials", key] => {
            let material = workflow.material(key);
            let title = material.map(|material| frame.text(&material.title).to_owned());
            (title, None, "files".to_owned())
        }
        _ => (None, None, String::new()),
    };
    let said = match error.pointer.starts_with("/materials") && error.code == "missing" {
        true => frame.say("apply-mistake-files-missing"),
        false => said(frame, kind, error),
    };
    let words = match title {
        Some(title) => frame.say_with(
            "apply-mistake-at",
            &[("title", title.into()), ("words", said.into())],
        ),
        None => said,
    };
    Mistake { field: id, words }
}

type Named<'w> = (Option<String>, Option<&'w FieldKind>, String);

fn of_field<'w>(frame: &Frame, field: Option<&'w Field>, id: &str) -> Named<'w> {
    let title = field.map(|field| frame.text(&field.title).to_owned());
    // A group has no input of its own to go to.
    let group = field.is_some_and(|field| matches!(field.kind, FieldKind::Group { .. }));
    let id = if group { "" } else { id };
    (title, field.map(|field| &field.kind), id.to_owned())
}

fn of_person<'w>(frame: &Frame, part: &str, key: &str) -> Named<'w> {
    let title = i18n::find(frame.language(), &format!("apply-{part}-{key}"), &[]);
    let kind = match key {
        "name" => Some(&FieldKind::Text {
            max_chars: PERSON_MAX_CHARS,
        }),
        "authority" => Some(&FieldKind::Text {
            max_chars: AUTHORITY_MAX_CHARS,
        }),
        "identity" => Some(&FieldKind::IdentityNumber),
        "phone" => Some(&FieldKind::Phone),
        "email" => Some(&FieldKind::Email),
        _ => None,
    };
    (title, kind, key.to_owned())
}

/// The field of a group.
#[must_use]
pub fn within<'w>(group: &'w Field, key: &str) -> Option<&'w Field> {
    match &group.kind {
        FieldKind::Group { fields, .. } => fields.iter().find(|field| field.key.as_str() == key),
        _ => None,
    }
}

fn said(frame: &Frame, kind: Option<&FieldKind>, error: &PlaceError) -> String {
    let found = kind.and_then(|kind| {
        let key = format!("apply-mistake-{}-{}", word(kind), error.code);
        i18n::find(frame.language(), &key, &bounds(kind))
    });
    found.unwrap_or_else(|| field::place_words(frame, error))
}

fn bounds(kind: &FieldKind) -> Vec<(&'static str, Value<'static>)> {
    let number = |bound: &Option<i64>| bound.map_or_else(|| "…".into(), Value::from);
    match kind {
        FieldKind::Number { min, max } => vec![("min", number(min)), ("max", number(max))],
        FieldKind::Text { max_chars } => vec![("max", i64::from(*max_chars).into())],
        FieldKind::Group {
            repeat: Some(repeat),
            ..
        } => vec![
            ("min", i64::from(repeat.min).into()),
            ("max", i64::from(repeat.max).into()),
        ],
        _ => Vec::new(),
    }
}

/// How the catalogue calls a kind of field.
#[must_use]
pub fn word(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text { .. } => "text",
        FieldKind::Number { .. } => "number",
        FieldKind::Date { .. } => "date",
        FieldKind::Phone => "phone",
        FieldKind::Email => "email",
        FieldKind::IdentityNumber => "identity",
        FieldKind::CreditCode => "credit-code",
        FieldKind::Region => "region",
        FieldKind::Address => "address",
        FieldKind::Money => "money",
        FieldKind::Boolean => "boolean",
        FieldKind::Choice { .. } => "choice",
        FieldKind::Group { .. } => "rows",
    }
}
