//! What follows the decision: the certificate and what it shows, or the remedy.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Text;
use crate::domain::clock::Budget;
use crate::domain::identifiers::{DepartmentKey, FieldKey, ReviewKey, RoleKey, StageKey};

/// What follows the decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultRule {
    /// After a grant.
    pub grant: GrantRule,
    /// After a refusal.
    pub refuse: RefuseRule,
}

/// The certificate of a grant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GrantRule {
    /// The certificate's title, as printed.
    pub certificate: Text,
    /// The information sheet handed out with it.
    pub sheet: Option<Text>,
    /// Who makes it.
    pub by: DepartmentKey,
    /// The role that issues.
    pub role: RoleKey,
    /// How long.
    pub limit: Budget,
    /// For how many months it is valid; none: without end.
    pub valid_months: Option<u32>,
    /// The answers printed on it, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shows: Vec<Shown>,
    /// What single reviews give with their agreement: a licence, a school place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gives: Vec<Gift>,
}

impl GrantRule {
    /// The last day on which a certificate issued on a day is valid: the one before the anniversary.
    /// None where it is valid without end.
    #[must_use]
    pub fn valid_until(&self, issued: NaiveDate) -> Option<NaiveDate> {
        let months = Months::new(self.valid_months?);
        issued.checked_add_months(months)?.pred_opt()
    }
}

/// A form field by its path, one segment a level; a group stands for all its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shown(pub Vec<FieldKey>);

/// What one review gives the applicant, printed on the certificate once it agreed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gift {
    /// Its key in the file.
    pub key: FieldKey,
    /// What it is called on the paper.
    pub title: Text,
    /// The stage of the review.
    pub stage: StageKey,
    /// The review; under `for_each` there is one gift a row.
    pub review: ReviewKey,
    /// Whether the words of the opinion are printed, because they name what the form cannot know.
    pub words: bool,
}

/// What a refusal must say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefuseRule {
    /// The remedy paragraph (Art. 38: reconsideration and lawsuit).
    pub remedy: Text,
}
