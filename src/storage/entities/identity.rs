//! Whom a provider means by one of its subjects.

use sea_orm::entity::prelude::*;

/// The row. Instants are microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// What the provider calls somebody for ever, whatever their name becomes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    pub officer_id: i64,
    pub bound_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
