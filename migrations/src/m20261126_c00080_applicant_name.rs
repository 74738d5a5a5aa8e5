//! The counter finds people by their name: an index over it, inside what is kept of them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEX: &str = "fact_applicant_name";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name = match manager.get_database_backend() {
            DbBackend::Postgres => "(lower(body::jsonb #>> '{applicant,name}'))",
            _ => "(lower(json_extract(body, '$.applicant.name')))",
        };
        let create = format!("CREATE INDEX {INDEX} ON fact {name}");
        let connection = manager.get_connection();
        connection.execute_unprepared(&create).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Index::drop().name(INDEX).table(Fact::Table).to_owned();
        manager.drop_index(drop).await
    }
}

#[derive(DeriveIden)]
enum Fact {
    Table,
}
