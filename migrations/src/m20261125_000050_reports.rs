//! Indexes for the overview: cards by time, and ended requests by time. Both are partial, so that the
//! write path pays for them only where such a line is written.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(cards()).await?;
        manager.create_index(ended()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = |name: &str| Index::drop().name(name).to_owned();
        manager.drop_index(drop("journal_cards")).await?;
        manager.drop_index(drop("request_ended")).await
    }
}

fn cards() -> IndexCreateStatement {
    Index::create()
        .name("journal_cards")
        .table(Journal::Table)
        .col(Journal::At)
        .and_where(Expr::col(Journal::Kind).eq("card_issued"))
        .to_owned()
}

fn ended() -> IndexCreateStatement {
    Index::create()
        .name("request_ended")
        .table(Request::Table)
        .col(Request::EndedAt)
        .and_where(Expr::col(Request::EndedAt).is_not_null())
        .to_owned()
}

#[derive(DeriveIden)]
enum Journal {
    Table,
    At,
    Kind,
}

#[derive(DeriveIden)]
enum Request {
    Table,
    EndedAt,
}
