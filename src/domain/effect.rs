//! What is to be done after the commit: the outbox's words. So far, telling people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::identifiers::{DepartmentKey, OfficerId, RoleKey};
use super::request::Duty;

/// One message to one person or post; the outbox merges those of one command by recipient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tell {
    /// To whom.
    pub to: Recipient,
    /// The key of the texts (`notices.ftl`): `receipt`, `urge`, `card-red` …
    pub template: String,
    /// The notice it fulfils, for applicants.
    pub notice: Option<u32>,
    /// The work it is about, for officers.
    pub duty: Option<Duty>,
    /// Values for the texts that are not personal: dates, codes, department keys.
    pub values: BTreeMap<String, String>,
    /// Places among the facts' words whose texts belong in it, by the variable that takes them.
    pub words: BTreeMap<String, Vec<String>>,
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The applicant, in their language.
    Applicant,
    /// One officer.
    Officer(OfficerId),
    /// Everybody of a role in a department.
    Post(DepartmentKey, RoleKey),
}
