//! The end of a limit.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Calendar, Instant};

/// When a limit ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last instant in time.
    pub at: Instant,
    /// The civil day it belongs to; a limit that ends at 24:00 belongs to the day before midnight.
    pub date: NaiveDate,
    /// Whether the holidays of that year are not published yet.
    pub provisional: bool,
}

impl Due {
    pub(super) fn on(at: Instant, date: NaiveDate, calendar: &Calendar) -> Self {
        let provisional = calendar.is_provisional(date);
        Self {
            at,
            date,
            provisional,
        }
    }
}
