//! Exact fractions of a day or hour, so that a morning here and an afternoon there make one day.

use std::cmp::Ordering;
use std::ops::{Add, Mul, Sub};

/// Denominators above this are rounded. Day lengths in use share one far below it; only a ledger
/// that meets many unrelated half days gets there, and then loses less than a microsecond a day.
const MAX_DENOMINATOR: i128 = 1_000_000_000_000;

/// A number of units, kept in lowest terms with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    numerator: i128,
    denominator: i128,
}

impl Quantity {
    pub(super) const ZERO: Self = Self {
        numerator: 0,
        denominator: 1,
    };

    /// `denominator` must be positive.
    pub(super) fn new(numerator: i64, denominator: i64) -> Self {
        Self::reduced(numerator.into(), denominator.into())
    }

    pub(super) fn whole(units: u32) -> Self {
        Self::new(units.into(), 1)
    }

    /// Whole units more, or fewer; what is in lowest terms stays so.
    pub(super) fn plus_whole(self, units: i32) -> Self {
        Self {
            numerator: self.numerator + i128::from(units) * self.denominator,
            ..self
        }
    }

    fn reduced(numerator: i128, denominator: i128) -> Self {
        let divisor = gcd(numerator.abs(), denominator).max(1);
        let (numerator, denominator) = (numerator / divisor, denominator / divisor);
        if denominator <= MAX_DENOMINATOR {
            return Self {
                numerator,
                denominator,
            };
        }
        let whole = numerator.div_euclid(denominator);
        let rest = numerator.rem_euclid(denominator) * MAX_DENOMINATOR / denominator;
        Self::reduced(whole * MAX_DENOMINATOR + rest, MAX_DENOMINATOR)
    }

    /// This many units in parts of a unit, rounded up: a limit may end late by a part, never early.
    pub(super) fn parts_rounded_up(self, parts_per_unit: i64) -> i128 {
        let parts = self.numerator * i128::from(parts_per_unit);
        parts.div_euclid(self.denominator) + i128::from(parts.rem_euclid(self.denominator) > 0)
    }

    /// The most whole units that leave something of it; none of nothing.
    pub(super) fn whole_before(self) -> i32 {
        let before = (self.numerator - 1).div_euclid(self.denominator).max(0);
        i32::try_from(before).unwrap_or(i32::MAX)
    }

    /// Whole units, towards zero.
    pub(super) fn trunc(self) -> i64 {
        clamp(self.numerator / self.denominator)
    }

    /// Parts beyond the whole units, towards zero, with the sign of the quantity.
    pub(super) fn rest(self, parts_per_unit: i64) -> i64 {
        let rest = self.numerator % self.denominator;
        clamp(rest * i128::from(parts_per_unit) / self.denominator)
    }

    pub(super) fn is_whole(self) -> bool {
        self.denominator == 1
    }

    pub(super) fn signum(self) -> i64 {
        clamp(self.numerator.signum())
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn clamp(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

impl Add for Quantity {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::reduced(
            self.numerator * other.denominator + other.numerator * self.denominator,
            self.denominator * other.denominator,
        )
    }
}

impl Sub for Quantity {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        let numerator = -other.numerator;
        self + Self { numerator, ..other }
    }
}

impl Mul for Quantity {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::reduced(
            self.numerator * other.numerator,
            self.denominator * other.denominator,
        )
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = self.numerator * other.denominator;
        left.cmp(&(other.numerator * self.denominator))
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
