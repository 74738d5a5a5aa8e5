//! A link by which an auditor reads without an account.

use sea_orm::entity::prelude::*;

/// The row. Instants are microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_link")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// SHA-256 of what stands in the link, hex.
    pub hash: String,
    /// For whom and what.
    pub label: String,
    /// The one request it opens; none: the overview.
    pub request_id: Option<i64>,
    pub made_by: i64,
    pub made_at: i64,
    pub ends_at: i64,
    pub revoked_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
