//! A journal line and a request's state are bytes, so that they can be compressed, and digests of requests are
//! 32 bytes instead of 64 digits. Texts stay as they are: a state until it is written again, a line for good.
//!
//! The version before reads none of this: every node is stopped first. PostgreSQL writes the tables anew, and
//! needs as much room again meanwhile.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

enum Column {
    Text(&'static str),
    Digest(&'static str),
}

/// Each table is written anew once.
const TABLES: [(&str, &[Column]); 3] = [
    ("request", &[Column::Text("state"), Column::Digest("head")]),
    ("journal", &[Column::Text("body"), Column::Digest("hash")]),
    ("idempotency", &[Column::Digest("body_hash")]),
];

/// What PostgreSQL compresses by itself it compresses by LZ4 where it can, as since `m20261127_t01`; a column
/// forgets that with its type.
const QUICK: &str = "DO $$ BEGIN {statements}; \
     EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR undefined_object OR syntax_error \
     THEN NULL; END $$";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return each_digest(manager, |table, column| {
                format!(
                    "UPDATE {table} SET {column} = unhex({column}) \
                     WHERE typeof({column}) = 'text' AND unhex({column}) IS NOT NULL AND length({column}) = 64"
                )
            })
            .await;
        }
        quickly(
            manager,
            "PERFORM set_config('default_toast_compression', 'lz4', true)",
        )
        .await?;
        retype(manager, "bytea", |column| match column {
            Column::Text(name) => format!("convert_to({name}, 'UTF8')"),
            Column::Digest(name) => format!(
                "CASE WHEN {name} ~ '^[0-9a-f]{{64}}$' THEN decode({name}, 'hex') \
                 ELSE convert_to({name}, 'UTF8') END"
            ),
        })
        .await?;
        for (table, column) in [("request", "state"), ("journal", "body")] {
            let set = format!("ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4");
            quickly(manager, &format!("EXECUTE '{set}'")).await?;
        }
        Ok(())
    }

    /// As long as no text was compressed.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return each_digest(manager, |table, column| {
                format!(
                    "UPDATE {table} SET {column} = lower(hex({column})) \
                     WHERE typeof({column}) = 'blob' AND length({column}) = 32"
                )
            })
            .await;
        }
        retype(manager, "varchar", |column| match column {
            Column::Text(name) => format!("convert_from({name}, 'UTF8')"),
            Column::Digest(name) => format!(
                "CASE WHEN length({name}) = 32 THEN encode({name}, 'hex') \
                 ELSE convert_from({name}, 'UTF8') END"
            ),
        })
        .await
    }
}

/// Runs what an older server may not know; it loses nothing then.
async fn quickly(manager: &SchemaManager<'_>, statements: &str) -> Result<(), DbErr> {
    let sql = QUICK.replace("{statements}", statements);
    let done = manager.get_connection().execute_unprepared(&sql).await;
    done.map(|_| ())
}

async fn each_digest(
    manager: &SchemaManager<'_>,
    sql: impl Fn(&str, &str) -> String,
) -> Result<(), DbErr> {
    for (table, columns) in TABLES {
        for column in columns {
            if let Column::Digest(name) = column {
                let sql = sql(table, name);
                manager.get_connection().execute_unprepared(&sql).await?;
            }
        }
    }
    Ok(())
}

async fn retype(
    manager: &SchemaManager<'_>,
    sql_type: &str,
    using: impl Fn(&Column) -> String,
) -> Result<(), DbErr> {
    for (table, columns) in TABLES {
        let changes = columns.iter().map(|column| {
            let (Column::Text(name) | Column::Digest(name)) = column;
            let using = using(column);
            format!("ALTER COLUMN {name} TYPE {sql_type} USING {using}")
        });
        let changes: Vec<String> = changes.collect();
        let sql = format!("ALTER TABLE {table} {}", changes.join(", "));
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
