//! Daily seals over all chain heads.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(seals()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Seal::Table).take())
            .await
    }
}

fn seals() -> TableCreateStatement {
    Table::create()
        .table(Seal::Table)
        .col(string(Seal::Day).primary_key())
        .col(string(Seal::Root))
        .col(big_integer(Seal::Leaves))
        .col(text(Seal::Heads))
        .col(string(Seal::Signature))
        .col(big_integer(Seal::At))
        .take()
}

#[derive(DeriveIden)]
enum Seal {
    Table,
    Day,
    Root,
    Leaves,
    Heads,
    Signature,
    At,
}
