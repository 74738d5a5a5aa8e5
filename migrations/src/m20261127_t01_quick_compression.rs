//! Long texts of PostgreSQL are compressed by LZ4 where the server can: a request's state is written anew
//! with every opinion, and the older way took more time than all the rest of it. What is there stays as it
//! is until it is written again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const LONG_TEXTS: [(&str, &str); 4] = [
    ("request", "state"),
    ("fact", "body"),
    ("journal", "body"),
    ("journal", "facts"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        compress(manager, "lz4").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        compress(manager, "default").await
    }
}

/// A server that was built without it, or is older than it, says no and loses nothing.
async fn compress(manager: &SchemaManager<'_>, by: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for (table, column) in LONG_TEXTS {
        let set = format!("ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION {by}");
        let sql = format!(
            "DO $$ BEGIN EXECUTE '{set}'; \
             EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR syntax_error THEN NULL; \
             END $$"
        );
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
