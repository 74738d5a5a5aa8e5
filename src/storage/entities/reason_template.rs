//! A reason that a department gives again and again.

use sea_orm::entity::prelude::*;

/// The row. The instant is in microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reason_template")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Counts changes; what stood before is in the acts.
    pub version: i32,
    pub department: String,
    /// `agree`, `conditions`, `refuse` or `not_concerned`.
    pub verdict: String,
    pub zh: String,
    pub en: String,
    pub retired_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
