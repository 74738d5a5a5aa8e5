//! Seals become a chain over what changed, and calendars are kept with when they came into force.
//!
//! What stood in both tables before said less than is asked now and could not be checked from
//! outside: it goes, the next night seals everything, and the next start lays dues anew.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, string_null, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(drop("seal")).await?;
        manager.drop_table(drop("calendar")).await?;
        manager.create_table(seals()).await?;
        manager.create_table(calendars()).await?;
        manager.create_index(by_change()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(
                Index::drop()
                    .name(BY_CHANGE)
                    .table(Alias::new("request"))
                    .to_owned(),
            )
            .await?;
        manager.drop_table(drop("calendar")).await?;
        manager.drop_table(drop("seal")).await?;
        manager
            .create_table(super::m20261123_000009_seals::seals())
            .await?;
        manager
            .create_table(super::m20261123_000010_calendar::calendars())
            .await
    }
}

const BY_CHANGE: &str = "request_by_change";

fn drop(table: &str) -> TableDropStatement {
    Table::drop().table(Alias::new(table)).take()
}

fn seals() -> TableCreateStatement {
    Table::create()
        .table(Seal::Table)
        .col(string(Seal::Day).primary_key())
        .col(string_null(Seal::PreviousDay))
        // Empty for the first; unique, so that the chain never forks.
        .col(string(Seal::PreviousRoot).unique_key())
        .col(text(Seal::Heads))
        .col(string(Seal::Root))
        .col(string(Seal::Signature))
        .col(big_integer(Seal::At))
        .col(big_integer(Seal::TakenAt))
        .take()
}

/// What changed since the last seal, without reading what did not.
fn by_change() -> IndexCreateStatement {
    Index::create()
        .name(BY_CHANGE)
        .table(Alias::new("request"))
        .col(Alias::new("updated_at"))
        .col(Alias::new("id"))
        .take()
}

fn calendars() -> TableCreateStatement {
    Table::create()
        .table(Calendar::Table)
        .col(big_integer(Calendar::Number).primary_key())
        .col(string(Calendar::Fingerprint))
        .col(text(Calendar::Days))
        .col(big_integer(Calendar::InForceFrom))
        .col(big_integer_null(Calendar::LaidAt))
        .take()
}

#[derive(DeriveIden)]
enum Seal {
    Table,
    Day,
    PreviousDay,
    PreviousRoot,
    Heads,
    Root,
    Signature,
    At,
    TakenAt,
}

#[derive(DeriveIden)]
enum Calendar {
    Table,
    Number,
    Fingerprint,
    Days,
    InForceFrom,
    LaidAt,
}
