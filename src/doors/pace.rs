//! How fast somebody may knock: token buckets in memory, by machine time.
//!
//! Limits are per node and forgotten at restart; they slow guessing, they prove nothing. A case is
//! never locked for its owner by a stranger's guesses: failures count per case *and* address. What has to be
//! paid only if it fails takes its token as a [`Loan`].

mod loan;

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

pub use loan::Loan;

use loan::Line;

/// Most buckets kept; when full, those that are full of tokens again are dropped first.
pub const BUCKETS_MAX: usize = 50_000;

/// How many in which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many at once, and in each `per`.
    pub burst: u32,
    /// The time in which the bucket fills again.
    pub per: Duration,
}

/// Buckets of one rate, by key.
#[derive(Debug)]
pub struct Pace {
    rate: Rate,
    buckets: Mutex<HashMap<String, Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
    loans: Line,
}

impl Bucket {
    fn take(&mut self) -> bool {
        let holds = self.tokens >= 1.0;
        if holds {
            self.tokens -= 1.0;
        }
        holds
    }
}

impl Pace {
    /// Empty of senders.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self {
            rate,
            buckets: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// After how many seconds the next one is there.
    pub fn take(&self, key: &str, now: Instant) -> Result<(), u64> {
        self.with(key, now, |bucket| match bucket.take() {
            true => Ok(()),
            false => Err(self.seconds(bucket)),
        })
    }

    fn with<T>(&self, key: &str, now: Instant, ask: impl FnOnce(&mut Bucket) -> T) -> T {
        let mut buckets = self
            .buckets
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(key) {
            self.make_room(&mut buckets, now);
        }
        let full = Bucket {
            tokens: f64::from(self.rate.burst),
            at: now,
            loans: Line::default(),
        };
        let bucket = buckets.entry(key.to_owned()).or_insert(full);
        self.refill(bucket, now);
        ask(bucket)
    }

    /// Until the next token is there.
    fn seconds(&self, bucket: &Bucket) -> u64 {
        let seconds = (1.0 - bucket.tokens) / self.per_second();
        Duration::from_secs_f64(seconds.max(0.0)).as_secs() + 1
    }

    fn per_second(&self) -> f64 {
        f64::from(self.rate.burst) / self.rate.per.as_secs_f64().max(f64::EPSILON)
    }

    fn refill(&self, bucket: &mut Bucket, now: Instant) {
        let elapsed = now.saturating_duration_since(bucket.at).as_secs_f64();
        let tokens = bucket.tokens + elapsed * self.per_second();
        bucket.tokens = tokens.min(f64::from(self.rate.burst));
        // Who began earlier may come later; the time between is filled in once.
        bucket.at = bucket.at.max(now);
    }

    fn make_room(&self, buckets: &mut HashMap<String, Bucket>, now: Instant) {
        let full = f64::from(self.rate.burst);
        buckets.retain(|_, bucket| {
            self.refill(bucket, now);
            bucket.tokens < full || bucket.loans.is_open()
        });
        if buckets.len() >= BUCKETS_MAX {
            buckets.retain(|_, bucket| bucket.loans.is_open());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const RATE: Rate = Rate {
        burst: 3,
        per: Duration::from_secs(30),
    };

    #[test]
    fn a_burst_passes_then_time_must() {
        let pace = Pace::new(RATE);
        let start = Instant::now();
        for _ in 0..3 {
            pace.take("a", start).unwrap();
        }
        assert_eq!(pace.take("a", start), Err(11));
        pace.take("b", start).unwrap();
        pace.take("a", start + Duration::from_secs(10)).unwrap();
        assert!(pace.take("a", start + Duration::from_secs(10)).is_err());
    }

    #[test]
    fn who_began_earlier_and_comes_later_wins_no_time() {
        let pace = Pace::new(RATE);
        let start = Instant::now();
        let later = start + Duration::from_secs(10);
        for _ in 0..3 {
            pace.take("a", start).unwrap();
        }
        pace.take("a", later).unwrap();
        assert!(pace.take("a", start).is_err());
        assert!(pace.take("a", later).is_err());
    }

    #[test]
    fn the_number_of_buckets_is_bounded() {
        let pace = Pace::new(RATE);
        let now = Instant::now();
        for n in 0..=BUCKETS_MAX {
            pace.take(&n.to_string(), now).unwrap();
        }
        assert!(pace.buckets.lock().unwrap().len() <= BUCKETS_MAX);
    }
}
