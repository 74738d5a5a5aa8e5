//! Need to know: what a step may see.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::identifiers::{FieldKey, MaterialKey, StageKey};

/// What a step may see: fields, materials, earlier opinions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reads(pub BTreeSet<ReadPath>);

/// One readable thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadPath {
    /// Everything.
    All,
    /// A form field by its path, one segment a level: `["guardians", "name"]`.
    Field(Vec<FieldKey>),
    /// The row that a `for_each` review is about.
    Row,
    /// A material.
    Material(MaterialKey),
    /// The opinions of an earlier stage.
    Opinions(StageKey),
}
