//! The book of accounts alone: no keys, no services, no doors. For the operator's first day.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{house, time, town};
use crate::access::{self, Access};
use crate::adapters::chance;
use crate::adapters::clock::Synced;
use crate::config::{Config, SecondFactor};
use crate::domain::directory::Directory;
use crate::storage::Store;

/// What is set about staff coming in.
#[must_use]
pub fn settings(config: &Config) -> access::Settings {
    let set = &config.access;
    access::Settings {
        staff_idle: TimeDelta::minutes(set.session_idle_minutes.into()),
        staff_whole: TimeDelta::hours(set.session_hours.into()),
        second_factor_required: set.second_factor == SecondFactor::Required,
    }
}

/// Accounts over an open store.
pub struct Book {
    /// Who is who.
    pub access: Access,
    /// Departments and roles.
    pub directory: Directory,
    /// The store.
    pub store: Store,
}

impl Book {
    /// Opens the book of a migrated database.
    ///
    /// # Errors
    /// [`super::Misconfigured`] where there is none, or it is not up to date; the town's faults; trouble of the database.
    pub async fn open(config: &Config) -> anyhow::Result<Self> {
        let directory = town::catalogue(config)?.directory;
        let store = house::standing(config).await?;
        Self::over(store, directory, config).await
    }

    /// Brings the database up to date and opens its book.
    ///
    /// # Errors
    /// The town's faults; trouble of the database.
    pub async fn open_migrating(config: &Config) -> anyhow::Result<Self> {
        let directory = town::catalogue(config)?.directory;
        let store = house::store(config).await?;
        store.migrate().await?;
        Self::over(store, directory, config).await
    }

    async fn over(store: Store, directory: Directory, config: &Config) -> anyhow::Result<Self> {
        let clock = Synced::default();
        time::heed(&store, &clock).await?;
        let access = Access::new(
            store.clone(),
            Arc::new(clock),
            Arc::new(chance::Chance::default()),
        )
        .with_settings(settings(config));
        Ok(Self {
            access,
            directory,
            store,
        })
    }

    /// Closes every connection to the database.
    ///
    /// # Errors
    /// Whatever the driver says.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.store.close().await?)
    }
}
