//! The engine's ports, with the real adapters behind them.

use std::io;
use std::sync::Arc;

use crate::adapters::chance;
use crate::adapters::clock::{Machine, Virtual};
use crate::adapters::files::Files;
use crate::config::{ClockMode, Config};
use crate::engine::ports::{LawClock, Ports};

/// The clock of the law as the settings want it: the machine's own, or a virtual one that runs on
/// at normal pace.
#[must_use]
pub fn law(config: &Config) -> Arc<dyn LawClock> {
    match (config.clock.mode, config.clock.start) {
        (ClockMode::Virtual, Some(start)) => {
            let clock = Virtual::at(start.to_utc());
            clock.run_on();
            Arc::new(clock)
        }
        _ => Arc::new(Machine),
    }
}

/// The ports of a house with these settings.
///
/// # Errors
/// When the folder of file bytes cannot be made.
pub fn ports(config: &Config, law: Arc<dyn LawClock>) -> io::Result<Ports> {
    Ok(Ports {
        law,
        machine: Arc::new(Machine),
        entropy: Arc::new(chance::Chance::default()),
        bytes: Arc::new(Files::open(&config.files.folder)?),
    })
}
