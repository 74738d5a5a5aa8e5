//! The personal data of a request, folded.

use sea_orm::entity::prelude::*;
use serde::Serialize;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "fact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// JSON of `domain::Facts`.
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
