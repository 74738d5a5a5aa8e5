//! Processes that work, each with its last sign of life.

use sea_orm::entity::prelude::*;

/// The row. The tick is in microseconds since 1970 of machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "worker")]
pub struct Model {
    /// New in every start of a process.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: String,
    pub ticked_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
