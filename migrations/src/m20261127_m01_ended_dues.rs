//! When a request was due that is over stays known, so that what ended late can be counted. The next
//! start lays every request anew, which reckons it for those that were over before.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let lay_anew = Query::update()
            .table(DaysInForce::Table)
            .value(DaysInForce::LaidAt, Option::<i64>::None)
            .take();
        manager.execute(lay_anew).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}

#[derive(DeriveIden)]
enum DaysInForce {
    Table,
    LaidAt,
}
