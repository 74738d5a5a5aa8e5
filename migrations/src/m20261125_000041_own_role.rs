//! Work that a ladder moved to another role stays in the queue of the role that the workflow named:
//! whoever holds that may still do it. The next start lays every queue anew, which fills the column.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_null;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BY_OWN_ROLE: &str = "seat_own_role_order";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let own_role = string_null(Seat::OwnRole).take();
        manager
            .alter_table(
                Table::alter()
                    .table(Seat::Table)
                    .add_column(own_role)
                    .take(),
            )
            .await?;
        manager.create_index(queue()).await?;
        let lay_anew = Query::update()
            .table(DaysInForce::Table)
            .value(DaysInForce::LaidAt, Option::<i64>::None)
            .take();
        manager.execute(lay_anew).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(
                Index::drop()
                    .name(BY_OWN_ROLE)
                    .table(Seat::Table)
                    .to_owned(),
            )
            .await?;
        manager
            .alter_table(
                Table::alter()
                    .table(Seat::Table)
                    .drop_column(Seat::OwnRole)
                    .take(),
            )
            .await
    }
}

/// In the order in which a queue is read; most seats are where the workflow put them.
fn queue() -> IndexCreateStatement {
    Index::create()
        .name(BY_OWN_ROLE)
        .table(Seat::Table)
        .col(Seat::Department)
        .col(Seat::OwnRole)
        .col(Seat::Rank)
        .col(Seat::DueAt)
        .col(Seat::OpenedAt)
        .col(Seat::RequestId)
        .col(Seat::Duty)
        .and_where(Expr::col(Seat::OwnRole).is_not_null())
        .take()
}

#[derive(DeriveIden)]
enum Seat {
    Table,
    Department,
    OwnRole,
    Rank,
    DueAt,
    OpenedAt,
    RequestId,
    Duty,
}

#[derive(DeriveIden)]
enum DaysInForce {
    Table,
    LaidAt,
}
