//! Reasons that a department gives again and again, in both languages.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, big_pk_auto, integer, string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let templates = Table::create()
            .table(ReasonTemplate::Table)
            .col(big_pk_auto(ReasonTemplate::Id))
            .col(integer(ReasonTemplate::Version))
            .col(string(ReasonTemplate::Department))
            .col(string(ReasonTemplate::Verdict))
            .col(text(ReasonTemplate::Zh))
            .col(text(ReasonTemplate::En))
            .col(big_integer_null(ReasonTemplate::RetiredAt))
            .take();
        manager.create_table(templates).await?;
        let of = Index::create()
            .name("reason_template_of")
            .table(ReasonTemplate::Table)
            .col(ReasonTemplate::Department)
            .col(ReasonTemplate::Id)
            .take();
        manager.create_index(of).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(ReasonTemplate::Table).take())
            .await
    }
}

#[derive(DeriveIden)]
enum ReasonTemplate {
    Table,
    Id,
    Version,
    Department,
    Verdict,
    Zh,
    En,
    RetiredAt,
}
