//! A look says whether a program looked, over the interface for other systems, or a person at a page.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_program = boolean(Look::ByProgram).default(false).take();
        let mut add = Table::alter();
        add.table(Look::Table).add_column(by_program);
        manager.alter_table(add).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut drop = Table::alter();
        drop.table(Look::Table).drop_column(Look::ByProgram);
        manager.alter_table(drop).await
    }
}

#[derive(DeriveIden)]
enum Look {
    Table,
    ByProgram,
}
