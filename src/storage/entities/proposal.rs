//! A workflow version that somebody proposed.

use sea_orm::entity::prelude::*;

/// The row. Instants are microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    pub workflow_key: String,
    pub version: i32,
    /// Content hash, hex.
    pub hash: String,
    /// The file as written.
    pub source: String,
    /// What its proposer says of it.
    pub note: String,
    pub proposed_by: i64,
    pub proposed_at: i64,
    /// `published`, `rejected` or `withdrawn`; none while it is open.
    pub ending: Option<String>,
    /// Why it ended so.
    pub reason: String,
    pub ended_by: Option<i64>,
    pub ended_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
