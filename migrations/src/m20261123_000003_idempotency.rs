//! Accepted answers, remembered by who asked under which key.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(answers()).await?;
        manager.create_index(oldest()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Idempotency::Table).take())
            .await
    }
}

fn answers() -> TableCreateStatement {
    Table::create()
        .table(Idempotency::Table)
        .col(string(Idempotency::Actor))
        .col(string(Idempotency::Key))
        .col(string(Idempotency::BodyHash))
        .col(string(Idempotency::Status))
        .col(text(Idempotency::Answer))
        .col(big_integer(Idempotency::CreatedAt))
        .primary_key(
            Index::create()
                .col(Idempotency::Actor)
                .col(Idempotency::Key),
        )
        .take()
}

/// For forgetting what is past its retention.
fn oldest() -> IndexCreateStatement {
    Index::create()
        .name("idempotency_oldest")
        .table(Idempotency::Table)
        .col(Idempotency::CreatedAt)
        .take()
}

#[derive(DeriveIden)]
enum Idempotency {
    Table,
    Actor,
    Key,
    BodyHash,
    Status,
    Answer,
    CreatedAt,
}
