//! What people type, read into the form's JSON, and shown again as they typed it.
//!
//! Full-width digits, blanks, hyphens and small x are no mistake. What cannot be read stays as it
//! was typed, so that it can be mended; `domain::form` says what is wrong with it.

use serde_json::{Map, Value};

use crate::domain::definition::{Field, FieldKind};
use crate::domain::identifiers::{CreditCode, IdentityNumber, Phone};
use crate::web::form::{Form, KEY};

/// Ends what was chosen of a region while only its province is known: no region's code has it.
pub const UNFINISHED: char = '+';
/// The fields of a date beside its year's.
pub const DATE_PARTS: [&str; 2] = ["month", "day"];
/// The field of a region's province.
pub const PROVINCE: &str = "province";
/// Longest part of a date that is kept, in characters.
const DATE_PART_CHARS: usize = 8;

/// Full-width characters of a Chinese input method, made plain.
#[must_use]
pub fn plain(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        other => other,
    };
    text.chars()
        .map(plain)
        .collect::<String>()
        .trim()
        .to_owned()
}

fn without_blanks(text: &str) -> String {
    plain(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// An identity number as on the card, where it can be read as one.
#[must_use]
pub fn identity(text: &str) -> String {
    let read = text.parse::<IdentityNumber>();
    read.map_or_else(
        |_| without_blanks(text).to_uppercase(),
        |number| number.reveal().to_owned(),
    )
}

/// A phone number without what stands between its digits.
#[must_use]
pub fn phone(text: &str) -> String {
    let read = text.parse::<Phone>();
    read.map_or_else(|_| plain(text), |phone| phone.reveal().to_owned())
}

/// A mail address.
#[must_use]
pub fn email(text: &str) -> String {
    without_blanks(text)
}

/// The answer to a field; null where nothing was typed. `name` is the field's in the form.
#[must_use]
pub fn answer(kind: &FieldKind, form: &Form, name: &str) -> Value {
    let typed = form.text(name);
    let text = match kind {
        FieldKind::Date { .. } => return date(form, name),
        FieldKind::Region => region(form, name),
        FieldKind::Number { .. } => return number(typed),
        FieldKind::Boolean => return boolean(typed),
        FieldKind::Phone => phone(typed),
        FieldKind::Email => email(typed),
        FieldKind::IdentityNumber => identity(typed),
        FieldKind::CreditCode => {
            let read = typed.parse::<CreditCode>();
            read.map_or_else(
                |_| without_blanks(typed).to_uppercase(),
                |code| code.as_str().to_owned(),
            )
        }
        FieldKind::Money => {
            let said = without_blanks(typed);
            said.replace([',', '¥', '￥', '元'], "")
        }
        FieldKind::Text { .. } | FieldKind::Address | FieldKind::Choice { .. } => typed.to_owned(),
        FieldKind::Group { .. } => return Value::Null,
    };
    match text.is_empty() {
        true => Value::Null,
        false => Value::String(text),
    }
}

/// The answers to the fields of a group, laid over what was answered before: what the page did not
/// show is not lost.
#[must_use]
pub fn group(fields: &[&Field], form: &Form, before: &Value) -> Map<String, Value> {
    let mut answers = before.as_object().cloned().unwrap_or_default();
    for field in fields {
        let key = field.key.as_str();
        if !was_shown(&field.kind, form, key) {
            continue;
        }
        match answer(&field.kind, form, key) {
            Value::Null => answers.remove(key),
            answer => answers.insert(key.to_owned(), answer),
        };
    }
    answers
}

/// Radio buttons of which none is chosen send nothing; everything else does when it was shown.
fn was_shown(kind: &FieldKind, form: &Form, name: &str) -> bool {
    let sends_nothing = matches!(kind, FieldKind::Boolean | FieldKind::Choice { .. });
    form.has(name) || form.has(&format!("{name}-{PROVINCE}")) || (sends_nothing && form.has(KEY))
}

fn number(typed: &str) -> Value {
    let text = without_blanks(typed).replace(',', "");
    if text.is_empty() {
        return Value::Null;
    }
    text.parse::<i64>()
        .map_or_else(|_| Value::String(text.clone()), Value::from)
}

fn boolean(typed: &str) -> Value {
    match typed {
        "yes" => Value::Bool(true),
        "no" => Value::Bool(false),
        _ => Value::Null,
    }
}

/// Three fields, as `2020-03-21`; a part that is missing or no number stays as it was typed.
fn date(form: &Form, name: &str) -> Value {
    let part = |name: &str, width: usize| {
        let typed = without_blanks(form.text(name)).replace('-', "");
        let typed: String = typed.chars().take(DATE_PART_CHARS).collect();
        let is_number = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
        match is_number {
            true => format!("{:0>width$}", typed.trim_start_matches('0')),
            false => typed,
        }
    };
    let [month, day] = DATE_PARTS.map(|part| format!("{name}-{part}"));
    let parts = [part(name, 4), part(&month, 2), part(&day, 2)];
    match parts.iter().all(String::is_empty) {
        true => Value::Null,
        false => Value::String(parts.join("-")),
    }
}

/// Year, month and day of a date as they were typed.
#[must_use]
pub fn date_parts(value: &Value) -> [String; 3] {
    let text = value.as_str().unwrap_or_default();
    let mut parts = text
        .splitn(3, '-')
        .map(|part| part.trim_start_matches('0').to_owned());
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// The region chosen within the province chosen; the province alone, marked unfinished, where
/// another province was chosen than the region lies in.
fn region(form: &Form, name: &str) -> String {
    let province = form.text(&format!("{name}-{PROVINCE}"));
    let chosen = form.text(name);
    let lies_in = |code: &str| code.get(..2) == province.get(..2);
    match (province, chosen) {
        ("", chosen) => chosen.to_owned(),
        (_, chosen) if !chosen.is_empty() && lies_in(chosen) => chosen.to_owned(),
        (province, _) => format!("{province}{UNFINISHED}"),
    }
}

/// Whether a region's province is chosen and nothing in it yet.
#[must_use]
pub fn is_unfinished(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.ends_with(UNFINISHED))
}

/// An answer of one line, as it stands in its field.
#[must_use]
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Form::of(
            fields.collect(),
            &axum::http::Method::POST,
            "/",
            Default::default(),
        )
        .unwrap()
    }

    fn read(kind: FieldKind, typed: &str) -> Value {
        answer(&kind, &form(&[("a", typed)]), "a")
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let identity = FieldKind::IdentityNumber;
        assert_eq!(
            read(identity.clone(), "９９０１１８ 19880516 011１"),
            "990118198805160111"
        );
        assert_eq!(read(identity, "11010119900307001x"), "11010119900307001X");
        assert_eq!(read(FieldKind::Phone, "199 0000-0001"), "19900000001");
        assert_eq!(read(FieldKind::Phone, "12"), "12");
        assert_eq!(read(FieldKind::Money, "￥５0,000.00元"), "50000.00");
        let number = FieldKind::Number {
            min: None,
            max: None,
        };
        assert_eq!(read(number.clone(), "６8"), 68);
        assert_eq!(read(number.clone(), "many"), "many");
        assert_eq!(read(number, "  "), Value::Null);
    }

    #[test]
    fn a_date_is_three_fields_and_what_is_no_date_stays() {
        let kind = FieldKind::Date { ahead: false };
        let typed = |year, month, day| {
            let form = form(&[("a", year), ("a-month", month), ("a-day", day)]);
            answer(&kind, &form, "a")
        };
        assert_eq!(typed("２０20", "3", "21"), "2020-03-21");
        assert_eq!(typed("", "", ""), Value::Null);
        assert_eq!(date_parts(&typed("2020", "13", "")), ["2020", "13", ""]);
        assert_eq!(date_parts(&json!("2020-03-21")), ["2020", "3", "21"]);
    }

    #[test]
    fn another_province_asks_for_the_region_again() {
        let typed = |province, region| {
            answer(
                &FieldKind::Region,
                &form(&[("a-province", province), ("a", region)]),
                "a",
            )
        };
        assert_eq!(typed("510000", "513400"), "513400");
        assert!(is_unfinished(&typed("520000", "513400")));
        assert!(is_unfinished(&typed("510000", "")));
        assert_eq!(typed("", ""), Value::Null);
    }
}
