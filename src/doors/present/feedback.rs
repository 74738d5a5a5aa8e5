//! Ratings and complaints as those see them who may: the applicant, and whoever has to answer.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::case::{Case, both};
use super::{Due, Words};
use crate::domain::due;
use crate::domain::facts::Applicant;
use crate::domain::request::{ClockKey, Phase};
use crate::domain::visibility::{SeenComplaint, SeenRating};
use crate::doors::words::LanguageWord;

/// The rating of a request.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RatingView {
    /// `very_satisfied` … `very_dissatisfied`.
    pub level: String,
    /// The same in words.
    pub words: Words,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, if the applicant said.
    pub text: String,
    /// Until when a bad one is followed up, while it is.
    pub due: Option<Due>,
    /// When it was.
    pub followed_up_at: Option<DateTime<Utc>>,
    /// What was done about it.
    pub answer: Option<String>,
}

/// A complaint.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ComplaintView {
    /// Its number within the request.
    pub number: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// What it says.
    pub text: String,
    /// Until when it is answered, while it is open.
    pub due: Option<Due>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// The answer.
    pub answer: Option<String>,
}

/// How the applicant is reached, as little of it as is needed to know one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"phone": "*******0003", "email": "l***@example.org", "language": "zh"}))]
pub struct MaskedContact {
    /// The phone number but for its last four digits.
    pub phone: Option<String>,
    /// The first letter of the mail address, and its domain.
    pub email: Option<String>,
    /// The language of letters.
    pub language: LanguageWord,
}

/// A rating for whoever may see it.
#[must_use]
pub fn rating(case: &Case<'_>, seen: SeenRating) -> RatingView {
    let word = seen.level.as_str();
    RatingView {
        level: word.to_owned(),
        words: both(&format!("rating-{}", word.replace('_', "-"))),
        at: seen.at,
        text: seen.text,
        due: running(case, &ClockKey::FollowUp),
        followed_up_at: seen.followed_up_at,
        answer: seen.followed_up_at.map(|_| seen.answer),
    }
}

/// Complaints for whoever may see them, oldest first.
#[must_use]
pub fn complaints(case: &Case<'_>, seen: BTreeMap<u32, SeenComplaint>) -> Vec<ComplaintView> {
    let seen = seen.into_iter();
    seen.map(|(number, seen)| ComplaintView {
        number,
        at: seen.at,
        text: seen.text,
        due: running(case, &ClockKey::Complaint(number)),
        answered_at: seen.answered_at,
        answer: seen.answered_at.map(|_| seen.answer),
    })
    .collect()
}

fn running(case: &Case<'_>, clock: &ClockKey) -> Option<Due> {
    due::view(&case.rules, case.request, clock, case.at).map(Due::from)
}

/// Whether the applicant may rate now.
#[must_use]
pub fn may_rate(case: &Case<'_>) -> bool {
    let request = case.request;
    let over = request.is_over() && request.phase != Phase::Withdrawn;
    over && request.rating.is_none() && request.erased_at.is_none()
}

/// Phone and mail address, masked.
#[must_use]
pub fn contact(applicant: Option<&Applicant>) -> MaskedContact {
    let phone = applicant.and_then(|applicant| applicant.phone.as_deref());
    let email = applicant.and_then(|applicant| applicant.email.as_deref());
    let language = applicant.map(|applicant| applicant.language);
    MaskedContact {
        phone: phone.map(super::status::masked_number),
        email: email.map(masked_address),
        language: language.unwrap_or_default().into(),
    }
}

fn masked_address(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}***@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_to_its_owner_alone() {
        for (address, shown) in [
            ("li@example.org", "l***@example.org"),
            ("李@a.cn", "李***@a.cn"),
        ] {
            assert_eq!(masked_address(address), shown);
        }
    }
}
