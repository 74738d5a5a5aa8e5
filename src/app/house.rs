//! The rooms below the doors, fitted together: store, engine, accounts, post.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use super::ports::ports;
use super::{Misconfigured, accounts, crew, post, sms, town};
use crate::access::Access;
use crate::config::Config;
use crate::engine::outbox::LETTER_SPAN;
use crate::engine::ports::LawClock;
use crate::engine::ports::sms::Sms;
use crate::engine::{Engine, Keys};
use crate::language::Catalogue;
use crate::storage::{self, Store};

/// An open house: everything a command of the operator needs.
#[derive(Clone)]
pub struct House {
    /// What the operator set.
    pub config: Arc<Config>,
    /// Departments, roles, ladders, working days.
    pub catalogue: Arc<Catalogue>,
    /// The one write path, and what it reads from.
    pub engine: Engine,
    /// Who is who.
    pub access: Access,
    /// How letters leave.
    pub post: post::Letterbox,
    /// How short messages leave, if they do.
    pub sms: Option<Arc<dyn Sms>>,
}

/// Opens the database without looking at its schema.
///
/// # Errors
/// When it cannot be reached.
pub async fn store(config: &Config) -> anyhow::Result<Store> {
    let database = &config.database;
    let settings = storage::Settings {
        connections: database.pool_size,
        readers: database.pool_size,
        acquire_timeout: Duration::from_secs(database.acquire_timeout_seconds),
        ..storage::Settings::new(database.url.expose())
    };
    let opened = Store::connect(&settings).await;
    opened.with_context(|| format!("the database {} cannot be opened", database.url))
}

impl House {
    /// Opens the house on a migrated database. Publishes nothing: see [`House::publish`].
    ///
    /// # Errors
    /// [`Misconfigured`] where the operator has to do something first; the town's faults; trouble
    /// of the database.
    pub async fn open(config: Arc<Config>, law: Arc<dyn LawClock>) -> anyhow::Result<Self> {
        let keys = keys(&config)?;
        let catalogue = town::catalogue(&config)?;
        let post = post::open(&config)?;
        let sms = sms::open(&config)?;
        let store = store(&config).await?;
        if !store.schema_is_current().await? {
            let advice = "the database is not up to date; run `lianban migrate` first";
            return Err(Misconfigured(advice.to_owned()).into());
        }
        let ports = ports(&config, law).with_context(|| {
            let folder = config.files.folder.display();
            format!("the folder of uploaded files, {folder}, cannot be used")
        })?;
        let access = Access::new(store.clone(), ports.machine.clone(), ports.entropy.clone())
            .with_settings(accounts::settings(&config));
        let directory = catalogue.directory.clone();
        let engine = Engine::new(store, ports, keys, directory, catalogue.calendar.clone())
            .with_letter_attempts(crew::pace(&config).attempts_over(LETTER_SPAN));
        engine.load_workflows().await?;
        Ok(Self {
            config,
            catalogue: Arc::new(catalogue),
            engine,
            access,
            post,
            sms,
        })
    }

    /// Publishes the workflow files of the settings; those that stand already stay as they are.
    ///
    /// # Errors
    /// Faults of the files, and a version that stands with another content.
    pub async fn publish(&self) -> anyhow::Result<()> {
        for service in town::services(&self.config.workflows.folder, &self.catalogue)? {
            let name = format!("{} v{}", service.workflow.key, service.workflow.version);
            let published = self.engine.publish(service.workflow, &service.source).await;
            published.with_context(|| format!("the workflow {name} cannot be published"))?;
        }
        Ok(())
    }

    /// Lays dues anew where working days have changed since they were laid.
    ///
    /// # Errors
    /// Trouble of the database.
    pub async fn heed_calendar(&self) -> anyhow::Result<()> {
        let moved = self.engine.rebuild_if_moved().await;
        if let Some(rebuilt) = moved.context("dues cannot be laid by the calendar as it is now")? {
            let (requests, failed, told) = (rebuilt.seen, rebuilt.failed, rebuilt.told);
            tracing::info!(
                requests,
                failed,
                told,
                "the calendar has changed: dues laid anew"
            );
        }
        Ok(())
    }

    /// Closes every connection to the database.
    ///
    /// # Errors
    /// Whatever the driver says.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.engine.store().clone().close().await?)
    }
}

fn keys(config: &Config) -> anyhow::Result<Keys> {
    let Some(key) = &config.signing.key else {
        let advice = "signing.key is not set; `lianban keys generate` makes one for lianban.toml";
        return Err(Misconfigured(advice.to_owned()).into());
    };
    let keys = Keys::from_secret(key.expose())?;
    Ok(match &config.seal.key {
        Some(seal) => keys.with_seal_key(seal.expose())?,
        None => keys,
    })
}
