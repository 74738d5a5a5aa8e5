//! Which house this database belongs to.

use sea_orm::entity::prelude::*;

/// The one row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "house")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub only: i16,
    pub number: String,
    /// Keyed: it says nothing about the key but whether it is the same.
    pub key_fingerprint: String,
    /// The folder of files bears the number.
    pub has_files: bool,
    /// The public half of the seal key, hex; none until a node has one.
    pub seal_key: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
