//! The amount of a limit: `5wd`, `15cd`, `8wh`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The largest amount a budget may have, in its own unit: ten years of days.
pub const MAX_AMOUNT: u32 = 3660;

/// What a limit counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Office days without holidays (Administrative Licensing Law Art. 82).
    #[serde(rename = "wd")]
    WorkingDays,
    /// Days of 24 hours, holidays included.
    #[serde(rename = "cd")]
    CalendarDays,
    /// Hours in which the office is open.
    #[serde(rename = "wh")]
    WorkingHours,
}

impl Unit {
    /// The suffix in workflow files.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::WorkingDays => "wd",
            Self::CalendarDays => "cd",
            Self::WorkingHours => "wh",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WorkingDays => "working days",
            Self::CalendarDays => "calendar days",
            Self::WorkingHours => "working hours",
        })
    }
}

/// A positive amount of time in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Budget {
    amount: u32,
    unit: Unit,
}

/// Why a text or amount is no budget.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BudgetError {
    /// No number with a known unit.
    #[error(
        "{0:?} is not a limit; write a whole number and its unit: 5wd (working days), 15cd (calendar days) or 8wh (working hours)"
    )]
    Shape(String),
    /// Zero, or beyond [`MAX_AMOUNT`].
    #[error("a limit of {0} can't be kept; give 1 to {MAX_AMOUNT}")]
    Amount(u32),
}

impl Budget {
    /// A budget of `amount` units.
    ///
    /// # Errors
    /// When the amount is zero or above [`MAX_AMOUNT`].
    pub fn new(amount: u32, unit: Unit) -> Result<Self, BudgetError> {
        if !(1..=MAX_AMOUNT).contains(&amount) {
            return Err(BudgetError::Amount(amount));
        }
        Ok(Self { amount, unit })
    }

    /// How many units.
    pub fn amount(self) -> u32 {
        self.amount
    }

    /// What it counts in.
    pub fn unit(self) -> Unit {
        self.unit
    }
}

impl FromStr for Budget {
    type Err = BudgetError;

    fn from_str(text: &str) -> Result<Self, BudgetError> {
        let wrong = || BudgetError::Shape(text.to_owned());
        let units = [Unit::WorkingDays, Unit::CalendarDays, Unit::WorkingHours];
        let (digits, unit) = units
            .into_iter()
            .find_map(|unit| Some((text.strip_suffix(unit.suffix())?, unit)))
            .ok_or_else(wrong)?;
        // `parse` alone would let a plus sign through, and two texts would name one limit.
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let amount = digits.parse().map_err(|_| wrong())?;
        Self::new(amount, unit)
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount, self.unit.suffix())
    }
}

impl TryFrom<String> for Budget {
    type Error = BudgetError;

    fn try_from(text: String) -> Result<Self, BudgetError> {
        text.parse()
    }
}

impl From<Budget> for String {
    fn from(budget: Budget) -> Self {
        budget.to_string()
    }
}
