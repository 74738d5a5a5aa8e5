//! What an officer has written at a duty and not sent.

use sea_orm::entity::prelude::*;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub duty: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub officer_id: i64,
    /// JSON, as the pages have it; nothing here reads it.
    pub body: String,
    /// Microseconds since 1970, machine's clock.
    pub saved_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
