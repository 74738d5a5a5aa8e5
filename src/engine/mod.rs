//! Load, decide, save: the one write path to requests, and what runs beside it.
//!
//! The engine brings the pure core together with the store: it locks what a command touches, lets
//! `domain::decide` say what happens, and lays down state, journal, queue seats, outbox and
//! remembered answers in one transaction. It knows no HTTP, no mail and no words for people.
//! Start at [`Engine`], then `work.rs` (one transaction), `write.rs` (commands through it) and
//! `group.rs` (commands that wait together).

mod agenda;
pub mod convening;
mod days;
mod drafts;
mod erase;
mod error;
mod group;
mod identity;
pub mod keys;
mod once;
pub mod outbox;
pub mod ports;
mod projection;
mod publishing;
pub mod reach;
mod read;
mod rebuild;
mod registry;
mod returned;
pub mod seal;
mod secrets;
mod sittings;
mod sweep;
pub mod verify;
mod vouchers;
mod waiting;
mod work;
mod write;

use std::sync::{Arc, PoisonError, RwLock};

pub use agenda::Recurrence;
pub use erase::{DropFilesJob, FILES_QUEUE};
pub use error::Error;
pub use keys::Keys;
pub use publishing::Published;
pub use rebuild::{Moved, Rebuilt};
pub use registry::{Registry, Service};
pub use returned::{Lost, Returned};
pub use sittings::{SittingCall, SittingError};
pub use sweep::{Place, Swept};
pub use write::{Acted, Call, Filed, SeenBy};

use crate::domain::calendar::{Calendar, Instant};
use crate::domain::decide::Rules;
use crate::domain::directory::Directory;
use crate::storage::{Store, instant, micros};
use group::Group;
use ports::Ports;

/// Everything a command needs; cheap to clone.
#[derive(Clone)]
pub struct Engine {
    store: Store,
    ports: Ports,
    keys: Arc<Keys>,
    directory: Arc<Directory>,
    calendar: Arc<RwLock<Arc<Calendar>>>,
    registry: Arc<Registry>,
    letter_attempts: i32,
    group: Arc<Group>,
}

impl Engine {
    /// An engine over an open, migrated store.
    #[must_use]
    pub fn new(
        store: Store,
        ports: Ports,
        keys: Keys,
        directory: Directory,
        calendar: Calendar,
    ) -> Self {
        let directory = Arc::new(directory);
        let registry = Registry::over(Arc::clone(&directory), Arc::clone(&ports.law));
        Self {
            group: Arc::new(Group::new()),
            store,
            ports,
            keys: Arc::new(keys),
            directory,
            calendar: Arc::new(RwLock::new(Arc::new(calendar))),
            registry: Arc::new(registry),
            letter_attempts: outbox::LETTER_ATTEMPTS,
        }
    }

    /// The same, where letters are given up after so many attempts: as many as fill
    /// [`outbox::LETTER_SPAN`] with the back-off of the workers.
    #[must_use]
    pub fn with_letter_attempts(self, attempts: i32) -> Self {
        Self {
            letter_attempts: attempts,
            ..self
        }
    }

    /// The store, for everything that only reads.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The ports it stands on.
    #[must_use]
    pub fn ports(&self) -> &Ports {
        &self.ports
    }

    /// Departments and roles.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The workflows it runs.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Working days, as they count now.
    #[must_use]
    pub fn calendar(&self) -> Arc<Calendar> {
        Arc::clone(&self.calendar.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts by another calendar from now on; [`Engine::rebuild`] then moves what is stored.
    pub fn replace_calendar(&self, calendar: Calendar) {
        let mut current = self
            .calendar
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(calendar);
    }

    /// The law's time, in the precision that every database keeps.
    #[must_use]
    pub fn now(&self) -> Instant {
        instant(micros(self.ports.law.now()))
    }

    fn machine_now(&self) -> Instant {
        self.ports.machine.now()
    }

    /// What a decision on this service rests on.
    #[must_use]
    pub fn rules<'a>(&'a self, service: &'a Service, calendar: &'a Calendar) -> Rules<'a> {
        Rules {
            workflow: &service.workflow,
            conditions: &service.conditions,
            calendar,
            directory: &self.directory,
        }
    }
}
