//! What became of each mail; the rows by which "told" and "not told" can be shown.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer_null, pk_uuid, string, string_null, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(mails()).await?;
        manager.create_index(of_request()).await?;
        manager.create_index(by_message()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Mail::Table).take())
            .await
    }
}

fn mails() -> TableCreateStatement {
    Table::create()
        .table(Mail::Table)
        .col(pk_uuid(Mail::JobId))
        .col(big_integer(Mail::RequestId))
        .col(integer_null(Mail::Notice))
        .col(string(Mail::Recipient))
        .col(string(Mail::Template))
        .col(string_null(Mail::MessageId))
        .col(string(Mail::State))
        .col(text(Mail::Detail))
        .col(big_integer(Mail::At))
        .take()
}

fn of_request() -> IndexCreateStatement {
    Index::create()
        .name("mail_of_request")
        .table(Mail::Table)
        .col(Mail::RequestId)
        .take()
}

/// A returned delivery report names the message alone.
fn by_message() -> IndexCreateStatement {
    Index::create()
        .name("mail_by_message")
        .table(Mail::Table)
        .col(Mail::MessageId)
        .take()
}

#[derive(DeriveIden)]
enum Mail {
    Table,
    JobId,
    RequestId,
    Notice,
    Recipient,
    Template,
    MessageId,
    State,
    Detail,
    At,
}
