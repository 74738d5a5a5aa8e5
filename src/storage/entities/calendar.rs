//! Which working days the stored dues were laid by.

use sea_orm::entity::prelude::*;

/// The row; there is one. The instant is in microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// SHA-256, hex.
    pub fingerprint: String,
    pub laid_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
