//! How the applicant of a request is reached, as a keyed mark.

use sea_orm::entity::prelude::*;
use serde::Serialize;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "reach")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// `phone` or `mail`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// HMAC-SHA256 of the contact under a key of the house, hex.
    pub mark: String,
}

impl ActiveModelBehavior for ActiveModel {}
