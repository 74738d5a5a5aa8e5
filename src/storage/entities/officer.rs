//! An officer's account.

use sea_orm::entity::prelude::*;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    pub department: String,
    /// JSON list of role keys.
    pub roles: String,
    /// `zh` or `en`.
    pub language: String,
    pub active: bool,
}

impl ActiveModelBehavior for ActiveModel {}
