//! What those who keep the house did to accounts, departments and templates. Rows are only ever
//! added: the database itself refuses to change or delete one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, string, string_null, text,
};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(acts()).await?;
        for (name, column) in [("act_by", Act::ById), ("act_of", Act::OfficerId)] {
            let index = Index::create()
                .name(name)
                .table(Act::Table)
                .col(column)
                .col(Act::Id)
                .take();
            manager.create_index(index).await?;
        }
        let kept = match manager.get_database_backend() {
            DbBackend::Postgres => &KEPT_BY_POSTGRES[..],
            _ => &KEPT_BY_SQLITE[..],
        };
        for statement in kept {
            manager
                .get_connection()
                .execute_unprepared(statement)
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Act::Table).take())
            .await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            let forget = "DROP FUNCTION administrative_act_stands()";
            manager.get_connection().execute_unprepared(forget).await?;
        }
        Ok(())
    }
}

const KEPT_BY_SQLITE: [&str; 2] = [
    "CREATE TRIGGER administrative_act_unchanged BEFORE UPDATE ON administrative_act \
     BEGIN SELECT RAISE(ABORT, 'acts are only ever added'); END",
    "CREATE TRIGGER administrative_act_kept BEFORE DELETE ON administrative_act \
     BEGIN SELECT RAISE(ABORT, 'acts are only ever added'); END",
];

const KEPT_BY_POSTGRES: [&str; 3] = [
    "CREATE FUNCTION administrative_act_stands() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN RAISE EXCEPTION 'acts are only ever added'; END $$",
    "CREATE TRIGGER administrative_act_kept BEFORE UPDATE OR DELETE ON administrative_act \
     FOR EACH ROW EXECUTE FUNCTION administrative_act_stands()",
    "CREATE TRIGGER administrative_act_whole BEFORE TRUNCATE ON administrative_act \
     FOR EACH STATEMENT EXECUTE FUNCTION administrative_act_stands()",
];

fn acts() -> TableCreateStatement {
    let officer = |column| {
        ForeignKey::create()
            .from(Act::Table, column)
            .to(Alias::new("officer"), Alias::new("id"))
            .take()
    };
    Table::create()
        .table(Act::Table)
        .col(big_pk_auto(Act::Id))
        .col(big_integer(Act::At))
        .col(big_integer_null(Act::ById))
        .col(big_integer_null(Act::OfficerId))
        .col(string(Act::Subject))
        .col(string(Act::Kind))
        .col(text(Act::Before))
        .col(text(Act::After))
        .col(text(Act::Reason))
        .col(string_null(Act::Correlation))
        .foreign_key(&mut officer(Act::ById))
        .foreign_key(&mut officer(Act::OfficerId))
        .take()
}

#[derive(DeriveIden, Clone, Copy)]
enum Act {
    #[sea_orm(iden = "administrative_act")]
    Table,
    Id,
    At,
    ById,
    OfficerId,
    Subject,
    Kind,
    Before,
    After,
    Reason,
    Correlation,
}
