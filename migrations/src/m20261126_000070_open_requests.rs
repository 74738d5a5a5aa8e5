//! An index of the requests that are not over, by number: supervisors go through them, however many are
//! over. Partial, so that a request enters it when it is filed and leaves it when it ends.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(open()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Index::drop().name("request_open").to_owned();
        manager.drop_index(drop).await
    }
}

fn open() -> IndexCreateStatement {
    Index::create()
        .name("request_open")
        .table(Request::Table)
        .col(Request::Id)
        .and_where(Expr::col(Request::EndedAt).is_null())
        .to_owned()
}

#[derive(DeriveIden)]
enum Request {
    Table,
    Id,
    EndedAt,
}
