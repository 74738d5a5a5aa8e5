//! What the applicant said about the handling, for those who have to answer it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::calendar::Instant;
use crate::domain::decide::complaints::{answer_place, words_place};
use crate::domain::decide::rating::{FOLLOW_UP_WORDS, RATING_WORDS};
use crate::domain::directory::{AUDITOR, HEAD, Officer, SUPERVISION, SUPERVISOR};
use crate::domain::facts::Facts;
use crate::domain::request::{Complaint, RatingLevel, Request};

/// Whether an officer may know that there are complaints: those who answer them, and auditors. What they
/// say is for those who answer alone; whoever is complained about need not know.
#[must_use]
pub fn hears_complaints(officer: &Officer) -> bool {
    let answers = officer.is(HEAD) && officer.department.as_str() == SUPERVISION;
    answers || officer.is(SUPERVISOR) || officer.is(AUDITOR)
}

/// A rating with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenRating {
    /// What it says.
    pub level: RatingLevel,
    /// When.
    pub at: Instant,
    /// Why, if the applicant said.
    pub text: String,
    /// When a bad one was followed up.
    pub followed_up_at: Option<Instant>,
    /// What was done about it.
    pub answer: String,
}

/// A complaint with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenComplaint {
    /// When.
    pub at: Instant,
    /// What it says.
    pub text: String,
    /// When it was answered.
    pub answered_at: Option<Instant>,
    /// The answer.
    pub answer: String,
}

/// The rating, if there is one.
#[must_use]
pub fn rating(request: &Request, facts: &Facts) -> Option<SeenRating> {
    let rating = request.rating.as_ref()?;
    Some(SeenRating {
        level: rating.level,
        at: rating.at,
        text: said(facts, RATING_WORDS),
        followed_up_at: rating.followed_up_at,
        answer: said(facts, FOLLOW_UP_WORDS),
    })
}

/// Every complaint, by number.
#[must_use]
pub fn complaints(request: &Request, facts: &Facts) -> BTreeMap<u32, SeenComplaint> {
    let seen = |complaint: &Complaint| SeenComplaint {
        at: complaint.at,
        text: said(facts, &words_place(complaint.number)),
        answered_at: complaint.answered_at,
        answer: said(facts, &answer_place(complaint.number)),
    };
    let complaints = request.complaints.iter();
    complaints.map(|it| (it.number, seen(it))).collect()
}

fn said(facts: &Facts, place: &str) -> String {
    facts.words.get(place).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::hears_complaints;
    use crate::domain::directory::Officer;
    use crate::domain::identifiers::OfficerId;

    #[test]
    fn of_complaints_hear_those_who_answer_them_and_auditors() {
        for (department, role, hears) in [
            ("supervision", "supervisor", true),
            ("supervision", "head", true),
            ("supervision", "clerk", false),
            ("audit", "auditor", true),
            ("education", "head", false),
            ("education", "clerk", false),
            ("window", "administrator", false),
        ] {
            let officer = Officer {
                id: OfficerId(1),
                department: department.parse().unwrap(),
                roles: [role.parse().unwrap()].into(),
            };
            assert_eq!(hears_complaints(&officer), hears, "{department} {role}");
        }
    }
}
