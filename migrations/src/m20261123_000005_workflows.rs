//! Published workflow versions; a version never changes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(workflows()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Workflow::Table).take())
            .await
    }
}

fn workflows() -> TableCreateStatement {
    Table::create()
        .table(Workflow::Table)
        .col(string(Workflow::Key))
        .col(integer(Workflow::Version))
        .col(string(Workflow::Hash))
        .col(text(Workflow::Source))
        .col(text(Workflow::Definition))
        .col(big_integer(Workflow::PublishedAt))
        .primary_key(Index::create().col(Workflow::Key).col(Workflow::Version))
        .take()
}

#[derive(DeriveIden)]
enum Workflow {
    Table,
    Key,
    Version,
    Hash,
    Source,
    Definition,
    PublishedAt,
}
