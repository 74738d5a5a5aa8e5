//! The questions of a form, with what was answered before.
//!
//! A field is named by its place: `form.guardians.0.phone`. Identity numbers are never shown in
//! full: left empty, the one that is known stays.

use std::collections::BTreeSet;

use maud::{Markup, html};
use serde_json::Value;

use crate::domain::definition::{Field, FieldKind, Repeat};
use crate::domain::identifiers::Regions;
use crate::doors::present::status::surname;
use crate::web::Frame;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::parts::region as named;

/// A choice of more than this is pulled down.
const RADIOS_MAX: usize = 6;
/// A text of more than this is written on several lines.
const LINE_MAX_CHARS: u32 = 100;
/// How much of an identity number is shown.
const SHOWN_CHARS: usize = 4;

/// What is needed to draw.
pub(super) struct Drawing<'a> {
    pub(super) frame: &'a Frame,
    pub(super) regions: &'a Regions,
    /// What was typed, where the form is shown again.
    pub(super) typed: Option<&'a Form>,
    pub(super) mistakes: &'a [Mistake],
}

/// Whether an answer has to be given here, may be left out, or stays as it is if left empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Needed,
    Optional,
}

impl Drawing<'_> {
    /// A question with its current answer. Of a group only the named fields are asked; all of them
    /// where none are named.
    pub(super) fn question(
        &self,
        field: &Field,
        named: &BTreeSet<&str>,
        current: Option<&Value>,
    ) -> Markup {
        let name = format!("form.{}", field.key);
        match &field.kind {
            FieldKind::Group {
                fields,
                repeat: None,
            } => self.group(fields, named, &name, current, Need::Needed),
            FieldKind::Group {
                fields,
                repeat: Some(repeat),
            } => self.rows(field, fields, named, &name, current, *repeat),
            _ => self.scalar(field, &name, current, Need::Needed, true),
        }
    }

    fn group(
        &self,
        fields: &[Field],
        named: &BTreeSet<&str>,
        name: &str,
        current: Option<&Value>,
        need: Need,
    ) -> Markup {
        let asked = |field: &&Field| named.is_empty() || named.contains(field.key.as_ref() as &str);
        html! {
            @for field in fields.iter().filter(asked) {
                @let key: &str = field.key.as_ref();
                @let answer = current.and_then(|current| current.get(key));
                (self.scalar(field, &format!("{name}.{key}"), answer, need, !named.is_empty()))
            }
        }
    }

    /// The rows there are, and one to add where the whole group was asked for and may grow.
    fn rows(
        &self,
        group: &Field,
        fields: &[Field],
        named: &BTreeSet<&str>,
        name: &str,
        current: Option<&Value>,
        repeat: Repeat,
    ) -> Markup {
        let frame = self.frame;
        let rows = current
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let title = frame.text(&group.title);
        let whole = named.is_empty();
        html! {
            @for (place, row) in rows.iter().enumerate() {
                @let name = format!("{name}.{place}");
                @let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
                fieldset class="row" {
                    legend { (title) " " (place + 1) (whose(fields, row)) }
                    (field::hidden(&format!("{name}.id"), id))
                    (self.group(fields, named, &name, Some(row), Need::Needed))
                    @if whole && rows.len() > repeat.min as usize {
                        @let drop = format!("{name}.drop");
                        @let ticked = self.typed.is_some_and(|typed| typed.has(&drop));
                        (field::tick(&drop, &frame.say("answer-drop"), ticked))
                    }
                }
            }
            @if whole && rows.len() < repeat.max as usize {
                details class="row" open[rows.is_empty() || self.has_typed(&format!("{name}.{}.", rows.len()))] {
                    summary { (frame.say_with("answer-add", &[("what", title.into())])) }
                    (self.group(fields, named, &format!("{name}.{}", rows.len()), None, Need::Optional))
                }
            }
        }
    }

    fn has_typed(&self, prefix: &str) -> bool {
        let fields = self.typed.into_iter().flat_map(Form::fields);
        let mut fields = fields.filter(|(name, _)| name.starts_with(prefix));
        fields.any(|(_, value)| !value.trim().is_empty())
    }

    /// One answer. `direct`: this very field was asked for, so that it has to be given anew.
    fn scalar(
        &self,
        field: &Field,
        name: &str,
        current: Option<&Value>,
        need: Need,
        direct: bool,
    ) -> Markup {
        let frame = self.frame;
        let secret = field.kind == FieldKind::IdentityNumber;
        let before = text(current);
        let masked = (secret && !before.is_empty()).then(|| masked(&before));
        let value = match self.typed {
            Some(typed) => typed.raw(name).to_owned(),
            None if secret => String::new(),
            None => before,
        };
        let hint = match &masked {
            Some(masked) if direct => {
                Some(frame.say_with("answer-masked-new", &[("masked", masked.as_str().into())]))
            }
            Some(masked) => {
                Some(frame.say_with("answer-masked", &[("masked", masked.as_str().into())]))
            }
            None => hint(frame, &field.kind),
        };
        let stays = masked.is_some() && !direct;
        let line = Line {
            within: "",
            name,
            label: frame.text(&field.title),
            hint: hint.as_deref(),
            value: &value,
            mistake: field::of(self.mistakes, name),
            kind: input_kind(&field.kind),
            inputmode: inputmode(&field.kind),
            autocomplete: Some("off"),
            max_chars: max_chars(&field.kind),
            optional: stays || field.optional || field.when.is_some() || need == Need::Optional,
            as_needed: false,
            short: is_short(&field.kind),
            tongue: None,
        };
        self.input(field, &line)
    }

    fn input(&self, field: &Field, line: &Line<'_>) -> Markup {
        let frame = self.frame;
        match &field.kind {
            FieldKind::Boolean => {
                let options =
                    ["yes", "no"].map(|key| (key.to_owned(), frame.say(&format!("answer-{key}"))));
                field::choice(frame, line, &options)
            }
            FieldKind::Choice { of } => {
                let options: Vec<(String, String)> = of
                    .iter()
                    .map(|option| (option.key.clone(), frame.text(&option.title).to_owned()))
                    .collect();
                match options.len() {
                    0..=RADIOS_MAX => field::choice(frame, line, &options),
                    _ => field::select(frame, line, &options),
                }
            }
            FieldKind::Region => {
                let regions = self.regions.iter();
                let options: Vec<(String, String)> = regions
                    .map(|region| {
                        let indent = if region.parent.is_some() {
                            "\u{3000}"
                        } else {
                            ""
                        };
                        let code = region.code.as_str();
                        let words = named::words(frame, code, &region.name);
                        (code.to_owned(), format!("{indent}{words}"))
                    })
                    .collect();
                let tongue = named::tongue(frame);
                field::select(frame, &Line { tongue, ..*line }, &options)
            }
            FieldKind::Address => field::area(frame, line, 2),
            FieldKind::Text { max_chars } if *max_chars > LINE_MAX_CHARS => {
                field::area(frame, line, 4)
            }
            _ => field::line(frame, line),
        }
    }
}

/// An answer as it is typed.
fn text(answer: Option<&Value>) -> String {
    match answer {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(true)) => "yes".to_owned(),
        Some(Value::Bool(false)) => "no".to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// Whose row it is, by the surname that stands in it.
fn whose(fields: &[Field], row: &Value) -> String {
    let named = fields
        .iter()
        .find(|field| field.key.as_ref() as &str == "name");
    let name = named.and_then(|field| row.get(field.key.as_ref() as &str)?.as_str());
    name.map(|name| format!("（{}）", surname(name)))
        .unwrap_or_default()
}

fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(SHOWN_CHARS);
    let shown: String = number.chars().skip(hidden).collect();
    format!("{}{shown}", "*".repeat(hidden))
}

fn hint(frame: &Frame, kind: &FieldKind) -> Option<String> {
    let key = match kind {
        FieldKind::Date { .. } => "answer-date-hint",
        FieldKind::IdentityNumber => "answer-identity-hint",
        FieldKind::Phone => "answer-phone-hint",
        FieldKind::Money => "answer-money-hint",
        FieldKind::Address => "answer-address-hint",
        _ => return None,
    };
    Some(frame.say(key))
}

fn input_kind(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Date { .. } => "date",
        FieldKind::Phone => "tel",
        FieldKind::Email => "email",
        _ => "text",
    }
}

fn inputmode(kind: &FieldKind) -> Option<&'static str> {
    match kind {
        FieldKind::Number { .. } => Some("numeric"),
        FieldKind::Money => Some("decimal"),
        FieldKind::Phone => Some("tel"),
        FieldKind::Email => Some("email"),
        _ => None,
    }
}

fn max_chars(kind: &FieldKind) -> Option<u32> {
    match kind {
        FieldKind::Text { max_chars } => Some(*max_chars),
        _ => None,
    }
}

fn is_short(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Date { .. }
            | FieldKind::Phone
            | FieldKind::IdentityNumber
            | FieldKind::CreditCode
            | FieldKind::Number { .. }
            | FieldKind::Money
    )
}
