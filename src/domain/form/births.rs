//! A date of birth beside an identity number: the number tells the date too.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::domain::definition::{Field, FieldKind};
use crate::domain::identifiers::IdentityNumber;

/// The key that a person's date of birth has in every form, beside their identity number.
pub(super) const BORN: &str = "born";

/// The date that the identity number tells, where both are given, can be read, and disagree.
pub(super) fn told_otherwise(fields: &[Field], answers: &Map<String, Value>) -> Option<NaiveDate> {
    let is_date = |field: &&Field| matches!(field.kind, FieldKind::Date { .. });
    let born = fields.iter().find(|field| field.key.as_str() == BORN);
    let born = answer(born.filter(is_date)?, answers)?;
    let born: NaiveDate = born.parse().ok()?;
    let number: IdentityNumber = answer(only_number(fields)?, answers)?.parse().ok()?;
    let told = number.birth_date();
    (told != born).then_some(told)
}

/// With two numbers in a group nobody knows whose date it is.
fn only_number(fields: &[Field]) -> Option<&Field> {
    let mut numbers = fields
        .iter()
        .filter(|field| field.kind == FieldKind::IdentityNumber);
    numbers.next().filter(|_| numbers.next().is_none())
}

fn answer<'a>(field: &Field, answers: &'a Map<String, Value>) -> Option<&'a str> {
    answers.get(field.key.as_str())?.as_str()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::domain::definition::Text;

    fn field(key: &str, kind: FieldKind) -> Field {
        Field {
            key: key.parse().unwrap(),
            title: Text {
                zh: key.to_owned(),
                en: None,
            },
            optional: false,
            when: None,
            kind,
        }
    }

    fn told(fields: &[Field], born: &str) -> Option<String> {
        let answers = json!({"identity": "99011820180305001X", "born": born});
        let told = told_otherwise(fields, answers.as_object().unwrap());
        told.map(|date| date.to_string())
    }

    #[test]
    fn the_number_is_believed_to_tell_the_date_where_it_is_the_only_one() {
        let number = || field("identity", FieldKind::IdentityNumber);
        let born = || field(BORN, FieldKind::Date { ahead: false });
        let person = [number(), born()];
        assert_eq!(told(&person, "2018-03-05"), None);
        assert_eq!(told(&person, "2018-05-03").unwrap(), "2018-03-05");
        assert_eq!(told(&person, "the fifth of March"), None);
        let other = field("issued", FieldKind::Date { ahead: false });
        assert_eq!(told(&[number(), other], "2018-05-03"), None);
        let spouse = field("spouse", FieldKind::IdentityNumber);
        assert_eq!(told(&[number(), spouse, born()], "2018-05-03"), None);
    }
}
