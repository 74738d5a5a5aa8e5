//! One look at personal data.

use sea_orm::entity::prelude::*;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "look")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// Version 7: later looks have greater ids.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Microseconds since 1970, law's clock.
    pub at: i64,
    pub officer_id: i64,
    pub department: String,
    pub purpose: String,
    pub correlation: Option<String>,
    /// Over the interface for other systems, and not at a page.
    pub by_program: bool,
}

impl ActiveModelBehavior for ActiveModel {}
