//! How much time a limit has left, and when it ends.
//!
//! A [`Ledger`] holds what happened: a budget, a start, at most one extension, stopped spans. Every
//! due instant is derived from it with a [`Calendar`] and [`OfficeHours`]; nothing here stores one,
//! asks what time it is, or knows why a clock was stopped. Start at [`Ledger::due`], then
//! [`Ledger::stand`].

mod amount;
mod budget;
mod due;
mod light;
mod quantity;
mod running;
mod written;

use chrono::{Days, TimeDelta, Timelike};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, Instant, OfficeHours, civil, midnight};
pub use amount::Amount;
pub use budget::{Budget, BudgetError, MAX_AMOUNT, Unit};
pub use due::Due;
pub use light::{Light, Thresholds, worst};
use quantity::Quantity;
use running::{Running, Stops};

/// Stopped time: from an instant until another, or still open. Empty when it ends before it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// When the clock was stopped.
    pub from: Instant,
    /// When it runs again, as known or as planned; `None` while nobody knows.
    pub to: Option<Instant>,
}

/// What people see of a clock at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    /// When it ends, as if every stop ended now.
    pub due: Due,
    /// How urgent it is.
    pub light: Light,
    /// As [`Ledger::working_days_left`].
    pub working_days_left: Amount,
    /// As [`Ledger::days_from`].
    pub counts_from: Instant,
}

/// Why a ledger refuses an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// A limit is extended once at most (Administrative Licensing Law Art. 42).
    #[error("this limit is extended already; a limit can be extended once")]
    ExtendedBefore,
    /// The extension counts in another unit than the budget.
    #[error("the limit counts in {budget} and the extension in {extension}; use the same unit")]
    ExtensionUnit {
        /// The unit of the budget.
        budget: Unit,
        /// The unit of the extension.
        extension: Unit,
    },
}

/// The facts of one clock. Spans may overlap (their union counts) and may begin before the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "written::Written", into = "written::Written")]
pub struct Ledger {
    budget: Budget,
    started: Instant,
    extension: Option<Budget>,
    stops: Vec<Span>,
    ended: Option<Instant>,
}

impl Ledger {
    /// A clock started at an instant, never stopped so far.
    pub fn new(budget: Budget, started: Instant) -> Self {
        Self {
            budget,
            started,
            extension: None,
            stops: Vec::new(),
            ended: None,
        }
    }

    /// The same clock with these stops instead of its own.
    #[must_use]
    pub fn with_stops(mut self, stops: impl IntoIterator<Item = Span>) -> Self {
        self.stops = stops.into_iter().collect();
        self
    }

    /// The same clock with its one extension. Whether it comes before due is the caller's to check.
    ///
    /// # Errors
    /// When it is extended already, or the extension counts in another unit.
    pub fn extended(mut self, extension: Budget) -> Result<Self, LedgerError> {
        if self.extension.is_some() {
            return Err(LedgerError::ExtendedBefore);
        }
        if extension.unit() != self.budget.unit() {
            return Err(LedgerError::ExtensionUnit {
                budget: self.budget.unit(),
                extension: extension.unit(),
            });
        }
        self.extension = Some(extension);
        Ok(self)
    }

    /// The same clock, its work finished at an instant: nothing is used after it.
    #[must_use]
    pub fn ended_at(mut self, at: Instant) -> Self {
        self.ended = Some(at);
        self
    }

    /// The same clock with every open stop ended at `at` (or at its own start, when that is later).
    #[must_use]
    pub fn as_if_resumed(&self, at: Instant) -> Self {
        let resume = |span: &Span| Span {
            from: span.from,
            to: Some(span.to.unwrap_or_else(|| at.max(span.from))),
        };
        let stops: Vec<Span> = self.stops.iter().map(resume).collect();
        self.clone().with_stops(stops)
    }

    /// The budget as first given, without the extension.
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// When the clock was started; for day budgets its civil date does not count.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// The one extension, if any.
    pub fn extension(&self) -> Option<Budget> {
        self.extension
    }

    /// Stopped spans as recorded.
    pub fn stops(&self) -> &[Span] {
        &self.stops
    }

    /// When the work was finished, if it was.
    pub fn ended(&self) -> Option<Instant> {
        self.ended
    }

    /// Whether the clock stands still at an instant.
    pub fn is_stopped(&self, at: Instant) -> bool {
        let covers = |span: &Span| span.from <= at && span.to.is_none_or(|to| at < to);
        self.stops.iter().any(covers)
    }

    /// When the limit ends; `None` while an open stop comes before that. Working days end at the
    /// closing minute of a day, calendar days at its 24:00 (rolled past days off, Civil Code
    /// Art. 203), working hours on the minute they are used up. Never inside stopped time.
    pub fn due(&self, calendar: &Calendar, hours: &OfficeHours) -> Option<Due> {
        let running = self.running(calendar, hours);
        let used_up = running.reach(self.unit(), self.counts_from(), self.total())?;
        if self.unit() == Unit::WorkingHours {
            return Some(Due::on(used_up.at, civil(used_up.at).date(), calendar));
        }
        let (at, date) = running.last_minute(self.unit(), used_up.at)?;
        Some(Due::on(at, date, calendar))
    }

    /// [`Ledger::due`], with every open stop taken as resumed at `at`.
    pub fn due_if_resumed(&self, at: Instant, calendar: &Calendar, hours: &OfficeHours) -> Due {
        let due = self.as_if_resumed(at).due(calendar, hours);
        due.expect("without an open stop every budget is used up some day")
    }

    /// How much of the total is used at `at`, in the budget's own unit. It rests at the total
    /// between the minute the budget runs out and the closing minute it is rounded to, and grows
    /// beyond the total after due.
    pub fn used(&self, at: Instant, calendar: &Calendar, hours: &OfficeHours) -> Amount {
        let used = self.used_quantity(at, calendar, hours);
        Amount::new(used, self.unit(), hours)
    }

    /// How much of the total is left at `at`, in the budget's own unit; negative when over.
    pub fn remaining(&self, at: Instant, calendar: &Calendar, hours: &OfficeHours) -> Amount {
        let left = self.total() - self.used_quantity(at, calendar, hours);
        Amount::new(left, self.unit(), hours)
    }

    /// Working days of running time between `at` and due, whatever the unit; negative when over. The
    /// day of the due is one of them until the office closes, also where a stop let the budget itself
    /// run out earlier that day.
    pub fn working_days_left(
        &self,
        at: Instant,
        calendar: &Calendar,
        hours: &OfficeHours,
    ) -> Amount {
        let at = self.frozen(at);
        let due = self.due_if_resumed(at, calendar, hours).at;
        let resumed = self.as_if_resumed(at);
        self.left_until(due, at, &resumed.running(calendar, hours), hours)
    }

    fn left_until(
        &self,
        due: Instant,
        at: Instant,
        resumed: &Running<'_>,
        hours: &OfficeHours,
    ) -> Amount {
        let from = at.max(self.counts_from());
        let left = resumed.counted(Unit::WorkingDays, from, due)
            - resumed.counted(Unit::WorkingDays, due, at);
        Amount::new(left, Unit::WorkingDays, hours)
    }

    /// What people see of a clock, its due reckoned once; one that has ended stays as it ended.
    pub fn stand(&self, at: Instant, calendar: &Calendar, hours: &OfficeHours) -> Stand {
        let at = self.frozen(at);
        let due = self.due_if_resumed(at, calendar, hours);
        let resumed = self.as_if_resumed(at);
        let running = resumed.running(calendar, hours);
        let yellow = || self.yellow_before(due.at, &Thresholds::default(), &running);
        let light = match () {
            () if self.is_stopped(at) => Light::Grey,
            () if at > due.at => Light::Red,
            () if yellow().is_some_and(|from| from <= at) => Light::Yellow,
            () => Light::Green,
        };
        Stand {
            due,
            light,
            working_days_left: self.left_until(due.at, at, &running, hours),
            counts_from: self.days_from_due(due.at, at, calendar, hours),
        }
    }

    /// The first instant at which `percent` of the total is used, on the whole minute; from 100 on
    /// it is the due instant. `None` while an open stop comes before that.
    pub fn share_at(
        &self,
        percent: u8,
        calendar: &Calendar,
        hours: &OfficeHours,
    ) -> Option<Instant> {
        if percent >= 100 {
            return self.due(calendar, hours).map(|due| due.at);
        }
        let share = self.total() * Quantity::new(percent.into(), 100);
        let running = self.running(calendar, hours);
        let reached = running.reach(self.unit(), self.counts_from(), share)?;
        // A minute begun just before a stop must not end inside it, nor after the due of a term in hours.
        let at = minute_after(reached.at).min(reached.stretch_end);
        match self.unit() {
            Unit::WorkingHours => Some(at.min(self.due(calendar, hours)?.at)),
            Unit::WorkingDays | Unit::CalendarDays => Some(at),
        }
    }

    /// From when the working days count that are left at `at`, or over: what lets [`working_days_left`]
    /// say them without the ledger. While the clock stands still nothing before `at` counts; where it stood still after
    /// its due, the days over count from as much later.
    pub fn days_from(&self, at: Instant, calendar: &Calendar, hours: &OfficeHours) -> Instant {
        let at = self.frozen(at);
        let due = self.due_if_resumed(at, calendar, hours).at;
        self.days_from_due(due, at, calendar, hours)
    }

    fn days_from_due(
        &self,
        due: Instant,
        at: Instant,
        calendar: &Calendar,
        hours: &OfficeHours,
    ) -> Instant {
        if self.is_stopped(at) {
            return at.max(self.counts_from());
        }
        let stood_still = |span: &Span| span.from < at && span.to.is_some_and(|to| due < to);
        if at <= due || !self.stops.iter().any(stood_still) {
            return self.counts_from();
        }
        let over = self.running(calendar, hours);
        let over = over.counted(Unit::WorkingDays, due, at);
        let all = Running::new(Stops::union(&[]), calendar, hours);
        let still = all.counted(Unit::WorkingDays, due, at) - over;
        let reached = all.reach(Unit::WorkingDays, due, still);
        reached.map_or(due, |reached| reached.at)
    }

    /// From when the light is yellow: a share of the total is left, or so many working days; budgets in
    /// hours go by the share alone. `None` while an open stop comes before due.
    pub fn yellow_from(
        &self,
        thresholds: &Thresholds,
        calendar: &Calendar,
        hours: &OfficeHours,
    ) -> Option<Instant> {
        let due = self.due(calendar, hours)?.at;
        self.yellow_before(due, thresholds, &self.running(calendar, hours))
    }

    fn yellow_before(
        &self,
        due: Instant,
        thresholds: &Thresholds,
        running: &Running<'_>,
    ) -> Option<Instant> {
        let from = self.counts_from();
        let used = Quantity::new(i64::from(100 - thresholds.share_percent.min(100)), 100);
        let share = running.reach(self.unit(), from, self.total() * used)?.at;
        if self.unit() == Unit::WorkingHours {
            return Some(share);
        }
        let days = running.counted(Unit::WorkingDays, from, due);
        let before = (days - Quantity::whole(thresholds.working_days)).max(Quantity::ZERO);
        let days = running.reach(Unit::WorkingDays, from, before)?.at;
        Some(share.min(days))
    }

    /// The closing minute of the `n`-th working day after the due date; stopped time after due
    /// moves it. `None` while an open stop comes before that.
    pub fn after_due(&self, n: u32, calendar: &Calendar, hours: &OfficeHours) -> Option<Instant> {
        let due = self.due(calendar, hours)?;
        if n == 0 {
            return Some(due.at);
        }
        let running = self.running(calendar, hours);
        let from = midnight(due.date + Days::new(1));
        let used_up = running.reach(Unit::WorkingDays, from, Quantity::whole(n))?;
        let closing = running.last_minute(Unit::WorkingDays, used_up.at)?;
        Some(closing.0)
    }

    fn unit(&self) -> Unit {
        self.budget.unit()
    }

    fn total(&self) -> Quantity {
        let extension = self.extension.map_or(0, Budget::amount);
        Quantity::whole(self.budget.amount()) + Quantity::whole(extension)
    }

    /// The start day does not count for day budgets (Civil Code Art. 201); hours run at once.
    fn counts_from(&self) -> Instant {
        match self.unit() {
            Unit::WorkingHours => self.started,
            Unit::WorkingDays | Unit::CalendarDays => {
                midnight(civil(self.started).date() + Days::new(1))
            }
        }
    }

    fn frozen(&self, at: Instant) -> Instant {
        self.ended.map_or(at, |ended| ended.min(at))
    }

    fn used_quantity(&self, at: Instant, calendar: &Calendar, hours: &OfficeHours) -> Quantity {
        let at = self.frozen(at);
        let ledger = self.as_if_resumed(at);
        let due = self.due_if_resumed(at, calendar, hours).at;
        let running = ledger.running(calendar, hours);
        let total = self.total();
        if at > due {
            return total + running.counted(self.unit(), due, at);
        }
        let counted = running.counted(self.unit(), self.counts_from(), at);
        counted.min(total)
    }

    fn running<'a>(&self, calendar: &'a Calendar, hours: &'a OfficeHours) -> Running<'a> {
        Running::new(Stops::union(&self.stops), calendar, hours)
    }
}

/// Working days between an instant and a due, as pages show them, where they count from `from` on as
/// [`Ledger::days_from`] has it; negative when over.
#[must_use]
pub fn working_days_left(
    (from, at): (Instant, Instant),
    due: Instant,
    calendar: &Calendar,
    hours: &OfficeHours,
) -> i64 {
    let running = Running::new(Stops::union(&[]), calendar, hours);
    let left = running.counted(Unit::WorkingDays, at.max(from), due)
        - running.counted(Unit::WorkingDays, due.max(from), at);
    Amount::new(left, Unit::WorkingDays, hours).shown()
}

fn minute_after(at: Instant) -> Instant {
    let into_minute =
        TimeDelta::seconds(at.second().into()) + TimeDelta::nanoseconds(at.nanosecond().into());
    if into_minute.is_zero() {
        return at;
    }
    at - into_minute + TimeDelta::minutes(1)
}

#[cfg(test)]
mod tests;
