//! The form and the materials.

use crate::domain::definition::{
    ChoiceOption, Field, FieldKind, Material, MaterialClass, ROWS_MAX, Repeat, TEXT_MAX_CHARS, Text,
};

use super::cursor::{Cursor, Fields};
use super::values::{condition, number, own_key, text, title};

/// Most fields of a form, or of a group.
const FIELDS_MAX: usize = 100;
/// Most materials of a service.
const MATERIALS_MAX: usize = 100;
/// Most options of a choice.
const OPTIONS_MAX: usize = 200;
const TYPES: [&str; 13] = [
    "text",
    "number",
    "date",
    "phone",
    "email",
    "identity_number",
    "credit_code",
    "region",
    "address",
    "money",
    "boolean",
    "choice",
    "group",
];
const FIELD_HINT: &str = "write name: {type: text, max: 60, title: {zh: 姓名, en: Name}}";

/// The fields under `form:` or under a group's `fields:`.
pub(super) fn form(at: &Cursor<'_>) -> Vec<Field> {
    let entries = at.entries(FIELDS_MAX, FIELD_HINT).unwrap_or_default();
    entries
        .iter()
        .filter_map(|(key, at)| field(key, at, 0))
        .collect()
}

fn field(key: &str, at: &Cursor<'_>, depth: usize) -> Option<Field> {
    let own = own_key(at, key);
    let fields = at.fields(
        &[
            "type", "title", "optional", "when", "max", "min", "of", "fields", "repeat", "ahead",
        ],
        FIELD_HINT,
    )?;
    let kind = kind(&fields, depth);
    let optional = fields
        .get("optional")
        .and_then(|at| at.boolean())
        .unwrap_or(false);
    let when = fields.get("when").and_then(|at| condition(&at));
    Some(Field {
        key: own?,
        title: title(&fields),
        kind: kind?,
        optional,
        when,
    })
}

fn kind(fields: &Fields<'_>, depth: usize) -> Option<FieldKind> {
    let at = fields.need("type", "write type: text, or one of the other types")?;
    let words: Vec<_> = TYPES.iter().map(|name| (*name, *name)).collect();
    let name = at.word(&words)?;
    foreign_keys(fields, name);
    Some(match name {
        "text" => FieldKind::Text {
            max_chars: max_chars(fields)?,
        },
        "number" => number_range(fields),
        "date" => FieldKind::Date {
            ahead: fields.get("ahead").and_then(|at| at.boolean()) == Some(true),
        },
        "phone" => FieldKind::Phone,
        "email" => FieldKind::Email,
        "identity_number" => FieldKind::IdentityNumber,
        "credit_code" => FieldKind::CreditCode,
        "region" => FieldKind::Region,
        "address" => FieldKind::Address,
        "money" => FieldKind::Money,
        "boolean" => FieldKind::Boolean,
        "choice" => FieldKind::Choice {
            of: options(&fields.need(
                "of",
                "write of: {yes: {zh: 是, en: Yes}, no: {zh: 否, en: No}}",
            )?)?,
        },
        _ => group(fields, depth)?,
    })
}

/// Keys that another type would understand.
fn foreign_keys(fields: &Fields<'_>, name: &str) {
    let own: &[&str] = match name {
        "text" => &["max"],
        "number" => &["min", "max"],
        "choice" => &["of"],
        "date" => &["ahead"],
        "group" => &["fields", "repeat"],
        _ => &[],
    };
    for key in ["max", "min", "of", "fields", "repeat", "ahead"] {
        if let Some(at) = fields.get(key)
            && !own.contains(&key)
        {
            at.error(
                "unknown-key",
                format!("`{key}` means nothing on a field of type {name}"),
                "remove it, or change the type",
            );
        }
    }
}

fn max_chars(fields: &Fields<'_>) -> Option<u32> {
    let Some(at) = fields.get("max") else {
        return Some(TEXT_MAX_CHARS);
    };
    let hint = format!("write max: 60, at most {TEXT_MAX_CHARS}");
    let max = number(&at, "a number of characters", &hint)?;
    if (1..=TEXT_MAX_CHARS).contains(&max) {
        return Some(max);
    }
    at.error(
        "out-of-range",
        format!("a text of at most {max} characters is not possible"),
        hint,
    );
    None
}

fn number_range(fields: &Fields<'_>) -> FieldKind {
    let bound = |key: &str| {
        fields
            .get(key)
            .and_then(|at| number::<i64>(&at, "a whole number", "write min: 0"))
    };
    let (min, max) = (bound("min"), bound("max"));
    if let (Some(least), Some(most), Some(at)) = (min, max, fields.get("max"))
        && least > most
    {
        at.error(
            "out-of-range",
            format!("no number is at least {least} and at most {most}"),
            "put the smaller one into `min`",
        );
    }
    FieldKind::Number { min, max }
}

fn options(at: &Cursor<'_>) -> Option<Vec<ChoiceOption>> {
    let hint = "write of: {yes: {zh: 是, en: Yes}, no: {zh: 否, en: No}}";
    let untitled = |key: &str| ChoiceOption {
        key: key.into(),
        title: Text {
            zh: String::new(),
            en: None,
        },
    };
    let options: Vec<_> = if at.is_list() {
        let items = at.list(hint)?;
        items
            .iter()
            .take(OPTIONS_MAX)
            .filter_map(|item| item.text("an option", hint))
            .map(untitled)
            .collect()
    } else {
        let entries = at.entries(OPTIONS_MAX, hint)?;
        entries
            .iter()
            .map(|(key, at)| match text(at) {
                Some(title) => ChoiceOption {
                    key: (*key).into(),
                    title,
                },
                None => untitled(key),
            })
            .collect()
    };
    if options.is_empty() {
        at.error(
            "choice-empty",
            format!("`{}` offers nothing to choose", at.path()),
            hint,
        );
        return None;
    }
    Some(options)
}

fn group(fields: &Fields<'_>, depth: usize) -> Option<FieldKind> {
    let hint = "write fields: {name: {type: text, title: {zh: 姓名, en: Name}}}";
    let at = fields.need("fields", hint)?;
    if depth > 0 {
        at.error(
            "group-in-group",
            format!("`{}` is a group within a group", fields.at.path()),
            "put its fields into the outer group, or make it a group of its own",
        );
        return None;
    }
    let entries = at.entries(FIELDS_MAX, hint)?;
    let inner = entries
        .iter()
        .filter_map(|(key, at)| field(key, at, depth + 1))
        .collect();
    let repeat = match fields.get("repeat") {
        Some(at) => Some(repeat(&at)?),
        None => None,
    };
    Some(FieldKind::Group {
        fields: inner,
        repeat,
    })
}

/// `"1..5"`, both included.
fn repeat(at: &Cursor<'_>) -> Option<Repeat> {
    let hint = "write repeat: \"1..5\", both numbers included";
    let written = at.text("how often, like \"1..5\"", hint)?;
    let bounds = written
        .split_once("..")
        .and_then(|(min, max)| Some((min.trim().parse().ok()?, max.trim().parse().ok()?)));
    match bounds {
        Some((min, max)) if min <= max && (1..=ROWS_MAX).contains(&max) => {
            Some(Repeat { min, max })
        }
        _ => {
            at.error(
                "out-of-range",
                format!("`{written}` is not how often a group may occur (at most {ROWS_MAX} rows)"),
                hint,
            );
            None
        }
    }
}

/// What is under `materials:`.
pub(super) fn materials(at: &Cursor<'_>, form: &[Field]) -> Vec<Material> {
    let hint = "write household_book: {class: core, title: {zh: 户口簿, en: Household register}}";
    let entries = at.entries(MATERIALS_MAX, hint).unwrap_or_default();
    let read = |(key, at): &(&str, Cursor<'_>)| {
        if form.iter().any(|field| field.key.as_str() == *key) {
            let message =
                format!("`{key}` is a form field and a material, so `reads` could mean either");
            at.error("name-clash", message, "rename one of them");
        }
        material(key, at, hint)
    };
    entries.iter().filter_map(read).collect()
}

fn material(key: &str, at: &Cursor<'_>, hint: &str) -> Option<Material> {
    let own = own_key(at, key);
    let fields = at.fields(&["class", "title", "when", "optional"], hint)?;
    let class = fields.need(
        "class",
        "write class: core (needed to accept) or class: secondary",
    );
    let class = class.and_then(|at| {
        at.word(&[
            ("core", MaterialClass::Core),
            ("secondary", MaterialClass::Secondary),
        ])
    });
    let when = fields.get("when").and_then(|at| condition(&at));
    let optional = fields
        .get("optional")
        .and_then(|at| at.boolean())
        .unwrap_or(false);
    Some(Material {
        key: own?,
        title: title(&fields),
        class: class?,
        when,
        optional,
    })
}
