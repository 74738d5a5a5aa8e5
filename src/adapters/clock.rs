//! The law's clock: the machine's, or a virtual one for tests and the demo.
//!
//! Only legal time comes from here. Leases, back-off and rate limits always use the machine's own.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::engine::ports::{LawClock, MachineClock};

/// A point in time, in UTC.
type Instant = DateTime<Utc>;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Machine;

impl Machine {
    /// What it shows.
    #[must_use]
    pub fn now(self) -> Instant {
        Utc::now()
    }
}

impl LawClock for Machine {
    fn now(&self) -> Instant {
        Machine::now(*self)
    }
}

impl MachineClock for Machine {
    fn now(&self) -> Instant {
        Machine::now(*self)
    }
}

/// A clock that shows what it is told, standing still until it is let run.
#[derive(Debug)]
pub struct Virtual {
    hand: Mutex<Hand>,
}

#[derive(Debug, Clone, Copy)]
enum Hand {
    Standing(Instant),
    /// Ahead of the machine's clock by this much.
    Running(TimeDelta),
}

impl Hand {
    fn shows(self) -> Instant {
        match self {
            Self::Standing(at) => at,
            Self::Running(ahead) => Utc::now() + ahead,
        }
    }
}

impl Virtual {
    /// A clock that stands at an instant.
    #[must_use]
    pub fn at(instant: Instant) -> Self {
        Self {
            hand: Mutex::new(Hand::Standing(instant)),
        }
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.with(|hand| hand.shows())
    }

    /// Puts it to an instant; it goes on running or standing as before.
    pub fn set(&self, instant: Instant) {
        self.with(|hand| {
            *hand = match hand {
                Hand::Standing(_) => Hand::Standing(instant),
                Hand::Running(_) => Hand::Running(instant - Utc::now()),
            };
        });
    }

    /// Moves it on.
    pub fn advance(&self, by: TimeDelta) {
        self.with(|hand| match hand {
            Hand::Standing(at) => *at += by,
            Hand::Running(ahead) => *ahead += by,
        });
    }

    /// Lets it run on from where it is, at normal pace.
    pub fn run_on(&self) {
        self.with(|hand| *hand = Hand::Running(hand.shows() - Utc::now()));
    }

    /// Stops it where it is.
    pub fn stand(&self) {
        self.with(|hand| *hand = Hand::Standing(hand.shows()));
    }

    fn with<T>(&self, change: impl FnOnce(&mut Hand) -> T) -> T {
        change(&mut self.hand.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl LawClock for Virtual {
    fn now(&self) -> Instant {
        Virtual::now(self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let clock = Virtual::at(day("2026-04-01T01:00:00Z"));
        assert_eq!(clock.now(), day("2026-04-01T01:00:00Z"));
        clock.advance(TimeDelta::hours(2));
        assert_eq!(clock.now(), day("2026-04-01T03:00:00Z"));
        clock.set(day("2026-04-02T01:00:00Z"));
        assert_eq!(clock.now(), day("2026-04-02T01:00:00Z"));
    }

    #[test]
    fn a_running_clock_goes_on_from_where_it_stood() {
        let clock = Virtual::at(day("2026-04-01T01:00:00Z"));
        clock.run_on();
        let first = clock.now();
        assert!(first >= day("2026-04-01T01:00:00Z"));
        assert!(clock.now() >= first);
        clock.set(day("2027-01-01T00:00:00Z"));
        assert!(clock.now() >= day("2027-01-01T00:00:00Z"));
        clock.stand();
        assert_eq!(clock.now(), clock.now());
    }
}
