//! The rooms below the doors, fitted together: store, engine, accounts, post.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use super::ports::ports;
use super::{Clocks, Misconfigured, accounts, crew, identity, oidc, post, sms, time, town};
use crate::access::Access;
use crate::adapters::clock::Synced;
use crate::config::Config;
use crate::domain::identifiers::WorkflowKey;
use crate::engine::outbox::LETTER_SPAN;
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
    /// What time it is.
    pub clock: Arc<Synced>,
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

/// Opens the database of a house that stands.
///
/// # Errors
/// [`Misconfigured`] where there is none, or its schema is another one; when it cannot be reached.
pub async fn standing(config: &Config) -> anyhow::Result<Store> {
    is_there(config)?;
    let store = store(config).await?;
    if !store.schema_is_current().await? {
        let advice = "the database is not up to date; run `lianban migrate` first";
        return Err(Misconfigured(advice.to_owned()).into());
    }
    Ok(store)
}

/// Whether there is a file where SQLite's should be; opening would make an empty one. A place that cannot be
/// looked at, or is written in a way of SQLite's own (`%20`), is told by the database.
///
/// # Errors
/// [`Misconfigured`], with the whole path.
pub fn is_there(config: &Config) -> anyhow::Result<()> {
    let written = config.database.url.file();
    let file = written.filter(|file| !file.to_string_lossy().contains('%'));
    if let Some(file) = file
        && !file.try_exists().unwrap_or(true)
    {
        let place = std::path::absolute(file)?;
        let advice = format!(
            "there is no house at {}: `lianban migrate` makes one, `lianban init` one with its first \
             administrator, and database.url names another",
            place.display()
        );
        return Err(Misconfigured(advice).into());
    }
    Ok(())
}

impl House {
    /// Opens the house on a migrated database. Publishes nothing: see [`House::publish`].
    ///
    /// # Errors
    /// [`Misconfigured`] where the operator has to do something first; the town's faults; trouble
    /// of the database.
    pub async fn open(config: Arc<Config>, clocks: Clocks) -> anyhow::Result<Self> {
        let house = Self::open_with_any_keys(config, clocks).await?;
        identity::keys(&house.engine).await?;
        Ok(house)
    }

    /// The same, whatever the keys: for when the ones before are lost.
    ///
    /// # Errors
    /// As [`House::open`].
    pub async fn open_with_any_keys(config: Arc<Config>, clocks: Clocks) -> anyhow::Result<Self> {
        let keys = keys(&config)?;
        let catalogue = town::catalogue(&config)?;
        let store = standing(&config).await?;
        let post = post::open(&config)?;
        let sms = sms::open(&config)?;
        time::heed(&store, &clocks.synced).await?;
        let ports = ports(&config, &clocks).with_context(|| {
            let folder = config.files.folder.display();
            format!("the folder of uploaded files, {folder}, cannot be used")
        })?;
        let access = Access::new(store.clone(), ports.machine.clone(), ports.entropy.clone())
            .with_settings(accounts::settings(&config));
        let access = oidc::join(access, &config, &catalogue.directory, ports.law.clone())?;
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
            clock: clocks.synced,
        })
    }

    /// Publishes the workflow files of the settings; those that stand already stay as they are.
    ///
    /// # Errors
    /// Faults of the files, and a version that stands with another content.
    pub async fn publish(&self) -> anyhow::Result<()> {
        for service in town::services(&self.config, &self.catalogue)? {
            let (key, version) = (service.workflow.key.clone(), service.workflow.version);
            let name = format!("{key} v{version}");
            let published = self.engine.publish(service.workflow, &service.source).await;
            published.with_context(|| format!("the workflow {name} cannot be published"))?;
            self.tell_if_older(&key, version);
        }
        Ok(())
    }

    /// A file that is older than what the house runs changes nothing, which whoever put it there may not
    /// expect.
    fn tell_if_older(&self, key: &WorkflowKey, version: u32) {
        let newest = self.engine.registry().newest(key);
        let newest = newest.map_or(version, |service| service.workflow.version);
        if newest > version {
            tracing::warn!(
                %key,
                version,
                newest,
                "the file of this service is older than what is published; new requests run on the newest"
            );
        }
    }

    /// Lays dues anew where working days have changed since they were laid.
    ///
    /// # Errors
    /// Trouble of the database.
    pub async fn heed_calendar(&self) -> anyhow::Result<()> {
        let moved = self.engine.rebuild_if_moved().await;
        if let Some(rebuilt) = moved.context("dues cannot be laid by the calendar as it is now")? {
            let (requests, failed, told) = (rebuilt.seen, rebuilt.failed, rebuilt.told);
            if requests > 0 {
                tracing::info!(
                    requests,
                    failed,
                    told,
                    "dues and queues are laid anew: by other working days, or by another version"
                );
            }
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
