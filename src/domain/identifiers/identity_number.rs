//! The resident identity number, GB 11643-1999.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{serde_as_text, typed};

const LENGTH: usize = 18;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by weighted sum modulo 11 (ISO 7064 MOD 11-2).
const CHECKS: &[u8; 11] = b"10X98765432";

/// A resident identity number of 18 characters whose date exists and whose check character fits.
/// The area is not tested: areas are renamed, numbers are not. Serialises in full.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdentityNumber {
    text: String,
    born: NaiveDate,
}

/// Why a text is no identity number. Never repeats the number itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityNumberError {
    /// Too short or too long.
    #[error("an identity number has {LENGTH} characters, this has {0}; type it as on the card")]
    Length(usize),
    /// Something other than a digit, or an X before the end.
    #[error("character {0} is not a digit; only the last character may be X")]
    Character(usize),
    /// Digits 7 to 14 are no date.
    #[error("digits 7 to 14 are no date of birth; compare them with the card")]
    Date,
    /// The check character does not fit.
    #[error("a digit is wrong or two are swapped; compare the number with the card")]
    Check,
}

impl IdentityNumber {
    /// The whole number. For the eyes that the read set allows.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The date of birth inside the number.
    pub fn birth_date(&self) -> NaiveDate {
        self.born
    }
}

impl FromStr for IdentityNumber {
    type Err = IdentityNumberError;

    fn from_str(text: &str) -> Result<Self, IdentityNumberError> {
        let text: String = typed(text).into_iter().collect();
        let length = text.chars().count();
        if length != LENGTH {
            return Err(IdentityNumberError::Length(length));
        }
        let allowed =
            |(place, c): &(usize, char)| c.is_ascii_digit() || (*c == 'X' && place + 1 == LENGTH);
        if let Some((place, _)) = text.chars().enumerate().find(|found| !allowed(found)) {
            return Err(IdentityNumberError::Character(place + 1));
        }
        let born = NaiveDate::parse_from_str(&text[6..14], "%Y%m%d")
            .map_err(|_| IdentityNumberError::Date)?;
        if text.as_bytes()[LENGTH - 1] != check_character(&text) {
            return Err(IdentityNumberError::Check);
        }
        Ok(Self { text, born })
    }
}

fn check_character(digits: &str) -> u8 {
    let digits = digits.bytes().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    CHECKS[sum as usize % CHECKS.len()]
}

impl fmt::Display for IdentityNumber {
    /// `510***********0015`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}***********{}", &self.text[..3], &self.text[14..])
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityNumber({self})")
    }
}

serde_as_text!(IdentityNumber, IdentityNumberError, reveal);
