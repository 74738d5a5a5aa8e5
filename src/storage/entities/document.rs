//! A file that belongs to a request; its bytes stand elsewhere, under their hash.

use sea_orm::entity::prelude::*;
use serde::Serialize;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// Of the bytes, hex.
    #[sea_orm(primary_key, auto_increment = false, column_name = "sha256")]
    pub sha256: String,
    /// As the applicant named it.
    pub name: String,
    pub content_type: String,
    pub bytes: i64,
    /// Microseconds since 1970, law's clock.
    pub stored_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
