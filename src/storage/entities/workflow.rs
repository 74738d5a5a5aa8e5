//! A published workflow version.

use sea_orm::entity::prelude::*;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workflow")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// Content hash, hex.
    pub hash: String,
    /// The file as written.
    pub source: String,
    /// JSON of `domain::Workflow`.
    pub definition: String,
    /// Microseconds since 1970, machine time.
    pub published_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
