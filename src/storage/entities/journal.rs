//! One line of a request's journal.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::storage::digest::Digest;
use crate::storage::packing::Packed;

/// The row. `at` is in microseconds since 1970 on the law's clock.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// From 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: i64,
    /// The event's stable name.
    pub kind: String,
    /// The text that was hashed.
    pub body: Packed,
    /// The personal part, until erased.
    pub facts: Option<String>,
    /// Goes with the facts: without it their hash tells nothing.
    pub facts_salt: Option<String>,
    /// SHA-256 over the previous line's hash and `body`.
    pub hash: Digest,
    pub correlation: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
