//! The database's schema, one file per step, oldest first.
//!
//! A step that has been released is never edited: the next step changes what it made. README.md
//! says how a change is spread over releases, so that two versions can run side by side.

pub use sea_orm_migration::prelude::*;

mod m20261123_000001_jobs;

/// Every step, in the order in which they are applied.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m20261123_000001_jobs::Migration)]
    }
}
