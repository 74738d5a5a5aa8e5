//! Applications that are being written, with the files that were handed in for them so far.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(drafts()).await?;
        manager.create_table(files()).await?;
        manager.create_index(by_end()).await?;
        manager.create_index(by_file()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(FilingDraftFile::Table).take())
            .await?;
        manager
            .drop_table(Table::drop().table(FilingDraft::Table).take())
            .await
    }
}

fn drafts() -> TableCreateStatement {
    Table::create()
        .table(FilingDraft::Table)
        .col(string(FilingDraft::TokenHash).primary_key())
        .col(string(FilingDraft::Workflow))
        .col(big_integer(FilingDraft::WorkflowVersion))
        .col(string(FilingDraft::Language))
        .col(text(FilingDraft::Answers))
        .col(text(FilingDraft::Materials))
        .col(string(FilingDraft::SubmissionKey))
        .col(big_integer_null(FilingDraft::FiledAs))
        .col(big_integer(FilingDraft::Revision))
        .col(big_integer(FilingDraft::CreatedAt))
        .col(big_integer(FilingDraft::TouchedAt))
        .col(big_integer(FilingDraft::ExpiresAt))
        .take()
}

/// Which files a draft names: what is named is not swept up.
fn files() -> TableCreateStatement {
    Table::create()
        .table(FilingDraftFile::Table)
        .col(string(FilingDraftFile::TokenHash))
        .col(string(FilingDraftFile::Sha256))
        .primary_key(
            Index::create()
                .col(FilingDraftFile::TokenHash)
                .col(FilingDraftFile::Sha256),
        )
        .take()
}

/// For purging what is over.
fn by_end() -> IndexCreateStatement {
    Index::create()
        .name("filing_draft_by_end")
        .table(FilingDraft::Table)
        .col(FilingDraft::ExpiresAt)
        .take()
}

fn by_file() -> IndexCreateStatement {
    Index::create()
        .name("filing_draft_file_by_file")
        .table(FilingDraftFile::Table)
        .col(FilingDraftFile::Sha256)
        .take()
}

#[derive(DeriveIden)]
enum FilingDraft {
    Table,
    TokenHash,
    Workflow,
    WorkflowVersion,
    Language,
    Answers,
    Materials,
    SubmissionKey,
    FiledAs,
    Revision,
    CreatedAt,
    TouchedAt,
    ExpiresAt,
}

#[derive(DeriveIden)]
enum FilingDraftFile {
    Table,
    TokenHash,
    Sha256,
}
