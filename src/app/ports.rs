//! The engine's ports, with the real adapters behind them.

use std::io;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::adapters::clock::{Machine, Virtual};
use crate::adapters::files::{self, Files};
use crate::config::{ClockMode, Config};
use crate::domain::calendar::Instant;
use crate::engine::ports::{Entropy, FileBytes, LawClock, MachineClock, Ports};

/// The clock of the law: the machine's own, or one that can be set.
#[derive(Clone)]
pub enum Law {
    /// What the machine shows.
    Machine,
    /// What it was told, and from there at its own pace.
    Virtual(Arc<Virtual>),
}

impl Law {
    /// As the settings want it; a virtual clock runs on at normal pace.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        match (config.clock.mode, config.clock.start) {
            (ClockMode::Virtual, Some(start)) => {
                let clock = Virtual::at(start.to_utc());
                clock.run_on();
                Self::Virtual(Arc::new(clock))
            }
            _ => Self::Machine,
        }
    }
}

impl LawClock for Law {
    fn now(&self) -> Instant {
        match self {
            Self::Machine => Machine.now(),
            Self::Virtual(clock) => clock.now(),
        }
    }
}

struct Wall;

impl MachineClock for Wall {
    fn now(&self) -> Instant {
        Machine.now()
    }
}

struct Chance(SystemRandom);

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        // Secrets rest on it: a machine without random bytes must not go on.
        self.0.fill(bytes).expect("the system gives random bytes");
    }
}

struct Bytes(Files);

impl FileBytes for Bytes {
    fn put<'a>(&'a self, sha256: &'a str, bytes: &'a [u8]) -> BoxFuture<'a, io::Result<()>> {
        async move {
            let name = self.0.put(bytes.to_vec()).await.map_err(as_io)?;
            if name == sha256 {
                return Ok(());
            }
            Err(io::Error::new(io::ErrorKind::InvalidInput, "the bytes have another SHA-256"))
        }
        .boxed()
    }

    fn get<'a>(&'a self, sha256: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        async move { self.0.get(sha256).await.map_err(as_io) }.boxed()
    }

    fn delete<'a>(&'a self, sha256: &'a str) -> BoxFuture<'a, io::Result<()>> {
        async move { self.0.remove(sha256).await.map_err(as_io) }.boxed()
    }
}

fn as_io(error: files::Error) -> io::Error {
    match error {
        files::Error::Io(error) => error,
        files::Error::Missing(_) => io::Error::new(io::ErrorKind::NotFound, error),
        files::Error::Name(_) => io::Error::new(io::ErrorKind::InvalidInput, error),
        files::Error::Damaged(_) => io::Error::new(io::ErrorKind::InvalidData, error),
    }
}

/// The ports of a house with these settings.
///
/// # Errors
/// When the folder of file bytes cannot be made.
pub fn ports(config: &Config, law: Law) -> io::Result<Ports> {
    Ok(Ports {
        law: Arc::new(law),
        machine: Arc::new(Wall),
        entropy: Arc::new(Chance(SystemRandom::new())),
        bytes: Arc::new(Bytes(Files::open(&config.files.folder)?)),
    })
}
