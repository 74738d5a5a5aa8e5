//! Links by which an auditor reads without an account, and every look through one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let links = Table::create()
            .table(AuditLink::Table)
            .col(big_pk_auto(AuditLink::Id))
            .col(string(AuditLink::Hash).unique_key())
            .col(text(AuditLink::Label))
            .col(big_integer_null(AuditLink::RequestId))
            .col(big_integer(AuditLink::MadeBy))
            .col(big_integer(AuditLink::MadeAt))
            .col(big_integer(AuditLink::EndsAt))
            .col(big_integer_null(AuditLink::RevokedAt))
            .foreign_key(
                ForeignKey::create()
                    .from(AuditLink::Table, AuditLink::MadeBy)
                    .to(Alias::new("officer"), Alias::new("id")),
            )
            .take();
        manager.create_table(links).await?;
        let looks = Table::create()
            .table(AuditLook::Table)
            .col(big_pk_auto(AuditLook::Id))
            .col(big_integer(AuditLook::LinkId))
            .col(big_integer(AuditLook::At))
            .col(string(AuditLook::Page))
            .foreign_key(
                ForeignKey::create()
                    .from(AuditLook::Table, AuditLook::LinkId)
                    .to(AuditLink::Table, AuditLink::Id),
            )
            .take();
        manager.create_table(looks).await?;
        let of = Index::create()
            .name("audit_look_of")
            .table(AuditLook::Table)
            .col(AuditLook::LinkId)
            .col(AuditLook::At)
            .take();
        manager.create_index(of).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(AuditLook::Table).take())
            .await?;
        manager
            .drop_table(Table::drop().table(AuditLink::Table).take())
            .await
    }
}

#[derive(DeriveIden)]
enum AuditLink {
    Table,
    Id,
    Hash,
    Label,
    RequestId,
    MadeBy,
    MadeAt,
    EndsAt,
    RevokedAt,
}

#[derive(DeriveIden)]
enum AuditLook {
    Table,
    Id,
    LinkId,
    At,
    Page,
}
