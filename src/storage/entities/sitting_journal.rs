//! One line of a sitting's journal.

use sea_orm::entity::prelude::*;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sitting_journal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sitting_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Microseconds since 1970, law's clock.
    pub at: i64,
    /// The exact bytes that were hashed.
    pub body: String,
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
