//! A row of a queue says by itself how many days are left: from when they count stands beside the due.
//! The next start lays every queue anew, which fills the column.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let counts_from = big_integer(Seat::CountsFrom).default(0).take();
        let mut add = Table::alter();
        add.table(Seat::Table).add_column(counts_from);
        manager.alter_table(add).await?;
        let lay_anew = Query::update()
            .table(DaysInForce::Table)
            .value(DaysInForce::LaidAt, Option::<i64>::None)
            .take();
        manager.execute(lay_anew).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut drop = Table::alter();
        drop.table(Seat::Table).drop_column(Seat::CountsFrom);
        manager.alter_table(drop).await
    }
}

#[derive(DeriveIden)]
enum Seat {
    Table,
    CountsFrom,
}

#[derive(DeriveIden)]
enum DaysInForce {
    Table,
    LaidAt,
}
