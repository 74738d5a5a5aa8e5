//! Less to write for each opinion. A request is written anew with every one of them: where its page has
//! room and nothing changes that an index holds (phase, wake-up, the hour of the change), PostgreSQL puts
//! the new row beside the old one and touches no index. And the index by role, of every seat there is, gives
//! way to one of what was handed to the supervisors, whose list alone was read by it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BY_ROLE: &str = "seat_role_order";
const HANDED: &str = "seat_handed_order";
/// How much of a page is filled by new rows, in percent; some three requests fit beside two rows to come.
const FILLED: u32 = 70;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let set = format!("ALTER TABLE request SET (fillfactor = {FILLED})");
        on_postgres(manager, &set).await?;
        // What wants the stronger lock comes first.
        manager.drop_index(dropped(BY_ROLE)).await?;
        let handed = Expr::col(Seat::Role).eq("supervisor");
        manager
            .create_index(in_order(HANDED).and_where(handed).take())
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_postgres(manager, "ALTER TABLE request RESET (fillfactor)").await?;
        manager.drop_index(dropped(HANDED)).await?;
        manager.create_index(in_order(BY_ROLE)).await
    }
}

async fn on_postgres(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let done = manager.get_connection().execute_unprepared(sql).await;
    done.map(|_| ())
}

fn dropped(name: &str) -> IndexDropStatement {
    Index::drop().name(name).table(Seat::Table).to_owned()
}

/// The order in which a queue is read, of one role over all departments.
fn in_order(name: &str) -> IndexCreateStatement {
    Index::create()
        .name(name)
        .table(Seat::Table)
        .col(Seat::Role)
        .col(Seat::Rank)
        .col(Seat::DueAt)
        .col(Seat::OpenedAt)
        .col(Seat::RequestId)
        .col(Seat::Duty)
        .take()
}

#[derive(DeriveIden)]
enum Seat {
    Table,
    Role,
    Rank,
    DueAt,
    OpenedAt,
    RequestId,
    Duty,
}
