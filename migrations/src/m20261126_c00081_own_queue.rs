//! What an officer finished, for the list of today; and the filters of the queue that they keep.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BY_AGE: &str = "finished_by_age";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(finished()).await?;
        manager.create_index(by_age()).await?;
        manager.create_table(saved_filters()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let filters = Table::drop().table(SavedFilter::Table).take();
        manager.drop_table(filters).await?;
        manager
            .drop_table(Table::drop().table(Finished::Table).take())
            .await
    }
}

/// The key is the order in which an officer's list is read.
fn finished() -> TableCreateStatement {
    Table::create()
        .table(Finished::Table)
        .col(big_integer(Finished::OfficerId))
        .col(big_integer(Finished::At))
        .col(big_integer(Finished::RequestId))
        .col(string(Finished::Duty))
        .primary_key(
            Index::create()
                .col(Finished::OfficerId)
                .col(Finished::At)
                .col(Finished::RequestId)
                .col(Finished::Duty),
        )
        .take()
}

/// What is kept too long, without reading the rest.
fn by_age() -> IndexCreateStatement {
    Index::create()
        .name(BY_AGE)
        .table(Finished::Table)
        .col(Finished::At)
        .take()
}

fn saved_filters() -> TableCreateStatement {
    Table::create()
        .table(SavedFilter::Table)
        .col(big_integer(SavedFilter::OfficerId))
        .col(string(SavedFilter::Name))
        .col(text(SavedFilter::Query))
        .col(big_integer(SavedFilter::SavedAt))
        .primary_key(
            Index::create()
                .col(SavedFilter::OfficerId)
                .col(SavedFilter::Name),
        )
        .take()
}

#[derive(DeriveIden)]
enum Finished {
    Table,
    OfficerId,
    At,
    RequestId,
    Duty,
}

#[derive(DeriveIden)]
enum SavedFilter {
    Table,
    OfficerId,
    Name,
    Query,
    SavedAt,
}
