//! An accepted answer, remembered.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::storage::digest::Digest;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub actor: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// SHA-256 of the body.
    pub body_hash: Digest,
    /// What kind of call it was.
    pub status: String,
    /// JSON.
    pub answer: String,
    /// Microseconds since 1970, machine time.
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
