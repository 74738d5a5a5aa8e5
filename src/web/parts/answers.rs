//! Answers of a form as people read them, under the titles that the workflow gives.

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::domain::definition::{Field, FieldKind};
use crate::domain::identifiers::Regions;
use crate::web::Frame;

/// The answers that are there, in the order of the form; a repeated group as a list of its rows.
#[must_use]
pub fn list(
    frame: &Frame,
    fields: &[Field],
    form: &Map<String, Value>,
    regions: &Regions,
) -> Markup {
    html! {
        dl class="facts" {
            @for field in fields {
                @if let Some(answer) = form.get(field.key.as_ref() as &str).filter(|answer| !answer.is_null()) {
                    div {
                        dt { (frame.text(&field.title)) }
                        dd { (said(frame, field, answer, regions)) }
                    }
                }
            }
        }
    }
}

fn said(frame: &Frame, field: &Field, answer: &Value, regions: &Regions) -> Markup {
    match (&field.kind, answer) {
        (FieldKind::Group { fields, .. }, Value::Array(rows)) => html! {
            ol class="rows" {
                @for row in rows.iter().filter_map(Value::as_object) { li { (list(frame, fields, row, regions)) } }
            }
        },
        (FieldKind::Group { fields, .. }, Value::Object(row)) => list(frame, fields, row, regions),
        (kind, answer) => plain(frame, kind, answer, regions),
    }
}

/// One scalar answer in words.
#[must_use]
pub fn plain(frame: &Frame, kind: &FieldKind, answer: &Value, regions: &Regions) -> Markup {
    let written = answer
        .as_str()
        .map_or_else(|| answer.to_string(), str::to_owned);
    let said = match kind {
        FieldKind::Boolean => frame.say(if answer == &Value::Bool(true) {
            "answer-yes"
        } else {
            "answer-no"
        }),
        FieldKind::Choice { of } => {
            let option = of.iter().find(|option| option.key == written);
            option.map_or(written, |option| frame.text(&option.title).to_owned())
        }
        FieldKind::Region => return region(frame, &written, regions),
        FieldKind::Date { .. } => written
            .parse()
            .map(|day| crate::notices::dates::full(frame.language(), day))
            .unwrap_or(written),
        _ => written,
    };
    html! { (said) }
}

/// A code that is not in the list is shown as it is.
fn region(frame: &Frame, code: &str, regions: &Regions) -> Markup {
    let name = code.parse().ok();
    match name.and_then(|code| regions.full_name(&code)) {
        Some(name) => super::region::named(frame, code, &name),
        None => html! { (code) },
    }
}
