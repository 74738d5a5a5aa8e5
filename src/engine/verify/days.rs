//! By which working days and hours an instant was derived: those in force then, not today's.

use chrono::TimeDelta;

use super::report::Check;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::directory::Directory;
use crate::engine::days::{Days, fingerprint};
use crate::engine::{Engine, Error};
use crate::storage::calendars::{self, Known};

/// How long a node that was not started anew may still count by the days before: a rolling restart.
const CHANGEOVER_HOURS: i64 = 24;

/// Working days and hours of one time.
pub(super) struct Reckoning {
    pub(super) calendar: Calendar,
    pub(super) directory: Directory,
}

/// All that were in force, oldest first.
pub(super) struct History {
    spans: Vec<(Instant, Reckoning)>,
    laid: Option<usize>,
    today: Reckoning,
}

impl History {
    /// Reads it; days that were changed afterwards are an offender, and count for nothing.
    pub(super) async fn read(engine: &Engine, check: &mut Check) -> Result<Self, Error> {
        let mut history = Self {
            spans: Vec::new(),
            laid: None,
            today: reckoning(engine, &Days::of(engine)),
        };
        for known in calendars::all(engine.store().reader()).await? {
            let read = days(&known);
            let number = known.number;
            if let Ok(days) = &read {
                let span = (known.in_force_from, reckoning(engine, days));
                history.spans.push(span);
                if known.is_laid {
                    history.laid = Some(history.spans.len() - 1);
                }
            }
            let outcome = read.map(drop);
            check.count(
                None,
                outcome.map_err(|detail| format!("calendar {number}: {detail}")),
            );
        }
        Ok(history)
    }

    /// What stored dues were laid by.
    pub(super) fn laid(&self) -> &Reckoning {
        self.laid.map_or(&self.today, |laid| &self.spans[laid].1)
    }

    /// Whether stored dues were laid by any of them since the schema came to what it is.
    pub(super) fn is_laid(&self) -> bool {
        self.laid.is_some()
    }

    /// Those that may have counted at an instant: the ones in force first, then in a changeover the
    /// ones before them.
    pub(super) fn at(&self, at: Instant) -> impl Iterator<Item = &Reckoning> {
        let begun = self.spans.iter().filter(|(from, _)| *from <= at).count();
        let current = begun.max(1);
        let changeover = TimeDelta::hours(CHANGEOVER_HOURS);
        let spans = self.spans.iter().take(current).enumerate().rev();
        let counted = spans
            .filter(move |(index, _)| {
                let ended = self.spans.get(index + 1).map(|(from, _)| *from);
                *index + 1 == current || ended.is_some_and(|ended| at < ended + changeover)
            })
            .map(|(_, (_, reckoning))| reckoning);
        counted.chain(self.spans.is_empty().then_some(&self.today))
    }

    /// Whether it holds by any that may have counted then; else what is wrong by those in force.
    pub(super) fn judge(
        &self,
        at: Instant,
        holds: impl Fn(&Reckoning) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut first = None;
        for reckoning in self.at(at) {
            match holds(reckoning) {
                Ok(()) => return Ok(()),
                Err(detail) => first.get_or_insert(detail),
            };
        }
        first.map_or(Ok(()), Err)
    }
}

fn days(known: &Known) -> Result<Days, String> {
    if fingerprint(&known.days) != known.fingerprint {
        return Err("its days are not those that came into force".to_owned());
    }
    serde_json::from_str(&known.days).map_err(|error| error.to_string())
}

fn reckoning(engine: &Engine, days: &Days) -> Reckoning {
    Reckoning {
        calendar: days.calendar.clone(),
        directory: days.directory(engine.directory()),
    }
}
