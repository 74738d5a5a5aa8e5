//! Which key signs the seals of this house, so that no node signs with another one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table(House::Table)
            .add_column(string_null(House::SealKey))
            .take();
        manager.alter_table(column).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table(House::Table)
            .drop_column(House::SealKey)
            .take();
        manager.alter_table(column).await
    }
}

#[derive(DeriveIden)]
enum House {
    Table,
    SealKey,
}
