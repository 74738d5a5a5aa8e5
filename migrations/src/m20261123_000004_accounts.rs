//! Officers and the tokens they come in with.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, boolean, string, string_null, text,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(officers()).await?;
        manager.create_index(by_department()).await?;
        manager.create_table(tokens()).await?;
        manager.create_index(tokens_of_officer()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Token::Table).take())
            .await?;
        manager
            .drop_table(Table::drop().table(Officer::Table).take())
            .await
    }
}

fn officers() -> TableCreateStatement {
    Table::create()
        .table(Officer::Table)
        .col(big_pk_auto(Officer::Id))
        .col(string(Officer::Name))
        .col(string_null(Officer::Email))
        .col(string(Officer::Department))
        .col(text(Officer::Roles))
        .col(string(Officer::Language))
        .col(boolean(Officer::Active))
        .take()
}

fn by_department() -> IndexCreateStatement {
    Index::create()
        .name("officer_by_department")
        .table(Officer::Table)
        .col(Officer::Department)
        .take()
}

fn tokens() -> TableCreateStatement {
    Table::create()
        .table(Token::Table)
        .col(string(Token::Hash).primary_key())
        .col(big_integer(Token::OfficerId))
        .col(string(Token::Kind))
        .col(string(Token::Label))
        .col(big_integer(Token::CreatedAt))
        .col(big_integer_null(Token::ExpiresAt))
        .col(big_integer_null(Token::RevokedAt))
        .foreign_key(
            ForeignKey::create()
                .from(Token::Table, Token::OfficerId)
                .to(Officer::Table, Officer::Id),
        )
        .take()
}

fn tokens_of_officer() -> IndexCreateStatement {
    Index::create()
        .name("token_of_officer")
        .table(Token::Table)
        .col(Token::OfficerId)
        .take()
}

#[derive(DeriveIden)]
enum Officer {
    Table,
    Id,
    Name,
    Email,
    Department,
    Roles,
    Language,
    Active,
}

#[derive(DeriveIden)]
enum Token {
    Table,
    Hash,
    OfficerId,
    Kind,
    Label,
    CreatedAt,
    ExpiresAt,
    RevokedAt,
}
