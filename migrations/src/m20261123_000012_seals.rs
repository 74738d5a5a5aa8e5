//! Seals that chain what changed, and working days with when they came into force.
//!
//! `seal` and `calendar`, which these two replace, stay for the version before; a later release
//! drops them. What stands in them is not taken over: it could not be checked from outside. The next
//! night seals everything, and the next start lays dues anew.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, string_null, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(seals()).await?;
        manager.create_table(days()).await?;
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
        manager
            .drop_table(Table::drop().table(DaysInForce::Table).take())
            .await?;
        manager
            .drop_table(Table::drop().table(DailySeal::Table).take())
            .await
    }
}

const BY_CHANGE: &str = "request_by_change";

fn seals() -> TableCreateStatement {
    Table::create()
        .table(DailySeal::Table)
        .col(string(DailySeal::Day).primary_key())
        .col(string_null(DailySeal::PreviousDay))
        // Empty for the first; unique, so that the chain never forks.
        .col(string(DailySeal::PreviousRoot).unique_key())
        .col(text(DailySeal::Heads))
        .col(string(DailySeal::Root))
        .col(string(DailySeal::Signature))
        .col(big_integer(DailySeal::At))
        .col(big_integer(DailySeal::TakenAt))
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

fn days() -> TableCreateStatement {
    Table::create()
        .table(DaysInForce::Table)
        .col(big_integer(DaysInForce::Number).primary_key())
        .col(string(DaysInForce::Fingerprint))
        .col(text(DaysInForce::Days))
        .col(big_integer(DaysInForce::InForceFrom))
        .col(big_integer_null(DaysInForce::LaidAt))
        .take()
}

#[derive(DeriveIden)]
enum DailySeal {
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
enum DaysInForce {
    Table,
    Number,
    Fingerprint,
    Days,
    InForceFrom,
    LaidAt,
}
