//! Officers whom a provider vouches for: ways to it that are open, whom it knows, and the sessions it
//! began.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text, text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(ways()).await?;
        let by_age = Index::create()
            .name("provider_way_by_end")
            .table(ProviderWay::Table)
            .col(ProviderWay::ExpiresAt)
            .take();
        manager.create_index(by_age).await?;
        manager.create_table(identities()).await?;
        let of_officer = Index::create()
            .name("identity_of_officer")
            .table(Identity::Table)
            .col(Identity::OfficerId)
            .take();
        manager.create_index(of_officer).await?;
        let began = Table::alter()
            .table(Session::Table)
            .add_column(text_null(Session::Voucher))
            .take();
        manager.alter_table(began).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let began = Table::alter()
            .table(Session::Table)
            .drop_column(Session::Voucher)
            .take();
        manager.alter_table(began).await?;
        manager
            .drop_table(Table::drop().table(Identity::Table).take())
            .await?;
        manager
            .drop_table(Table::drop().table(ProviderWay::Table).take())
            .await
    }
}

fn ways() -> TableCreateStatement {
    Table::create()
        .table(ProviderWay::Table)
        .col(string(ProviderWay::Hash).primary_key())
        // Where the officer wanted to go.
        .col(text(ProviderWay::Goal))
        .col(big_integer(ProviderWay::ExpiresAt))
        .take()
}

fn identities() -> TableCreateStatement {
    Table::create()
        .table(Identity::Table)
        .col(string(Identity::Issuer))
        .col(string(Identity::Subject))
        .col(big_integer(Identity::OfficerId))
        .col(big_integer(Identity::BoundAt))
        .primary_key(Index::create().col(Identity::Issuer).col(Identity::Subject))
        .foreign_key(
            ForeignKey::create()
                .from(Identity::Table, Identity::OfficerId)
                .to(Alias::new("officer"), Alias::new("id")),
        )
        .take()
}

#[derive(DeriveIden)]
enum ProviderWay {
    Table,
    Hash,
    Goal,
    ExpiresAt,
}

#[derive(DeriveIden)]
enum Identity {
    Table,
    Issuer,
    Subject,
    OfficerId,
    BoundAt,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Voucher,
}
