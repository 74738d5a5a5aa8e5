//! A request and all that is its own: state, personal facts, journal, queue seats, documents.
//!
//! Every key begins with the request's id, so that one request's rows stand together and nothing
//! on the write path is shared between requests. Instants are microseconds since 1970.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, string, string_null, text, text_null,
};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let duty = duty(manager.get_database_backend());
        for table in [requests(), facts(), journal(), seats(duty), documents()] {
            manager.create_table(table).await?;
        }
        for index in [to_wake(), by_phase(), queue(), held(), urgent()] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["document", "seat", "journal", "fact", "request"] {
            manager
                .drop_table(Table::drop().table(Alias::new(table)).take())
                .await?;
        }
        Ok(())
    }
}

fn requests() -> TableCreateStatement {
    Table::create()
        .table(Request::Table)
        .col(big_integer(Request::Id).primary_key())
        .col(string(Request::WorkflowKey))
        .col(integer(Request::WorkflowVersion))
        .col(string(Request::Phase))
        .col(big_integer(Request::Version))
        .col(text(Request::State))
        .col(string(Request::Head))
        .col(big_integer(Request::ReceivedAt))
        .col(big_integer_null(Request::EndedAt))
        .col(big_integer_null(Request::DueAt))
        .col(big_integer_null(Request::WakeAt))
        .col(integer(Request::SecretGeneration))
        .col(big_integer_null(Request::ErasedAt))
        .col(big_integer(Request::UpdatedAt))
        .take()
}

fn to_wake() -> IndexCreateStatement {
    Index::create()
        .name("request_to_wake")
        .table(Request::Table)
        .col(Request::WakeAt)
        .col(Request::Id)
        .and_where(Expr::col(Request::WakeAt).is_not_null())
        .take()
}

fn by_phase() -> IndexCreateStatement {
    Index::create()
        .name("request_by_phase")
        .table(Request::Table)
        .col(Request::WorkflowKey)
        .col(Request::Phase)
        .take()
}

fn facts() -> TableCreateStatement {
    Table::create()
        .table(Fact::Table)
        .col(big_integer(Fact::RequestId).primary_key())
        .col(text(Fact::Body))
        .take()
}

fn journal() -> TableCreateStatement {
    Table::create()
        .table(Journal::Table)
        .col(big_integer(Journal::RequestId))
        .col(big_integer(Journal::Seq))
        .col(big_integer(Journal::At))
        .col(string(Journal::Kind))
        .col(text(Journal::Body))
        .col(text_null(Journal::Facts))
        .col(string_null(Journal::FactsSalt))
        .col(string(Journal::Hash))
        .col(string_null(Journal::Correlation))
        .primary_key(Index::create().col(Journal::RequestId).col(Journal::Seq))
        .take()
}

/// A page of a queue ends at a duty, so both databases and we must order duties alike: by bytes.
fn duty(backend: DbBackend) -> ColumnDef {
    let mut duty = string(Seat::Duty);
    if backend == DbBackend::Postgres {
        duty.extra("COLLATE \"C\"");
    }
    duty
}

fn seats(duty: ColumnDef) -> TableCreateStatement {
    Table::create()
        .table(Seat::Table)
        .col(big_integer(Seat::RequestId))
        .col(duty)
        .col(string(Seat::Department))
        .col(string(Seat::Role))
        .col(big_integer_null(Seat::Holder))
        .col(big_integer(Seat::OpenedAt))
        .col(big_integer(Seat::DueAt))
        .col(big_integer(Seat::SoonAt))
        .col(boolean(Seat::Provisional))
        .col(boolean(Seat::Stopped))
        .col(big_integer(Seat::Revision))
        .col(string(Seat::WorkflowKey))
        .col(string(Seat::Phase))
        .col(string_null(Seat::Stage))
        .primary_key(Index::create().col(Seat::RequestId).col(Seat::Duty))
        .take()
}

/// The order in which a queue is read: its tail makes a page's end a place in the index.
fn queue() -> IndexCreateStatement {
    Index::create()
        .name("seat_queue")
        .table(Seat::Table)
        .col(Seat::Department)
        .col(Seat::Role)
        .col(Seat::DueAt)
        .col(Seat::RequestId)
        .col(Seat::Duty)
        .take()
}

fn held() -> IndexCreateStatement {
    Index::create()
        .name("seat_held")
        .table(Seat::Table)
        .col(Seat::Holder)
        .col(Seat::DueAt)
        .col(Seat::RequestId)
        .col(Seat::Duty)
        .and_where(Expr::col(Seat::Holder).is_not_null())
        .take()
}

/// Over all departments: what was handed to the supervisors stands at its top, being overdue most.
fn urgent() -> IndexCreateStatement {
    Index::create()
        .name("seat_urgent")
        .table(Seat::Table)
        .col(Seat::DueAt)
        .col(Seat::RequestId)
        .col(Seat::Duty)
        .take()
}

fn documents() -> TableCreateStatement {
    Table::create()
        .table(Document::Table)
        .col(big_integer(Document::RequestId))
        .col(string(Document::Sha256))
        .col(text(Document::Name))
        .col(string(Document::ContentType))
        .col(big_integer(Document::Bytes))
        .col(big_integer(Document::StoredAt))
        .primary_key(
            Index::create()
                .col(Document::RequestId)
                .col(Document::Sha256),
        )
        .take()
}

#[derive(DeriveIden)]
enum Request {
    Table,
    Id,
    WorkflowKey,
    WorkflowVersion,
    Phase,
    Version,
    State,
    Head,
    ReceivedAt,
    EndedAt,
    DueAt,
    WakeAt,
    SecretGeneration,
    ErasedAt,
    UpdatedAt,
}

#[derive(DeriveIden)]
enum Fact {
    Table,
    RequestId,
    Body,
}

#[derive(DeriveIden)]
enum Journal {
    Table,
    RequestId,
    Seq,
    At,
    Kind,
    Body,
    Facts,
    FactsSalt,
    Hash,
    Correlation,
}

#[derive(DeriveIden)]
enum Seat {
    Table,
    RequestId,
    Duty,
    Department,
    Role,
    Holder,
    OpenedAt,
    DueAt,
    SoonAt,
    Provisional,
    Stopped,
    Revision,
    WorkflowKey,
    Phase,
    Stage,
}

#[derive(DeriveIden)]
enum Document {
    Table,
    RequestId,
    #[sea_orm(iden = "sha256")]
    Sha256,
    Name,
    ContentType,
    Bytes,
    StoredAt,
}
