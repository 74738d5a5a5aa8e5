//! What is left of an applicant where only they should recognise themselves.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::facts::Applicant;

/// An applicant nobody else could recognise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"surname": "李", "identity": "************0213"}))]
pub struct MaskedApplicant {
    /// The first character or word of the name.
    pub surname: String,
    /// The identity number but for its last four characters.
    pub identity: Option<String>,
}

/// Surname and the end of the identity number.
#[must_use]
pub fn masked(applicant: Option<&Applicant>) -> MaskedApplicant {
    let name = applicant.map_or("", |applicant| applicant.name.as_str());
    MaskedApplicant {
        surname: surname(name),
        identity: applicant
            .and_then(|applicant| applicant.identity.as_deref())
            .map(masked_number),
    }
}

/// What stands before the names of samples; it is no name.
const SAMPLE: &str = "样例·";

/// The first character of a Chinese name, the first word of any other; what stands before the first
/// `·` of a name that has one.
#[must_use]
pub fn surname(name: &str) -> String {
    let name = name.trim();
    let name = name.strip_prefix(SAMPLE).unwrap_or(name);
    if let Some((first, _)) = name.split_once('·') {
        return first.trim().to_owned();
    }
    match name.chars().next() {
        Some(first) if first.is_ascii() => name
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned(),
        Some(first) => first.to_string(),
        None => String::new(),
    }
}

/// All but the last four characters hidden.
#[must_use]
pub fn masked_number(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(4);
    number
        .chars()
        .enumerate()
        .map(|(index, c)| if index < hidden { '*' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surname_is_all_that_is_left_of_a_name() {
        for (name, shown) in [
            ("李明", "李"),
            ("样例·周文海", "周"),
            ("买买提·吐尔逊", "买买提"),
            ("样例·买买提·吐尔逊", "买买提"),
            ("John Smith", "John"),
            ("", ""),
        ] {
            assert_eq!(surname(name), shown);
        }
    }

    #[test]
    fn an_identity_number_keeps_its_last_four() {
        assert_eq!(masked_number("990118199203040213"), "**************0213");
        assert_eq!(masked_number("12"), "12");
    }
}
