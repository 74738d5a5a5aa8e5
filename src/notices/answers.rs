//! An applicant's answers as a paper prints them, in both languages.
//!
//! A paper is shown to others, so of numbers that identify a person only so much is printed as
//! tells two people of one name apart (Personal Information Protection Law Art. 6). The holder's
//! own identity number stands in full: with it the paper is shown to be theirs, and a residence
//! permit has to carry it (Residence Permit Regulations Art. 4).

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::definition::{Field, FieldKind, Language, Text};
use crate::domain::identifiers::Regions;
use crate::i18n::text;

use super::{dates, plain};

/// Digits of an identity number that stay: the place it was issued at, and the last four.
const IDENTITY_SHOWN: (usize, usize) = (6, 4);
/// Digits of a phone number that stay.
const PHONE_SHOWN: (usize, usize) = (3, 4);

/// What was answered, `own` being the holder's identity number; `None` where nothing was, and for
/// groups, whose fields answer for themselves.
pub(super) fn said(
    field: &Field,
    answer: Option<&Value>,
    own: Option<&str>,
    regions: &Regions,
) -> Option<Text> {
    let answer = answer.filter(|answer| !answer.is_null())?;
    let written = match answer {
        Value::String(written) => plain::line(written),
        other => other.to_string(),
    };
    if written.is_empty() {
        return None;
    }
    Some(match &field.kind {
        FieldKind::Group { .. } => return None,
        FieldKind::Choice { of } => match of.iter().find(|option| option.key == written) {
            Some(option) => option.title.clone(),
            None => same(written),
        },
        FieldKind::Boolean => of_catalogue(match answer.as_bool()? {
            true => "paper-yes",
            false => "paper-no",
        }),
        FieldKind::Date { .. } => match written.parse::<NaiveDate>() {
            Ok(date) => each(|language| dates::full(language, date)),
            Err(_) => same(written),
        },
        FieldKind::Money => {
            let amount = thousands(&written);
            each(|language| {
                text(
                    language,
                    "paper-money",
                    &[("amount", amount.clone().into())],
                )
            })
        }
        FieldKind::Region => same(region(regions, &written).unwrap_or(written)),
        FieldKind::IdentityNumber if own == Some(written.as_str()) => same(written),
        FieldKind::IdentityNumber => same(masked(&written, IDENTITY_SHOWN)),
        FieldKind::Phone => same(masked(&written, PHONE_SHOWN)),
        FieldKind::Text { .. }
        | FieldKind::Number { .. }
        | FieldKind::Email
        | FieldKind::CreditCode
        | FieldKind::Address => same(written),
    })
}

fn each(said: impl Fn(Language) -> String) -> Text {
    Text {
        zh: said(Language::Zh),
        en: Some(said(Language::En)),
    }
}

fn same(written: String) -> Text {
    Text {
        zh: written,
        en: None,
    }
}

fn of_catalogue(key: &str) -> Text {
    each(|language| text(language, key, &[]))
}

/// A name of the town's list; a code that is not in it is printed as it is.
fn region(regions: &Regions, code: &str) -> Option<String> {
    regions.full_name(&code.parse().ok()?)
}

/// The first and the last characters; what is too short to hide anything is hidden whole.
fn masked(number: &str, (first, last): (usize, usize)) -> String {
    let count = number.chars().count();
    let stays = |index: usize| count > first + last && (index < first || index >= count - last);
    let shown = number.chars().enumerate();
    shown
        .map(|(index, c)| if stays(index) { c } else { '*' })
        .collect()
}

/// `120000.5` as `120,000.5`; what is no plain amount stays as it is.
fn thousands(amount: &str) -> String {
    let (whole, rest) = amount.split_at(amount.find('.').unwrap_or(amount.len()));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return amount.to_owned();
    }
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn printed(kind: Value, answer: Value) -> Option<(String, String)> {
        let field: Field = serde_json::from_value(json!({
            "key": "asked", "title": {"zh": "问"}, "kind": kind, "optional": true, "when": null
        }))
        .unwrap();
        let regions = Regions::from_csv(include_str!("../../config/regions.csv")).unwrap();
        let said = said(&field, Some(&answer), Some("990118198805160111"), &regions)?;
        let en = said.in_language(Language::En).to_owned();
        Some((said.zh, en))
    }

    #[test]
    fn an_answer_is_printed_in_the_words_of_each_language() {
        let choice = json!({"type": "choice", "of": [
            {"key": "primary", "title": {"zh": "小学一年级", "en": "First year"}}]});
        for (kind, answer, zh, en) in [
            (choice, json!("primary"), "小学一年级", "First year"),
            (
                json!({"type": "date"}),
                json!("2026-09-01"),
                "2026年9月1日",
                "1 September 2026",
            ),
            (
                json!({"type": "money"}),
                json!("1234567.50"),
                "1,234,567.50元",
                "CNY 1,234,567.50",
            ),
            (json!({"type": "boolean"}), json!(false), "否", "No"),
            (
                json!({"type": "region"}),
                json!("510104"),
                "四川省成都市锦江区",
                "四川省成都市锦江区",
            ),
            (
                json!({"type": "region"}),
                json!("999999"),
                "999999",
                "999999",
            ),
            (
                json!({"type": "number", "min": null, "max": null}),
                json!(86),
                "86",
                "86",
            ),
        ] {
            let expected = Some((zh.to_owned(), en.to_owned()));
            assert_eq!(printed(kind, answer), expected);
        }
    }

    #[test]
    fn numbers_of_a_person_are_shown_only_in_part() {
        let shown =
            |kind: &str, number: &str| printed(json!({"type": kind}), json!(number)).unwrap().0;
        assert_eq!(
            shown("identity_number", "51011819900406001X"),
            "510118********001X"
        );
        assert_eq!(shown("phone", "13900000001"), "139****0001");
        assert_eq!(shown("phone", "1390001"), "*******");
    }

    #[test]
    fn what_was_not_answered_is_not_printed() {
        assert_eq!(printed(json!({"type": "date"}), Value::Null), None);
        assert_eq!(
            printed(json!({"type": "address"}), json!(" \u{200B}")),
            None
        );
    }
}
