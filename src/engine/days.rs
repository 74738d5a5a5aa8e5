//! What dues are counted by: working days and every department's hours, as one thing that can be
//! kept and compared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Engine, Error};
use crate::domain::calendar::{Calendar, OfficeHours};
use crate::domain::directory::{Department, Directory, Succession};
use crate::domain::identifiers::DepartmentKey;
use crate::storage;

/// Days and hours at some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Days {
    pub(super) calendar: Calendar,
    hours: BTreeMap<DepartmentKey, OfficeHours>,
    /// Mergers wake requests, too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    successions: BTreeMap<DepartmentKey, Succession>,
}

impl Days {
    /// Those of this engine now.
    pub(super) fn of(engine: &Engine) -> Self {
        let departments = engine.directory.departments.iter();
        Self {
            calendar: (*engine.calendar()).clone(),
            hours: departments
                .map(|(key, found)| (key.clone(), found.hours.clone()))
                .collect(),
            successions: engine
                .directory
                .departments
                .iter()
                .filter_map(merged)
                .collect(),
        }
    }

    /// As they are kept.
    pub(super) fn written(&self) -> Result<String, Error> {
        Ok(serde_json::to_string(self).map_err(storage::Error::Payload)?)
    }

    /// Today's departments with the hours and the mergers of then.
    pub(super) fn directory(&self, today: &Directory) -> Directory {
        let mut then = today.clone();
        for (key, department) in &mut then.departments {
            if let Some(hours) = self.hours.get(key) {
                department.hours = hours.clone();
            }
            department.succeeded_by = self.successions.get(key).cloned();
        }
        then
    }
}

fn merged((key, department): (&DepartmentKey, &Department)) -> Option<(DepartmentKey, Succession)> {
    Some((key.clone(), department.succeeded_by.clone()?))
}

/// SHA-256, hex.
pub(super) fn fingerprint(written: &str) -> String {
    hex::encode(Sha256::digest(written))
}
