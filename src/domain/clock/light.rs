//! The light of a clock: how urgent it is, at one glance.

use serde::{Deserialize, Serialize};

use super::{Calendar, Instant, Ledger, OfficeHours};

/// How urgent a clock is. Ordered for [`worst`]: a stopped clock outranks a green one, because
/// "stopped" is what people must see, and yields to one that still runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Time enough.
    Green,
    /// Stopped, overdue or not.
    Grey,
    /// Nearly used up.
    Yellow,
    /// Past due.
    Red,
}

/// When a light turns yellow; either is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Percent of the budget left.
    pub share_percent: u8,
    /// Working days left. Budgets in hours go by the share alone: two days left would keep each of
    /// them yellow from the first minute.
    pub working_days: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            share_percent: 20,
            working_days: 2,
        }
    }
}

/// The light of a clock at an instant; a finished clock keeps the light it ended with.
pub fn light(
    ledger: &Ledger,
    at: Instant,
    thresholds: &Thresholds,
    calendar: &Calendar,
    hours: &OfficeHours,
) -> Light {
    let at = ledger.frozen(at);
    if ledger.is_stopped(at) {
        return Light::Grey;
    }
    if at > ledger.due_if_resumed(at, calendar, hours).at {
        return Light::Red;
    }
    let nearly = ledger.as_if_resumed(at);
    match nearly.yellow_from(thresholds, calendar, hours) {
        Some(from) if from <= at => Light::Yellow,
        _ => Light::Green,
    }
}

/// The most urgent of several lights: red, yellow, grey, green. `None` of none.
pub fn worst(lights: impl IntoIterator<Item = Light>) -> Option<Light> {
    lights.into_iter().max()
}
