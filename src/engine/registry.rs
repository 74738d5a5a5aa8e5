//! The workflows an engine runs: every published version that a request may be on, the newest of
//! each service for filing.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::ports::LawClock;
use super::{Engine, Error};
use crate::domain::calendar::Instant;
use crate::domain::condition::Conditions;
use crate::domain::definition::Workflow;
use crate::domain::directory::Directory;
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

/// What this node has loaded. A version never changes; but it is given out as it stands now: where a
/// department was merged into another, that one is named.
pub struct Registry {
    versions: RwLock<Versions>,
    /// As they stand since so many departments were merged.
    standing: RwLock<BTreeMap<(WorkflowKey, u32, usize), Arc<Service>>>,
    directory: Arc<Directory>,
    law: Arc<dyn LawClock>,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let versions = self.count();
        f.debug_struct("Registry")
            .field("versions", &versions)
            .finish_non_exhaustive()
    }
}

impl Registry {
    pub(super) fn over(directory: Arc<Directory>, law: Arc<dyn LawClock>) -> Self {
        Self {
            versions: RwLock::default(),
            standing: RwLock::default(),
            directory,
            law,
        }
    }

    /// A version, if loaded.
    #[must_use]
    pub fn get(&self, key: &WorkflowKey, version: u32) -> Option<Arc<Service>> {
        self.as_of(key, version, self.law.now())
    }

    /// A version as it stood at an instant, if loaded: what was issued then names who issued it.
    #[must_use]
    pub fn as_of(&self, key: &WorkflowKey, version: u32, at: Instant) -> Option<Arc<Service>> {
        let written = self.read().get(&(key.clone(), version)).cloned();
        written.map(|written| self.standing(written, at))
    }

    fn standing(&self, written: Arc<Service>, at: Instant) -> Arc<Service> {
        let merged = self.directory.merged_by(at);
        if merged == 0 {
            return written;
        }
        let workflow = &written.workflow;
        let place = (workflow.key.clone(), workflow.version, merged);
        let known = self.standing.read();
        let known = known.unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&place) {
            return known.clone();
        }
        drop(known);
        let standing = workflow.standing(&self.directory, at);
        let standing = standing.map_or_else(|| written.clone(), |it| Arc::new(Service::new(it)));
        let mut known = self
            .standing
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        known.entry(place).or_insert(standing).clone()
    }

    /// The newest loaded version of a service.
    #[must_use]
    pub fn newest(&self, key: &WorkflowKey) -> Option<Arc<Service>> {
        let place = |version| (key.clone(), version);
        self.read()
            .range(place(0)..=place(u32::MAX))
            .next_back()
            .map(|(_, found)| self.standing(found.clone(), self.law.now()))
    }

    /// The newest loaded version of every service, by key.
    #[must_use]
    pub fn services(&self) -> Vec<Arc<Service>> {
        let mut newest = BTreeMap::new();
        for ((key, _), service) in self.read().iter() {
            newest.insert(key.clone(), service.clone());
        }
        let now = self.law.now();
        let newest = newest.into_values();
        newest.map(|written| self.standing(written, now)).collect()
    }

    /// Every loaded version, by key and version, as it was published.
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
    pub(super) fn add(&self, workflow: Workflow) -> Arc<Service> {
        let place = (workflow.key.clone(), workflow.version);
        let mut versions = self
            .versions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let written = versions
            .entry(place)
            .or_insert_with(|| Arc::new(Service::new(workflow)))
            .clone();
        drop(versions);
        self.standing(written, self.law.now())
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
