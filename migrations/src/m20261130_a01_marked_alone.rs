//! The index over how requests are marked leaves out those that were erased: they have no mark and need
//! none, and whoever looks for what is not marked would read them all.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BEFORE: &str = "request_by_reach_key";
const NOW: &str = "request_to_mark";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(dropped(BEFORE)).await?;
        let standing = Expr::col(Request::ErasedAt).is_null();
        manager
            .create_index(over_keys(NOW).and_where(standing).take())
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(dropped(NOW)).await?;
        manager.create_index(over_keys(BEFORE)).await
    }
}

fn dropped(name: &str) -> IndexDropStatement {
    Index::drop().name(name).table(Request::Table).to_owned()
}

fn over_keys(name: &str) -> IndexCreateStatement {
    Index::create()
        .name(name)
        .table(Request::Table)
        .col(Request::ReachKey)
        .col(Request::Id)
        .take()
}

#[derive(DeriveIden)]
enum Request {
    Table,
    ReachKey,
    Id,
    ErasedAt,
}
