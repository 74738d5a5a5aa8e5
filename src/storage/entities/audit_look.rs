//! One look through an auditor's link; only ever added.

use sea_orm::entity::prelude::*;

/// The row. The instant is in microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_look")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub link_id: i64,
    pub at: i64,
    /// A stable word: `overview`, `request`, `journal` or `diagram`.
    pub page: String,
}

impl ActiveModelBehavior for ActiveModel {}
