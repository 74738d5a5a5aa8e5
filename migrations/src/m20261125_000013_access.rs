//! How people come in: logins with their passwords and second factors, sessions, one-time codes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, string, string_null, text, text_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(credentials()).await?;
        manager.create_table(sessions()).await?;
        for (name, column) in [
            ("session_of_officer", Session::OfficerId),
            ("session_of_request", Session::RequestId),
            ("session_by_end", Session::EndsAt),
        ] {
            manager
                .create_index(index(name, Session::Table, [column]))
                .await?;
        }
        manager.create_table(passcodes()).await?;
        let subject = [Passcode::Purpose, Passcode::Subject, Passcode::CreatedAt];
        manager
            .create_index(index("passcode_of_subject", Passcode::Table, subject))
            .await?;
        let age = [Passcode::CreatedAt];
        manager
            .create_index(index("passcode_by_age", Passcode::Table, age))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Passcode::Table).take())
            .await?;
        manager
            .drop_table(Table::drop().table(Session::Table).take())
            .await?;
        manager
            .drop_table(Table::drop().table(Credential::Table).take())
            .await
    }
}

fn credentials() -> TableCreateStatement {
    Table::create()
        .table(Credential::Table)
        .col(big_integer(Credential::OfficerId).primary_key())
        .col(string(Credential::Login).unique_key())
        .col(text_null(Credential::Password))
        .col(boolean(Credential::MustChange))
        .col(string_null(Credential::TotpSecret))
        .col(big_integer_null(Credential::TotpConfirmedAt))
        .col(big_integer_null(Credential::TotpLastStep))
        .col(text(Credential::Recovery))
        .col(big_integer(Credential::ChangedAt))
        .foreign_key(
            ForeignKey::create()
                .from(Credential::Table, Credential::OfficerId)
                .to(Alias::new("officer"), Alias::new("id")),
        )
        .take()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table(Session::Table)
        .col(string(Session::Hash).primary_key())
        .col(string(Session::Kind))
        .col(big_integer_null(Session::OfficerId))
        .col(big_integer_null(Session::RequestId))
        .col(big_integer(Session::CreatedAt))
        .col(big_integer(Session::SeenAt))
        .col(big_integer(Session::EndsAt))
        .col(boolean(Session::PassedSecond))
        // Wrong answers to the second question; a few of them end the session.
        .col(integer(Session::Tries))
        .col(string(Session::Agent))
        .col(string(Session::Address))
        .foreign_key(
            ForeignKey::create()
                .from(Session::Table, Session::OfficerId)
                .to(Alias::new("officer"), Alias::new("id")),
        )
        .take()
}

fn passcodes() -> TableCreateStatement {
    Table::create()
        .table(Passcode::Table)
        .col(string(Passcode::Hash).primary_key())
        .col(string(Passcode::Purpose))
        .col(big_integer(Passcode::Subject))
        .col(string(Passcode::CodeHash))
        .col(string(Passcode::Channel))
        .col(big_integer(Passcode::CreatedAt))
        .col(big_integer(Passcode::ExpiresAt))
        .col(integer(Passcode::Attempts))
        .col(big_integer_null(Passcode::UsedAt))
        .take()
}

fn index<T, C>(name: &str, table: T, columns: impl IntoIterator<Item = C>) -> IndexCreateStatement
where
    T: IntoIden + 'static,
    C: IntoIden + 'static,
{
    let mut index = Index::create();
    index.name(name).table(table.into_iden());
    for column in columns {
        index.col(column.into_iden());
    }
    index
}

#[derive(DeriveIden)]
enum Credential {
    Table,
    OfficerId,
    Login,
    Password,
    MustChange,
    TotpSecret,
    TotpConfirmedAt,
    TotpLastStep,
    Recovery,
    ChangedAt,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Hash,
    Kind,
    OfficerId,
    RequestId,
    CreatedAt,
    SeenAt,
    EndsAt,
    PassedSecond,
    Tries,
    Agent,
    Address,
}

#[derive(DeriveIden)]
enum Passcode {
    Table,
    Hash,
    Purpose,
    Subject,
    CodeHash,
    Channel,
    CreatedAt,
    ExpiresAt,
    Attempts,
    UsedAt,
}
