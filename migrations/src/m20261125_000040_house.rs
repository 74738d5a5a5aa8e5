//! Which house this is: its number, a keyed fingerprint of its signing key, and whether the folder of
//! its files bears the number. One row, written by the first node that starts.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, small_integer, string};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let house = Table::create()
            .table(House::Table)
            .col(small_integer(House::Only).primary_key())
            .col(string(House::Number))
            .col(string(House::KeyFingerprint))
            .col(boolean(House::HasFiles).default(false))
            .take();
        manager.create_table(house).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(House::Table).take())
            .await
    }
}

#[derive(DeriveIden)]
enum House {
    Table,
    Only,
    Number,
    KeyFingerprint,
    HasFiles,
}
