//! Who looked at whose personal data, and why; rows are only ever added.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, string_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(looks()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Look::Table).take())
            .await
    }
}

fn looks() -> TableCreateStatement {
    Table::create()
        .table(Look::Table)
        .col(big_integer(Look::RequestId))
        .col(uuid(Look::Id))
        .col(big_integer(Look::At))
        .col(big_integer(Look::OfficerId))
        .col(string(Look::Department))
        .col(string(Look::Purpose))
        .col(string_null(Look::Correlation))
        .primary_key(Index::create().col(Look::RequestId).col(Look::Id))
        .take()
}

#[derive(DeriveIden)]
enum Look {
    Table,
    RequestId,
    Id,
    At,
    OfficerId,
    Department,
    Purpose,
    Correlation,
}
