//! A queue shows what came back from a correction first, then what has least time left, then what
//! waits longest: the indexes follow.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::small_integer;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rank = small_integer(Seat::Rank).default(1).take();
        manager
            .alter_table(Table::alter().table(Seat::Table).add_column(rank).take())
            .await?;
        for index in [queue(), held(), urgent()] {
            manager.create_index(index).await?;
        }
        for name in ["seat_queue", "seat_held", "seat_urgent"] {
            manager.drop_index(dropped(name)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["seat_queue_order", "seat_held_order", "seat_urgent_order"] {
            manager.drop_index(dropped(name)).await?;
        }
        manager
            .alter_table(
                Table::alter()
                    .table(Seat::Table)
                    .drop_column(Seat::Rank)
                    .take(),
            )
            .await
    }
}

fn dropped(name: &str) -> IndexDropStatement {
    Index::drop().name(name).table(Seat::Table).to_owned()
}

/// The order in which a queue is read: its tail makes a page's end a place in the index.
fn queue() -> IndexCreateStatement {
    let mut index = Index::create();
    index
        .name("seat_queue_order")
        .table(Seat::Table)
        .col(Seat::Department)
        .col(Seat::Role);
    in_order(&mut index)
}

fn held() -> IndexCreateStatement {
    let mut index = Index::create();
    index
        .name("seat_held_order")
        .table(Seat::Table)
        .col(Seat::Holder)
        .and_where(Expr::col(Seat::Holder).is_not_null());
    in_order(&mut index)
}

/// Over all departments, for those who oversee them.
fn urgent() -> IndexCreateStatement {
    let mut index = Index::create();
    index.name("seat_urgent_order").table(Seat::Table);
    in_order(&mut index)
}

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
    Department,
    Role,
    Holder,
    Rank,
    DueAt,
    OpenedAt,
    RequestId,
    Duty,
}
