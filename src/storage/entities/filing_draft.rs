//! An application that is being written.

use sea_orm::entity::prelude::*;

/// The row. Instants are microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filing_draft")]
pub struct Model {
    /// SHA-256 of what its writer holds, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub workflow: String,
    pub workflow_version: i64,
    /// `zh` or `en`.
    pub language: String,
    /// JSON.
    pub answers: String,
    /// JSON, by material.
    pub materials: String,
    /// Under which key it is filed, however often it is sent.
    pub submission_key: String,
    /// The request it became.
    pub filed_as: Option<i64>,
    /// Guards every update.
    pub revision: i64,
    pub created_at: i64,
    pub touched_at: i64,
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
