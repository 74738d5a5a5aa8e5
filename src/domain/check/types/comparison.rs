//! What may be compared with what.

use cel::common::ast::LiteralValue;
use chrono::NaiveDate;

use super::mistakes::{mistake, shown};
use super::walk::Typed;
use super::{Mistake, Type};
use crate::domain::check::nearest::did_you_mean;

pub(super) fn literal_type(literal: &LiteralValue) -> Result<Typed, Mistake> {
    Ok(match literal {
        LiteralValue::Boolean(_) => Typed::sure(Type::Bool),
        LiteralValue::Int(_) | LiteralValue::UInt(_) | LiteralValue::Double(_) => {
            Typed::sure(Type::Number)
        }
        LiteralValue::Null => Typed {
            kind: Type::Null,
            nullable: true,
            name: None,
        },
        LiteralValue::String(text) => Typed::sure(Type::Written(vec![text.inner().to_owned()])),
        LiteralValue::Bytes(_) => {
            return Err(mistake(
                "condition-unsupported",
                "bytes cannot be used in a condition",
                "write text in quotes",
            ));
        }
    })
}

/// The type of two alternatives that were found comparable.
pub(super) fn merged(one: Option<Type>, other: Type) -> Type {
    match (one, other) {
        (None | Some(Type::Null | Type::Empty), other) => other,
        (Some(one), Type::Null | Type::Empty) => one,
        (Some(Type::Written(mut words)), Type::Written(more)) => {
            words.extend(more);
            Type::Written(words)
        }
        (Some(Type::Written(_)), other) => other,
        (Some(Type::List(one)), Type::List(other)) => {
            Type::List(Box::new(merged(Some(*one), *other)))
        }
        (Some(one), _) => one,
    }
}

/// Whether two types can be equal at all: a choice compared with what is no option never is.
pub(super) fn comparable(one: &Type, other: &Type) -> Result<(), Mistake> {
    match (one, other) {
        (Type::Null | Type::Empty, _) | (_, Type::Null | Type::Empty) => Ok(()),
        (Type::Choice(known), Type::Written(written))
        | (Type::Written(written), Type::Choice(known)) => among(known, written),
        (Type::Date, Type::Written(written)) | (Type::Written(written), Type::Date) => {
            dates(written)
        }
        (
            Type::Choice(_) | Type::Written(_) | Type::Text,
            Type::Choice(_) | Type::Written(_) | Type::Text,
        ) => Ok(()),
        (Type::List(one), Type::List(other)) => comparable(one, other),
        (one, other) if one == other => Ok(()),
        (one, other) => {
            let message = format!("{} is compared with {}", shown(one), shown(other));
            let hint = match (one, other) {
                (Type::Number, Type::Written(_)) | (Type::Written(_), Type::Number) => {
                    "numbers stand without quotes: form.count > 1"
                }
                (Type::Bool, _) | (_, Type::Bool) => "compare with true or false, without quotes",
                _ => "compare things of one kind",
            };
            Err(mistake("condition-type", message, hint))
        }
    }
}

pub(super) fn dates(written: &[String]) -> Result<(), Mistake> {
    let wrong =
        |text: &&String| text.len() != 10 || NaiveDate::parse_from_str(text, "%Y-%m-%d").is_err();
    match written.iter().find(wrong) {
        Some(text) => Err(mistake(
            "condition-type",
            format!("'{text}' is not a date"),
            "write dates as '2026-04-01'",
        )),
        None => Ok(()),
    }
}

pub(super) fn among(known: &[String], written: &[String]) -> Result<(), Mistake> {
    match written.iter().find(|word| !known.contains(word)) {
        None => Ok(()),
        Some(word) => Err(mistake(
            "condition-unknown-word",
            format!("'{word}' is none of the possible answers"),
            did_you_mean(word, known.iter().map(String::as_str)),
        )),
    }
}
