//! One day's seal.

use sea_orm::entity::prelude::*;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "daily_seal")]
pub struct Model {
    /// `YYYY-MM-DD`, civil.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    /// The day of the seal before; none for the first.
    pub previous_day: Option<String>,
    /// The root of the seal before, hex; empty for the first. No two seals follow one.
    pub previous_root: String,
    /// JSON list of `[kind, id, version, hash]`.
    pub heads: String,
    /// Merkle root, hex.
    pub root: String,
    /// Ed25519, hex.
    pub signature: String,
    /// Microseconds since 1970, law's clock.
    pub at: i64,
    /// The same moment on the machine's clock: what is written later is for the next seal.
    pub taken_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
