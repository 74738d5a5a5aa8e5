//! The database's schema, one file per step, oldest first.
//!
//! A step that has been released is never edited: the next step changes what it made. README.md
//! says how a change is spread over releases, so that two versions can run side by side.

use std::collections::BTreeSet;

pub use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseConnection, EntityTrait as _};
use sea_orm_migration::seaql_migrations;

mod m20261123_000001_jobs;
mod m20261123_000002_requests;
mod m20261123_000003_idempotency;
mod m20261123_000004_accounts;
mod m20261123_000005_workflows;
mod m20261123_000006_looks;
mod m20261123_000007_mails;
mod m20261123_000008_sittings;
mod m20261123_000009_seals;
mod m20261123_000010_calendar;
mod m20261123_000011_queue_order;
mod m20261123_000012_seals;
mod m20261125_000013_access;
mod m20261125_000013_handed_queue;
mod m20261125_000016_letters;
mod m20261125_000020_drafts;
mod m20261125_000030_filing_drafts;
mod m20261125_000040_house;
mod m20261125_000041_own_role;
mod m20261125_000042_workers;
mod m20261125_000050_reports;
mod m20261125_000060_proposals;
mod m20261126_000070_open_requests;
mod m20261126_000071_all_work;
mod m20261126_000072_counts_from;
mod m20261126_a01_provider;
mod m20261126_a02_reach;
mod m20261126_b01_acts;
mod m20261126_b02_reason_templates;
mod m20261126_b03_audit_links;
mod m20261126_c00081_own_queue;
mod m20261127_m01_ended_dues;
mod m20261127_t01_quick_compression;
mod m20261127_u01_program_looks;
mod m20261128_a01_jobs_in_turn;
mod m20261129_a01_room_on_pages;
mod m20261130_a01_marked_alone;
mod m20261201_a01_seal_keys;
mod m20261202_a01_finished_by_ranges;
mod m20261203_a01_packed_texts;

/// Every step, in the order in which they are applied.
#[derive(Debug)]
pub struct Migrator;

impl Migrator {
    /// Whether every step of this program was applied. Steps that it does not know are of a later version, and
    /// take away nothing that it needs. Changes nothing.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn is_current(db: &DatabaseConnection) -> Result<bool, DbErr> {
        if !SchemaManager::new(db)
            .has_table(seaql_migrations::Entity.to_string())
            .await?
        {
            return Ok(false);
        }
        let applied = seaql_migrations::Entity::find().all(db).await?;
        let applied: BTreeSet<String> = applied.into_iter().map(|step| step.version).collect();
        let steps = Self::migrations();
        Ok(steps.iter().all(|step| applied.contains(step.name())))
    }
}

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_jobs::Migration),
            Box::new(m20261123_000002_requests::Migration),
            Box::new(m20261123_000003_idempotency::Migration),
            Box::new(m20261123_000004_accounts::Migration),
            Box::new(m20261123_000005_workflows::Migration),
            Box::new(m20261123_000006_looks::Migration),
            Box::new(m20261123_000007_mails::Migration),
            Box::new(m20261123_000008_sittings::Migration),
            Box::new(m20261123_000009_seals::Migration),
            Box::new(m20261123_000010_calendar::Migration),
            Box::new(m20261123_000011_queue_order::Migration),
            Box::new(m20261123_000012_seals::Migration),
            Box::new(m20261125_000013_access::Migration),
            Box::new(m20261125_000020_drafts::Migration),
            Box::new(m20261125_000013_handed_queue::Migration),
            Box::new(m20261125_000016_letters::Migration),
            Box::new(m20261125_000030_filing_drafts::Migration),
            Box::new(m20261125_000050_reports::Migration),
            Box::new(m20261125_000040_house::Migration),
            Box::new(m20261125_000041_own_role::Migration),
            Box::new(m20261125_000042_workers::Migration),
            Box::new(m20261125_000060_proposals::Migration),
            Box::new(m20261126_000070_open_requests::Migration),
            Box::new(m20261126_000071_all_work::Migration),
            Box::new(m20261126_000072_counts_from::Migration),
            Box::new(m20261126_a01_provider::Migration),
            Box::new(m20261126_a02_reach::Migration),
            Box::new(m20261126_b01_acts::Migration),
            Box::new(m20261126_b02_reason_templates::Migration),
            Box::new(m20261126_b03_audit_links::Migration),
            Box::new(m20261126_c00081_own_queue::Migration),
            Box::new(m20261127_u01_program_looks::Migration),
            Box::new(m20261127_t01_quick_compression::Migration),
            Box::new(m20261127_m01_ended_dues::Migration),
            Box::new(m20261128_a01_jobs_in_turn::Migration),
            Box::new(m20261129_a01_room_on_pages::Migration),
            Box::new(m20261130_a01_marked_alone::Migration),
            Box::new(m20261201_a01_seal_keys::Migration),
            Box::new(m20261202_a01_finished_by_ranges::Migration),
            Box::new(m20261203_a01_packed_texts::Migration),
        ]
    }
}
