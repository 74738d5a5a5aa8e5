//! One day's seal.

use sea_orm::entity::prelude::*;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seal")]
pub struct Model {
    /// `YYYY-MM-DD`, civil.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    /// Merkle root, hex.
    pub root: String,
    pub leaves: i64,
    /// JSON list of `[request id, version, head hash]`, ordered by id.
    pub heads: String,
    /// Ed25519 over day and root, hex.
    pub signature: String,
    /// Microseconds since 1970, law's clock.
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
