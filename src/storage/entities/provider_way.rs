//! A way to the provider that a browser has taken and not come back on.

use sea_orm::entity::prelude::*;

/// The row. Instants are microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_way")]
pub struct Model {
    /// SHA-256 of the ticket that the browser holds, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// The path that its officer wanted to open.
    pub goal: String,
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
