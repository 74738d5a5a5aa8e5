//! The unified social credit code of organisations and businesses, GB 32100-2015.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{serde_as_text, typed};

const LENGTH: usize = 18;
/// No I, O, S, V or Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];
/// The organisation part, characters 9 to 17, carries a check of its own (GB 11714-1997).
const ORGANISATION: std::ops::Range<usize> = 8..16;
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A unified credit code whose check characters fit. A public number, so it shows in full.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// Why a text is no credit code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Too short or too long.
    #[error("a credit code has {LENGTH} characters, this has {0}; type it as on the licence")]
    Length(usize),
    /// A character that no code contains.
    #[error(
        "character {position} is {found}; credit codes use digits and capitals without I, O, S, V and Z (0 for O, 1 for I, 2 for Z)"
    )]
    Character {
        /// Counted from 1.
        position: usize,
        /// The character typed.
        found: char,
    },
    /// Characters 3 to 8 are not an area of six digits.
    #[error("characters 3 to 8 are the area and must be digits; compare them with the licence")]
    Area,
    /// A check character does not fit.
    #[error("a character is wrong or two are swapped; compare the code with the licence")]
    Check,
}

impl CreditCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;

    fn from_str(text: &str) -> Result<Self, CreditCodeError> {
        let typed = typed(text);
        if typed.len() != LENGTH {
            return Err(CreditCodeError::Length(typed.len()));
        }
        let values: Vec<usize> = typed
            .iter()
            .zip(1..)
            .map(|(c, position)| value(*c, position))
            .collect::<Result<_, _>>()?;
        let text: String = typed.into_iter().collect();
        if !text[2..8].bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CreditCodeError::Area);
        }
        let (values, check) = values.split_at(LENGTH - 1);
        let sum: usize = values.iter().zip(WEIGHTS).map(|(v, w)| v * w).sum();
        if check[0] != (31 - sum % 31) % 31 {
            return Err(CreditCodeError::Check);
        }
        if text.as_bytes()[ORGANISATION.end] != organisation_check(&text[ORGANISATION]) {
            return Err(CreditCodeError::Check);
        }
        Ok(Self(text))
    }
}

fn value(typed: char, position: usize) -> Result<usize, CreditCodeError> {
    let place = ALPHABET.iter().position(|c| char::from(*c) == typed);
    place.ok_or(CreditCodeError::Character {
        position,
        found: typed,
    })
}

/// Here letters count A = 10 to Z = 35, without the gaps of the credit code's own alphabet.
fn organisation_check(characters: &str) -> u8 {
    let values = characters.chars().filter_map(|c| c.to_digit(36));
    let sum: u32 = values.zip(ORGANISATION_WEIGHTS).map(|(v, w)| v * w).sum();
    match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

serde_as_text!(CreditCode, CreditCodeError, as_str);
