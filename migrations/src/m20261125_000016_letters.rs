//! What became of each letter of a job that writes to several people: a job that is tried again for
//! one of them writes to nobody twice.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(letters()).await?;
        manager.create_index(of_job()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Letter::Table).take())
            .await
    }
}

fn letters() -> TableCreateStatement {
    Table::create()
        .table(Letter::Table)
        .col(string(Letter::MessageId).primary_key())
        .col(uuid(Letter::JobId))
        .col(string(Letter::State))
        .col(big_integer(Letter::At))
        // Purged with its job.
        .foreign_key(
            ForeignKey::create()
                .name("letter_of_job")
                .from(Letter::Table, Letter::JobId)
                .to(Job::Table, Job::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn of_job() -> IndexCreateStatement {
    Index::create()
        .name("letter_by_job")
        .table(Letter::Table)
        .col(Letter::JobId)
        .take()
}

#[derive(DeriveIden)]
enum Letter {
    Table,
    MessageId,
    JobId,
    State,
    At,
}

#[derive(DeriveIden)]
enum Job {
    Table,
    Id,
}
