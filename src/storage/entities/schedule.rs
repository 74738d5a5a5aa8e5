//! How far each cron schedule has come.

use sea_orm::entity::prelude::*;

/// The row. The tick is in microseconds since 1970 on the law's clock.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub last_tick: i64,
}

impl ActiveModelBehavior for ActiveModel {}
