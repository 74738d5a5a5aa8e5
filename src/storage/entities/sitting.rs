//! A sitting as it stands.

use sea_orm::entity::prelude::*;

/// The row. Instants are microseconds since 1970 on the law's clock.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sitting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub workflow_key: String,
    pub stage: String,
    /// Length of its journal; guards every update.
    pub version: i64,
    /// JSON of the sitting.
    pub state: String,
    /// Hash of its journal's last line.
    pub head: String,
    pub held_at: i64,
    pub closed_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
