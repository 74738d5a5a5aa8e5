//! Sittings: their state and a journal of their own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(sittings()).await?;
        manager.create_index(once()).await?;
        manager.create_table(journal()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(SittingJournal::Table).take())
            .await?;
        manager
            .drop_table(Table::drop().table(Sitting::Table).take())
            .await
    }
}

fn sittings() -> TableCreateStatement {
    Table::create()
        .table(Sitting::Table)
        .col(big_integer(Sitting::Id).primary_key())
        .col(string(Sitting::WorkflowKey))
        .col(string(Sitting::Stage))
        .col(big_integer(Sitting::Version))
        .col(text(Sitting::State))
        .col(string(Sitting::Head))
        .col(big_integer(Sitting::HeldAt))
        .col(big_integer_null(Sitting::ClosedAt))
        .take()
}

/// One sitting a stage and time, whoever calls it: so that a cron tick calls it once.
fn once() -> IndexCreateStatement {
    Index::create()
        .name("sitting_of_stage")
        .table(Sitting::Table)
        .col(Sitting::WorkflowKey)
        .col(Sitting::Stage)
        .col(Sitting::HeldAt)
        .unique()
        .take()
}

fn journal() -> TableCreateStatement {
    Table::create()
        .table(SittingJournal::Table)
        .col(big_integer(SittingJournal::SittingId))
        .col(big_integer(SittingJournal::Seq))
        .col(big_integer(SittingJournal::At))
        .col(text(SittingJournal::Body))
        .col(string(SittingJournal::Hash))
        .primary_key(
            Index::create()
                .col(SittingJournal::SittingId)
                .col(SittingJournal::Seq),
        )
        .take()
}

#[derive(DeriveIden)]
enum Sitting {
    Table,
    Id,
    WorkflowKey,
    Stage,
    Version,
    State,
    Head,
    HeldAt,
    ClosedAt,
}

#[derive(DeriveIden)]
enum SittingJournal {
    Table,
    SittingId,
    Seq,
    At,
    Body,
    Hash,
}
