//! What an officer finished today is read by the key. The index by age is in the same order, so PostgreSQL
//! took it for an officer's own list as well, and read what everybody had finished since midnight for
//! whoever had finished nothing. Now it says by ranges of pages what is old: enough to forget it by, in no
//! order at all, and hardly anything to write for each row. SQLite takes the key anyway.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BY_AGE: &str = "finished_by_age";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        by_age(manager, Some(IndexType::Custom("brin".into()))).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        by_age(manager, None).await
    }
}

/// Makes the index anew, of this kind.
async fn by_age(manager: &SchemaManager<'_>, kind: Option<IndexType>) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let old = Index::drop().name(BY_AGE).table(Finished::Table).to_owned();
    manager.drop_index(old).await?;
    let mut new = Index::create()
        .name(BY_AGE)
        .table(Finished::Table)
        .col(Finished::At)
        .take();
    if let Some(kind) = kind {
        new.index_type(kind);
    }
    manager.create_index(new).await
}

#[derive(DeriveIden)]
enum Finished {
    Table,
    At,
}
