//! What the engine asks of the outside, as traits; `adapters` has the real ones.

pub mod post;
pub mod provider;
pub mod sms;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use crate::domain::calendar::Instant;

/// The law's clock. It may be virtual: in tests, in the demo, in a simulation.
pub trait LawClock: Send + Sync {
    /// What time it is by law.
    fn now(&self) -> Instant;
}

/// The clock of the machines, as one: for what is of the house and not of the law, such as leases and when a row
/// was written. All nodes of a house show the same.
pub trait MachineClock: Send + Sync {
    /// What time it is.
    fn now(&self) -> Instant;
}

/// Where chance comes from.
pub trait Entropy: Send + Sync {
    /// Fills the bytes; what guards a secret needs the system's generator.
    fn fill(&self, bytes: &mut [u8]);
}

/// The bytes of uploaded files, each under its SHA-256 in hex. Putting the same bytes twice is one
/// put, and a put that returned survives a power cut.
pub trait FileBytes: Send + Sync {
    /// Stores bytes.
    fn put<'a>(&'a self, sha256: &'a str, bytes: &'a [u8]) -> BoxFuture<'a, io::Result<()>>;
    /// The bytes; [`io::ErrorKind::NotFound`] where there are none.
    fn get<'a>(&'a self, sha256: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>>;
    /// Removes bytes that nobody put for `age` or longer, by the clock of wherever they lie, looked at once
    /// more right before they go; a put at that very moment keeps them. Whether they went.
    fn delete_untouched_for<'a>(
        &'a self,
        sha256: &'a str,
        age: Duration,
    ) -> BoxFuture<'a, io::Result<bool>>;
    /// The hashes of what nobody put for `age` or longer, by that clock.
    fn untouched_for(&self, age: Duration) -> BoxFuture<'_, io::Result<Vec<String>>>;
}

/// The ports of one engine.
#[derive(Clone)]
pub struct Ports {
    /// Law time.
    pub law: Arc<dyn LawClock>,
    /// Machine time.
    pub machine: Arc<dyn MachineClock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// File bytes.
    pub bytes: Arc<dyn FileBytes>,
}

impl Ports {
    /// Random text of `bytes` bytes, in hex.
    pub(super) fn random_hex(&self, bytes: usize) -> String {
        let mut random = vec![0; bytes];
        self.entropy.fill(&mut random);
        hex::encode(random)
    }

    pub(super) fn random_u32(&self) -> u32 {
        let mut random = [0; 4];
        self.entropy.fill(&mut random);
        u32::from_be_bytes(random)
    }
}
