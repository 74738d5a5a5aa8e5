//! The light of a clock: how urgent it is, at one glance.

use serde::{Deserialize, Serialize};

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

/// The most urgent of several lights: red, yellow, grey, green. `None` of none.
pub fn worst(lights: impl IntoIterator<Item = Light>) -> Option<Light> {
    lights.into_iter().max()
}
