//! Which working days the stored dues were laid by.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(calendars()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Calendar::Table).take())
            .await
    }
}

fn calendars() -> TableCreateStatement {
    Table::create()
        .table(Calendar::Table)
        .col(string(Calendar::Name).primary_key())
        .col(string(Calendar::Fingerprint))
        .col(big_integer(Calendar::LaidAt))
        .take()
}

#[derive(DeriveIden)]
enum Calendar {
    Table,
    Name,
    Fingerprint,
    LaidAt,
}
