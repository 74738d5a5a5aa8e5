//! How the applicants of requests are reached, as keyed marks: by them somebody who lost their code
//! finds their own requests. No phone number and no mail address is in here.
//!
//! Rows of requests that were filed before are filled in by the new version, in batches, at its start
//! and every night: those whose `reach_key` is not that of the key in force.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, string_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(reach()).await?;
        let by_mark = Index::create()
            .name("reach_by_mark")
            .table(Reach::Table)
            .col(Reach::Mark)
            .col(Reach::RequestId)
            .take();
        manager.create_index(by_mark).await?;
        for (table, column) in COLUMNS {
            let added = Table::alter()
                .table(Alias::new(table))
                .add_column(string_null(Alias::new(column)))
                .take();
            manager.alter_table(added).await?;
        }
        let of_mark = Index::create()
            .name("passcode_of_mark")
            .table(Alias::new("passcode"))
            .col(Alias::new("mark"))
            .col(Alias::new("created_at"))
            .take();
        manager.create_index(of_mark).await?;
        let unmarked = Index::create()
            .name("request_by_reach_key")
            .table(Alias::new("request"))
            .col(Alias::new("reach_key"))
            .col(Alias::new("id"))
            .take();
        manager.create_index(unmarked).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [
            ("request_by_reach_key", "request"),
            ("passcode_of_mark", "passcode"),
        ] {
            let index = Index::drop().name(name).table(Alias::new(table)).to_owned();
            manager.drop_index(index).await?;
        }
        for (table, column) in COLUMNS {
            let dropped = Table::alter()
                .table(Alias::new(table))
                .drop_column(Alias::new(column))
                .take();
            manager.alter_table(dropped).await?;
        }
        manager
            .drop_table(Table::drop().table(Reach::Table).take())
            .await
    }
}

/// Nullable columns, which the version before does not notice.
const COLUMNS: [(&str, &str); 3] = [
    // Under which key the marks of a request were made; none: not yet.
    ("request", "reach_key"),
    // Whose requests a session opens, and by which mark a request was opened.
    ("session", "mark"),
    // For whom a one-time code was made.
    ("passcode", "mark"),
];

fn reach() -> TableCreateStatement {
    Table::create()
        .table(Reach::Table)
        .col(big_integer(Reach::RequestId))
        // `phone` or `mail`.
        .col(string(Reach::Kind))
        .col(string(Reach::Mark))
        .primary_key(Index::create().col(Reach::RequestId).col(Reach::Kind))
        .take()
}

#[derive(DeriveIden)]
enum Reach {
    Table,
    RequestId,
    Kind,
    Mark,
}
