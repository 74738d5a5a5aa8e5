//! What time it is: by this machine, by the clock that all nodes of a house share, or by a virtual one
//! for tests and the demo, which legal time alone goes by.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant as Moment};

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

/// The clock that all nodes of a house go by, in step with the database's. Until it heeds another clock it
/// shows what the machine's does; from then on what that one showed, and what went by since: whatever
/// happens to the machine's.
#[derive(Debug, Default)]
pub struct Synced {
    heeded: Mutex<Option<Heeded>>,
}

/// What another clock showed at a moment of this machine.
#[derive(Debug, Clone, Copy)]
struct Heeded {
    showed: Instant,
    when: Moment,
}

impl Heeded {
    fn shows(self, when: Moment) -> Instant {
        match when.checked_duration_since(self.when) {
            Some(since) => self.showed + since,
            None => self.showed - self.when.duration_since(when),
        }
    }
}

impl Synced {
    /// So little apart two clocks may be: it is not worth that time goes back.
    const SLACK: Duration = Duration::from_millis(20);

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.at(Moment::now())
    }

    /// Goes by another clock, which showed this at that moment give or take `doubt`. How far this one was
    /// moved; none where they agree so far as one can tell.
    pub fn heed(&self, showed: Instant, when: Moment, doubt: Duration) -> Option<TimeDelta> {
        let mut heeded = self.heeded.lock().unwrap_or_else(PoisonError::into_inner);
        let ahead = showed - shown(*heeded, when);
        let agree = ahead
            .abs()
            .to_std()
            .is_ok_and(|it| it <= doubt + Self::SLACK);
        if heeded.is_some() && agree {
            return None;
        }
        *heeded = Some(Heeded { showed, when });
        Some(ahead)
    }

    fn at(&self, when: Moment) -> Instant {
        shown(
            *self.heeded.lock().unwrap_or_else(PoisonError::into_inner),
            when,
        )
    }
}

fn shown(heeded: Option<Heeded>, when: Moment) -> Instant {
    heeded.map_or_else(|| Machine.now(), |heeded| heeded.shows(when))
}

impl LawClock for Synced {
    fn now(&self) -> Instant {
        Synced::now(self)
    }
}

impl MachineClock for Synced {
    fn now(&self) -> Instant {
        Synced::now(self)
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
    fn the_synced_clock_goes_by_the_one_it_heeds_and_runs_on_from_there() {
        let (clock, when, minute) = (Synced::default(), Moment::now(), Duration::from_secs(60));
        assert!((clock.now() - Utc::now()).abs() < TimeDelta::seconds(5));
        let told = day("2031-04-01T01:00:00Z");
        let moved = clock.heed(told, when, Duration::ZERO);
        assert!(moved > Some(TimeDelta::days(365)), "{moved:?}");
        assert_eq!(clock.at(when), told);
        assert_eq!(clock.at(when + minute), told + minute);
        assert_eq!(clock.at(when - minute), told - minute);
        assert!((clock.now() - told) < TimeDelta::seconds(60));
    }

    #[test]
    fn the_synced_clock_does_not_go_back_for_less_than_is_in_doubt() {
        let (clock, when, second) = (Synced::default(), Moment::now(), Duration::from_secs(1));
        let told = day("2031-04-01T01:00:00Z");
        clock.heed(told, when, Duration::ZERO);
        assert_eq!(clock.heed(told - second, when, second), None);
        assert_eq!(clock.at(when), told);
        let moved = clock.heed(told - second, when, second / 2);
        assert_eq!(moved, Some(-TimeDelta::seconds(1)));
        assert_eq!(clock.at(when), told - second);
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
