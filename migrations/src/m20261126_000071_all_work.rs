//! Supervisors go through all open work in the order of queues, whoever's it is: an index in that order.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const OF_ALL: &str = "seat_urgent_order";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::create()
            .name(OF_ALL)
            .table(Seat::Table)
            .col(Seat::Rank)
            .col(Seat::DueAt)
            .col(Seat::OpenedAt)
            .col(Seat::RequestId)
            .col(Seat::Duty)
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Index::drop().name(OF_ALL).table(Seat::Table).to_owned();
        manager.drop_index(drop).await
    }
}

#[derive(DeriveIden)]
enum Seat {
    Table,
    Rank,
    DueAt,
    OpenedAt,
    RequestId,
    Duty,
}
