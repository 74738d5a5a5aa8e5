//! Jobs in exactly the order in which they are claimed, so that a claim reads no more than it takes.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const IN_TURN: &str = "job_in_turn";
const BEFORE: &str = "job_to_claim";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What wants the stronger lock comes first: taken the other way round, it could wait for somebody
        // who waits for us.
        manager.drop_index(dropped(BEFORE)).await?;
        manager
            .create_index(waiting(IN_TURN).col(Job::Id).take())
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(dropped(IN_TURN)).await?;
        manager.create_index(waiting(BEFORE)).await
    }
}

fn waiting(name: &str) -> IndexCreateStatement {
    Index::create()
        .name(name)
        .table(Job::Table)
        .col(Job::Queue)
        .col((Job::Priority, IndexOrder::Desc))
        .col(Job::RunAt)
        .and_where(Expr::col(Job::Status).eq("pending"))
        .take()
}

fn dropped(name: &str) -> IndexDropStatement {
    Index::drop().name(name).table(Job::Table).to_owned()
}

#[derive(DeriveIden)]
enum Job {
    Table,
    Id,
    Queue,
    Status,
    Priority,
    RunAt,
}
