//! What an officer has written at a duty and not sent: one draft a duty and officer.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BY_AGE: &str = "draft_by_age";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(drafts()).await?;
        manager.create_index(by_age()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Draft::Table).take())
            .await
    }
}

fn drafts() -> TableCreateStatement {
    Table::create()
        .table(Draft::Table)
        .col(big_integer(Draft::RequestId))
        .col(string(Draft::Duty))
        .col(big_integer(Draft::OfficerId))
        .col(text(Draft::Body))
        .col(big_integer(Draft::SavedAt))
        .primary_key(
            Index::create()
                .col(Draft::RequestId)
                .col(Draft::Duty)
                .col(Draft::OfficerId),
        )
        .take()
}

/// What is kept too long, without reading the rest.
fn by_age() -> IndexCreateStatement {
    Index::create()
        .name(BY_AGE)
        .table(Draft::Table)
        .col(Draft::SavedAt)
        .take()
}

#[derive(DeriveIden)]
enum Draft {
    Table,
    RequestId,
    Duty,
    OfficerId,
    Body,
    SavedAt,
}
