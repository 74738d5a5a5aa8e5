//! The engine's ports, with the real adapters behind them.

use std::io;
use std::sync::Arc;

use crate::adapters::chance;
use crate::adapters::clock::{Synced, Virtual};
use crate::adapters::files::Files;
use crate::config::{ClockMode, Config};
use crate::engine::ports::{LawClock, Ports};

/// The clocks of a house.
#[derive(Clone)]
pub struct Clocks {
    pub(super) law: Arc<dyn LawClock>,
    pub(super) synced: Arc<Synced>,
}

impl Clocks {
    /// As the settings want them: the law goes by the time of the house, or by a virtual clock that runs on
    /// at normal pace.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        match (config.clock.mode, config.clock.start) {
            (ClockMode::Virtual, Some(start)) => {
                let clock = Virtual::at(start.to_utc());
                clock.run_on();
                Self::with_law(Arc::new(clock))
            }
            _ => {
                let synced = Arc::new(Synced::default());
                Self {
                    law: synced.clone(),
                    synced,
                }
            }
        }
    }

    /// Where the law goes by this clock.
    #[must_use]
    pub fn with_law(law: Arc<dyn LawClock>) -> Self {
        Self {
            law,
            synced: Arc::default(),
        }
    }
}

/// The ports of a house with these settings.
///
/// # Errors
/// When the folder of file bytes cannot be made.
pub fn ports(config: &Config, clocks: &Clocks) -> io::Result<Ports> {
    Ok(Ports {
        law: clocks.law.clone(),
        machine: clocks.synced.clone(),
        entropy: Arc::new(chance::Chance::default()),
        bytes: Arc::new(Files::open(&config.files.folder)?),
    })
}
