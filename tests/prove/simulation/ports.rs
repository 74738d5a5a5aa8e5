//! What the nodes of a simulation stand on: one time that moves when it is told to, dice for chance, a
//! shelf for files.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use lianban::domain::calendar::Instant;
use lianban::domain::facts::Document;
use lianban::engine::ports::{Entropy, FileBytes, LawClock, MachineClock};
use sha2::{Digest, Sha256};

use crate::dice::Dice;

/// The time of the whole simulation, in microseconds since 1970.
#[derive(Clone)]
pub struct Time(Arc<AtomicI64>);

impl Time {
    pub fn at(start: Instant) -> Self {
        Self(Arc::new(AtomicI64::new(start.timestamp_micros())))
    }

    pub fn now(&self) -> Instant {
        DateTime::<Utc>::from_timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap()
    }

    pub fn pass(&self, by: TimeDelta) {
        let micros = by.num_microseconds().unwrap();
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Moves on to an instant; never back.
    pub fn pass_until(&self, instant: Instant) {
        self.0
            .fetch_max(instant.timestamp_micros(), Ordering::SeqCst);
    }
}

/// A node's clocks, a little before or behind the others'.
#[derive(Clone)]
pub struct NodeClock {
    pub time: Time,
    pub ahead: TimeDelta,
}

impl NodeClock {
    pub fn shows(&self) -> Instant {
        self.time.now() + self.ahead
    }
}

impl LawClock for NodeClock {
    fn now(&self) -> Instant {
        self.shows()
    }
}

impl MachineClock for NodeClock {
    fn now(&self) -> Instant {
        self.shows()
    }
}

/// Chance that comes out the same every time.
pub struct Chance(pub Mutex<Dice>);

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        let mut dice = self.0.lock().unwrap();
        for chunk in bytes.chunks_mut(8) {
            let thrown = dice.next().to_le_bytes();
            chunk.copy_from_slice(&thrown[..chunk.len()]);
        }
    }
}

/// Files, each with when it was put last.
pub struct Shelf {
    files: Mutex<BTreeMap<String, (Vec<u8>, Instant)>>,
    time: Time,
}

impl Shelf {
    pub fn new(time: Time) -> Self {
        Self {
            files: Mutex::default(),
            time,
        }
    }

    /// Puts a small file there, as a door does before the application is filed.
    pub fn document(&self, words: &str) -> Document {
        let bytes = words.as_bytes().to_vec();
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let length = bytes.len() as u64;
        let file = (bytes, self.time.now());
        self.files.lock().unwrap().insert(sha256.clone(), file);
        Document {
            sha256,
            name: "paper.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            bytes: length,
        }
    }
}

impl FileBytes for Shelf {
    fn put<'a>(&'a self, sha256: &'a str, bytes: &'a [u8]) -> BoxFuture<'a, io::Result<()>> {
        let file = (bytes.to_vec(), self.time.now());
        self.files.lock().unwrap().insert(sha256.to_owned(), file);
        Box::pin(async { Ok(()) })
    }

    fn get<'a>(&'a self, sha256: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        let files = self.files.lock().unwrap();
        let found = files.get(sha256).map(|(bytes, _)| bytes.clone());
        Box::pin(async { found.ok_or(io::ErrorKind::NotFound.into()) })
    }

    fn delete_untouched_for<'a>(
        &'a self,
        sha256: &'a str,
        age: Duration,
    ) -> BoxFuture<'a, io::Result<bool>> {
        let mut files = self.files.lock().unwrap();
        let is_old = files
            .get(sha256)
            .is_some_and(|(_, put)| *put + age <= self.time.now());
        if is_old {
            files.remove(sha256);
        }
        Box::pin(async move { Ok(is_old) })
    }

    fn untouched_for(&self, age: Duration) -> BoxFuture<'_, io::Result<Vec<String>>> {
        let files = self.files.lock().unwrap();
        let old = files
            .iter()
            .filter(|(_, (_, put))| *put + age <= self.time.now());
        let names = old.map(|(name, _)| name.clone()).collect();
        Box::pin(async { Ok(names) })
    }
}
