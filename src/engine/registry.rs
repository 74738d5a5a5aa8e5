//! The workflows an engine runs: every published version that a request may be on, the newest of
//! each service for filing.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Engine, Error};
use crate::domain::condition::Conditions;
use crate::domain::definition::Workflow;
use crate::domain::identifiers::WorkflowKey;
use crate::storage::Transaction;
use crate::storage::workflows::{self, Publication};

/// A workflow version ready to run.
#[derive(Debug)]
pub struct Service {
    /// Its definition.
    pub workflow: Workflow,
    /// Its conditions, compiled once.
    pub conditions: Conditions,
}

impl Service {
    /// Prepares a checked workflow.
    #[must_use]
    pub fn new(workflow: Workflow) -> Self {
        Self {
            conditions: Conditions::of(&workflow),
            workflow,
        }
    }
}

type Versions = BTreeMap<(WorkflowKey, u32), Arc<Service>>;

/// What this node has loaded.
#[derive(Debug, Default)]
pub struct Registry {
    versions: RwLock<Versions>,
}

impl Registry {
    /// A version, if loaded.
    #[must_use]
    pub fn get(&self, key: &WorkflowKey, version: u32) -> Option<Arc<Service>> {
        self.read().get(&(key.clone(), version)).cloned()
    }

    /// The newest loaded version of a service.
    #[must_use]
    pub fn newest(&self, key: &WorkflowKey) -> Option<Arc<Service>> {
        let place = |version| (key.clone(), version);
        self.read()
            .range(place(0)..=place(u32::MAX))
            .next_back()
            .map(|(_, found)| found.clone())
    }

    /// The newest loaded version of every service, by key.
    #[must_use]
    pub fn services(&self) -> Vec<Arc<Service>> {
        let mut newest = BTreeMap::new();
        for ((key, _), service) in self.read().iter() {
            newest.insert(key.clone(), service.clone());
        }
        newest.into_values().collect()
    }

    /// Every loaded version, by key and version.
    #[must_use]
    pub fn versions(&self) -> Vec<Arc<Service>> {
        self.read().values().cloned().collect()
    }

    /// How many versions are loaded. None ever goes or changes, so the same number is the same
    /// versions.
    #[must_use]
    pub fn count(&self) -> usize {
        self.read().len()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Versions> {
        self.versions.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a version; a version never changes, so one that is there already stays.
    fn add(&self, workflow: Workflow) -> Arc<Service> {
        let place = (workflow.key.clone(), workflow.version);
        let mut versions = self
            .versions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        versions
            .entry(place)
            .or_insert_with(|| Arc::new(Service::new(workflow)))
            .clone()
    }
}

impl Engine {
    /// Publishes a checked workflow with the text it was read from; publishing the same twice is
    /// nothing.
    ///
    /// # Errors
    /// [`Error::VersionTaken`] where the version stands with another content.
    pub async fn publish(&self, workflow: Workflow, source: &str) -> Result<(), Error> {
        let now = self.machine_now();
        match workflows::publish(self.store.writer(), &workflow, source, now).await? {
            Publication::New | Publication::Known => {
                self.registry.add(workflow);
                Ok(())
            }
            Publication::Differs { .. } => Err(Error::VersionTaken {
                key: workflow.key,
                version: workflow.version,
            }),
        }
    }

    /// Loads what any node has published: at the start, and from time to time.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn load_workflows(&self) -> Result<(), Error> {
        for published in workflows::all(self.store.reader()).await? {
            self.registry.add(published.workflow);
        }
        Ok(())
    }

    /// The version a request runs on, from the store where it is not loaded yet.
    ///
    /// # Errors
    /// [`Error::MissingVersion`], [`Error::Storage`].
    pub async fn service(&self, key: &WorkflowKey, version: u32) -> Result<Arc<Service>, Error> {
        if let Some(service) = self.registry.get(key, version) {
            return Ok(service);
        }
        match workflows::find(self.store.reader(), key, version).await? {
            Some(found) => Ok(self.registry.add(found.workflow)),
            None => Err(Error::MissingVersion(key.clone(), version)),
        }
    }

    /// The same within a transaction, which holds a connection already: where every connection is
    /// held, nobody may wait for a second one.
    pub(super) async fn service_in(
        &self,
        tx: &Transaction,
        key: &WorkflowKey,
        version: u32,
    ) -> Result<Arc<Service>, Error> {
        if let Some(service) = self.registry.get(key, version) {
            return Ok(service);
        }
        match workflows::find(tx, key, version).await? {
            Some(found) => Ok(self.registry.add(found.workflow)),
            None => Err(Error::MissingVersion(key.clone(), version)),
        }
    }

    /// The version new requests of a service run on.
    ///
    /// # Errors
    /// [`Error::NoSuchService`], [`Error::Storage`].
    pub async fn newest_service(&self, key: &WorkflowKey) -> Result<Arc<Service>, Error> {
        if let Some(service) = self.registry.newest(key) {
            return Ok(service);
        }
        match workflows::newest(self.store.reader(), key).await? {
            Some(found) => Ok(self.registry.add(found.workflow)),
            None => Err(Error::NoSuchService(key.clone())),
        }
    }
}
