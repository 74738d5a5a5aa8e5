//! The town as its files say it, for whoever keeps the house: read here, changed in the files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::calendar::{Calendar, CalendarError, Instant};
use crate::engine::Engine;
use crate::language::Catalogue;

/// What the house was opened with.
#[derive(Clone)]
pub struct Town {
    /// Departments, roles, ladders, remedies: what workflows refer to.
    pub catalogue: Arc<Catalogue>,
    /// Closures that the settings add to the calendar's file.
    pub closures: BTreeSet<NaiveDate>,
    /// Where each stands.
    pub files: Files,
    /// What comes round by the calendar, with when it comes next after an instant.
    pub schedules: Arc<dyn Fn(Instant) -> Vec<Coming> + Send + Sync>,
}

/// The files of the town, as the operator finds them; empty: built in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// `town.departments`
    pub departments: String,
    /// `town.roles`
    pub roles: String,
    /// `town.ladders`
    pub ladders: String,
    /// `calendar.file`
    pub calendar: String,
    /// `workflows.folder`
    pub workflows: String,
}

/// Something that comes round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Its name, which stays for good.
    pub name: String,
    /// Its cron expression with seconds first, read in +08:00.
    pub expression: String,
    /// When it comes next.
    pub next: Option<Instant>,
}

impl Town {
    /// What an engine alone knows of its town.
    #[must_use]
    pub fn of(engine: &Engine) -> Self {
        let directory = engine.directory().clone();
        let calendar = (*engine.calendar()).clone();
        Self {
            catalogue: Arc::new(Catalogue::new(directory, BTreeMap::new(), calendar)),
            closures: BTreeSet::new(),
            files: Files::default(),
            schedules: Arc::new(|_| Vec::new()),
        }
    }

    /// The calendar that a file's text makes in this town, as the house would read it at its start.
    ///
    /// # Errors
    /// The first place of the file that contradicts itself.
    pub fn calendar_of(&self, text: &str) -> Result<Calendar, CalendarError> {
        let calendar = Calendar::from_json(text)?;
        Ok(calendar.with_closures(self.closures.iter().copied()))
    }
}
