//! Work that an officer finished.

use sea_orm::entity::prelude::*;
use serde::Serialize;

/// The row. `at` is in microseconds since 1970 on the law's clock.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "finished")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub officer_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// `domain::Duty` as text.
    #[sea_orm(primary_key, auto_increment = false)]
    pub duty: String,
}

impl ActiveModelBehavior for ActiveModel {}
