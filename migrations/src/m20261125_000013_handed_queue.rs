//! Supervisors read what is in their role's hands over all departments, so the index that ordered every
//! seat for nobody begins with the role now.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BY_ROLE: &str = "seat_role_order";
const OF_ALL: &str = "seat_urgent_order";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.name(BY_ROLE).table(Seat::Table).col(Seat::Role);
        manager.create_index(in_order(&mut index)).await?;
        manager.drop_index(dropped(OF_ALL)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.name(OF_ALL).table(Seat::Table);
        manager.create_index(in_order(&mut index)).await?;
        manager.drop_index(dropped(BY_ROLE)).await
    }
}

fn dropped(name: &str) -> IndexDropStatement {
    Index::drop().name(name).table(Seat::Table).to_owned()
}

/// The order in which a queue is read.
fn in_order(index: &mut IndexCreateStatement) -> IndexCreateStatement {
    index
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
