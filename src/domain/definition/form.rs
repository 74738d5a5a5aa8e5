//! What is asked and what is brought.

use serde::{Deserialize, Serialize};

use super::Text;
use crate::domain::identifiers::{FieldKey, MaterialKey};

/// Most rows a repeated group may hold, whatever the file says.
pub const ROWS_MAX: u32 = 50;
/// Longest text a form field takes, in characters, unless the field says less.
pub const TEXT_MAX_CHARS: u32 = 2_000;

/// One question of the form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its key in the form's JSON.
    pub key: FieldKey,
    /// What the applicant reads.
    pub title: Text,
    /// What may be answered.
    pub kind: FieldKind,
    /// May be left empty.
    pub optional: bool,
    /// Asked only when this holds.
    pub when: Option<Condition>,
}

/// The type of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldKind {
    /// Free text of at most this many characters.
    Text {
        /// Longest answer, in characters.
        max_chars: u32,
    },
    /// A whole number.
    Number {
        /// Smallest answer.
        min: Option<i64>,
        /// Largest answer.
        max: Option<i64>,
    },
    /// A civil date, `YYYY-MM-DD`, of something that has happened unless it says otherwise.
    Date {
        /// May lie in the future: a planned opening, the end of a contract.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ahead: bool,
    },
    /// A mainland phone number.
    Phone,
    /// A mail address.
    Email,
    /// Resident identity number, GB 11643.
    IdentityNumber,
    /// Unified social credit code, GB 32100.
    CreditCode,
    /// A region code of GB/T 2260.
    Region,
    /// A postal address.
    Address,
    /// Yuan with at most two decimals, as text.
    Money,
    /// Yes or no.
    Boolean,
    /// One of a list.
    Choice {
        /// The options, in order.
        of: Vec<ChoiceOption>,
    },
    /// Fields that belong together, possibly repeated; repeated rows carry a stable `id`.
    Group {
        /// The fields of one row.
        fields: Vec<Field>,
        /// Fewest and most rows; none: the group is one object.
        repeat: Option<Repeat>,
    },
}

/// How often a group may occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// Fewest rows.
    pub min: u32,
    /// Most rows.
    pub max: u32,
}

/// One answer of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// Its value in the form.
    pub key: String,
    /// What the applicant reads.
    pub title: Text,
}

/// A CEL expression, as written; `routing` evaluates it, `check` types it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Condition(pub String);

/// One document to bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Material {
    /// Its key.
    pub key: MaterialKey,
    /// What the applicant reads.
    pub title: Text,
    /// Core items are needed to accept; secondary ones may follow.
    pub class: MaterialClass,
    /// Needed only when this holds.
    pub when: Option<Condition>,
    /// May be left out altogether.
    pub optional: bool,
}

/// How much hangs on a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialClass {
    /// Without it nothing can be accepted.
    Core,
    /// May be promised for later where the workflow allows.
    Secondary,
}
