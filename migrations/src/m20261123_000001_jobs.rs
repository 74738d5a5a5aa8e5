//! Jobs (the outbox is the queue) and the last tick of each schedule.
//!
//! Instants are microseconds since 1970 in a plain integer: both databases then compare and index
//! them alike.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, pk_uuid, string, string_null, text, text_null,
    uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(jobs()).await?;
        manager.create_index(one_job_per_key()).await?;
        manager.create_index(jobs_to_claim()).await?;
        manager.create_index(jobs_on_lease()).await?;
        manager.create_table(schedules()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Schedule::Table).take())
            .await?;
        manager
            .drop_table(Table::drop().table(Job::Table).take())
            .await
    }
}

fn jobs() -> TableCreateStatement {
    Table::create()
        .table(Job::Table)
        .col(pk_uuid(Job::Id))
        .col(string(Job::Queue))
        .col(text(Job::Payload))
        .col(string(Job::Status))
        .col(integer(Job::Attempts))
        .col(integer(Job::MaxAttempts))
        .col(big_integer(Job::RunAt))
        .col(integer(Job::Priority))
        .col(big_integer_null(Job::LeaseUntil))
        .col(uuid_null(Job::LeaseToken))
        .col(string_null(Job::DedupKey))
        .col(text_null(Job::LastError))
        .col(string_null(Job::Correlation))
        .col(big_integer(Job::CreatedAt))
        .col(big_integer_null(Job::DoneAt))
        .take()
}

fn one_job_per_key() -> IndexCreateStatement {
    Index::create()
        .name("job_queue_dedup_key")
        .table(Job::Table)
        .col(Job::Queue)
        .col(Job::DedupKey)
        .unique()
        .take()
}

fn jobs_to_claim() -> IndexCreateStatement {
    Index::create()
        .name("job_to_claim")
        .table(Job::Table)
        .col(Job::Queue)
        .col((Job::Priority, IndexOrder::Desc))
        .col(Job::RunAt)
        .and_where(Expr::col(Job::Status).eq("pending"))
        .take()
}

fn jobs_on_lease() -> IndexCreateStatement {
    Index::create()
        .name("job_on_lease")
        .table(Job::Table)
        .col(Job::LeaseUntil)
        .and_where(Expr::col(Job::Status).eq("running"))
        .take()
}

fn schedules() -> TableCreateStatement {
    Table::create()
        .table(Schedule::Table)
        .col(string(Schedule::Name).primary_key())
        .col(big_integer(Schedule::LastTick))
        .take()
}

#[derive(DeriveIden)]
enum Job {
    Table,
    Id,
    Queue,
    Payload,
    Status,
    Attempts,
    MaxAttempts,
    RunAt,
    Priority,
    LeaseUntil,
    LeaseToken,
    DedupKey,
    LastError,
    Correlation,
    CreatedAt,
    DoneAt,
}

#[derive(DeriveIden)]
enum Schedule {
    Table,
    Name,
    LastTick,
}
