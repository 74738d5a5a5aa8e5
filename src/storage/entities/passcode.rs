//! A one-time code that was sent to somebody.

use sea_orm::entity::prelude::*;

/// The row. Instants are microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passcode")]
pub struct Model {
    /// SHA-256 of the ticket that the asking browser holds, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// What the code opens: `case`, `contact` or `list`.
    pub purpose: String,
    /// The request; 0 where it was made for a contact.
    pub subject: i64,
    /// The mark of the contact it was made for, hex.
    pub mark: Option<String>,
    /// SHA-256 of ticket and code, hex: without the ticket, which is not stored, nobody can try
    /// all the codes.
    pub code_hash: String,
    /// How it was sent: `mail` or `sms`.
    pub channel: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub attempts: i32,
    pub used_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
