//! Processes that work, each with its last sign of life: a node that only answers can say whether
//! anybody does.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let workers = Table::create()
            .table(Worker::Table)
            .col(string(Worker::RunId).primary_key())
            .col(big_integer(Worker::TickedAt))
            .take();
        manager.create_table(workers).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Worker::Table).take())
            .await
    }
}

#[derive(DeriveIden)]
enum Worker {
    Table,
    RunId,
    TickedAt,
}
