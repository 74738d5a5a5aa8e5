//! What an officer proves themselves with: login, password, second factor.

use sea_orm::entity::prelude::*;

/// The row. Instants are microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credential")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub officer_id: i64,
    /// Lower case; no two officers have the same.
    #[sea_orm(unique)]
    pub login: String,
    /// PHC string (Argon2id); none: nobody comes in by password.
    pub password: Option<String>,
    pub must_change: bool,
    /// Base32 (RFC 4648) without padding.
    pub totp_secret: Option<String>,
    /// None: the secret was shown, but never used.
    pub totp_confirmed_at: Option<i64>,
    /// The last step of 30 seconds whose code was taken.
    pub totp_last_step: Option<i64>,
    /// JSON list of SHA-256, hex: recovery codes not used yet.
    pub recovery: String,
    /// When the password was last set.
    pub changed_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
