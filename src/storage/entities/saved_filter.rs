//! A filter of the queue that an officer keeps under a name.

use sea_orm::entity::prelude::*;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_filter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub officer_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The query of the queue's address.
    pub query: String,
    /// Machine time.
    pub saved_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
