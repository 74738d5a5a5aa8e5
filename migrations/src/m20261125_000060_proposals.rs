//! Workflows that one administrator proposes and another publishes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, integer, string, string_null, text,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table(Proposal::Table)
            .col(big_pk_auto(Proposal::Number))
            .col(string(Proposal::WorkflowKey))
            .col(integer(Proposal::Version))
            .col(string(Proposal::Hash))
            .col(text(Proposal::Source))
            .col(text(Proposal::Note))
            .col(big_integer(Proposal::ProposedBy))
            .col(big_integer(Proposal::ProposedAt))
            .col(string_null(Proposal::Ending))
            .col(text(Proposal::Reason))
            .col(big_integer_null(Proposal::EndedBy))
            .col(big_integer_null(Proposal::EndedAt))
            .foreign_key(
                ForeignKey::create()
                    .from(Proposal::Table, Proposal::ProposedBy)
                    .to(Alias::new("officer"), Alias::new("id")),
            )
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Proposal::Table).take())
            .await
    }
}

#[derive(DeriveIden)]
enum Proposal {
    Table,
    Number,
    WorkflowKey,
    Version,
    Hash,
    Source,
    Note,
    ProposedBy,
    ProposedAt,
    Ending,
    Reason,
    EndedBy,
    EndedAt,
}
