//! A measured amount of a limit, exact inside, in days and minutes for people.

use std::cmp::Ordering;

use super::quantity::Quantity;
use super::{OfficeHours, Unit};

/// A signed amount in one unit: left when positive, over when negative. Amounts of the same unit
/// compare exactly; those of different units don't compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    quantity: Quantity,
    unit: Unit,
    minutes_per_unit: i64,
}

impl Amount {
    pub(super) fn new(quantity: Quantity, unit: Unit, hours: &OfficeHours) -> Self {
        let minutes_per_unit = match unit {
            Unit::WorkingDays => hours.minutes_per_day(),
            Unit::CalendarDays => 24 * 60,
            Unit::WorkingHours => 60,
        };
        Self {
            quantity,
            unit,
            minutes_per_unit,
        }
    }

    #[cfg(test)]
    pub(super) fn quantity(self) -> Quantity {
        self.quantity
    }

    /// What it counts in.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// Whole units, towards zero: 2 for two days and a morning, −2 when that much over.
    pub fn whole(self) -> i64 {
        self.quantity.trunc()
    }

    /// Minutes beyond the whole units, with the same sign; for working days, minutes of an
    /// ordinary office day.
    pub fn minutes(self) -> i64 {
        self.quantity.rest(self.minutes_per_unit)
    }

    /// Units as a page shows them, away from zero: the rest of today counts as a day left, the
    /// first minute over as a day over. "2 left" so turns yellow exactly when the rule says so.
    pub fn shown(self) -> i64 {
        let begun = if self.quantity.is_whole() { 0 } else { 1 };
        self.quantity.trunc() + begun * self.quantity.signum()
    }

    /// Whether the limit is over by this amount.
    pub fn is_negative(self) -> bool {
        self.quantity.signum() < 0
    }

    /// Whether nothing is left and nothing over.
    pub fn is_zero(self) -> bool {
        self.quantity.signum() == 0
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.unit == other.unit && self.minutes_per_unit == other.minutes_per_unit)
            .then(|| self.quantity.cmp(&other.quantity))
    }
}
