//! The case number 办件编号: a request id that survives the phone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{RequestId, serde_as_text, typed};

/// No 0, O, 1, I or L. The size is prime, so that a weighted sum modulo it catches every wrong
/// character and every swap of two.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const BASE: u64 = 31;
/// 31^13 is above 2^63.
const DIGITS: usize = 13;
const LENGTH: usize = DIGITS + 1;
/// A hyphen stands before these characters: groups of 4, 3, 3 and 4.
const GROUP_STARTS: [usize; 3] = [4, 7, 10];

/// A request's number for people: 13 characters and a check character, like
/// `2222-ABC-DEF-2345` in shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber(RequestId);

/// Why a text is no case number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseNumberError {
    /// Too short or too long, blanks and hyphens aside.
    #[error("a case number has {LENGTH} characters, this has {0}; compare it with the receipt")]
    Length(usize),
    /// A character that is left out because it looks like another.
    #[error(
        "character {position} is {found}, but case numbers have no 0, O, 1, I or L; look again, it may be {hint}"
    )]
    LookAlike {
        /// Counted from 1, blanks and hyphens aside.
        position: usize,
        /// The character typed.
        found: char,
        /// What it may be instead.
        hint: &'static str,
    },
    /// A character outside the alphabet.
    #[error(
        "character {position} is {found}, which no case number contains; use digits and letters"
    )]
    Character {
        /// Counted from 1, blanks and hyphens aside.
        position: usize,
        /// The character typed.
        found: char,
    },
    /// Well formed, but a character is wrong or two are swapped.
    #[error("a character is wrong or two are swapped; compare the number with the receipt")]
    Check,
}

impl CaseNumber {
    /// The id of the request it names.
    pub fn request_id(self) -> RequestId {
        self.0
    }

    fn characters(self) -> [u8; LENGTH] {
        let mut digits = [0; LENGTH];
        let mut rest = self.0.get().unsigned_abs();
        for digit in digits[..DIGITS].iter_mut().rev() {
            *digit = rest % BASE;
            rest /= BASE;
        }
        digits[DIGITS] = check_digit(&digits[..DIGITS]);
        digits.map(|digit| ALPHABET[digit as usize])
    }
}

/// Weights 1, 2, … 13 and 30 for the check digit itself: all different and none zero modulo 31.
fn check_digit(digits: &[u64]) -> u64 {
    let weighted = digits.iter().zip(1..).map(|(digit, weight)| digit * weight);
    weighted.sum::<u64>() % BASE
}

impl From<RequestId> for CaseNumber {
    fn from(id: RequestId) -> Self {
        Self(id)
    }
}

impl FromStr for CaseNumber {
    type Err = CaseNumberError;

    fn from_str(text: &str) -> Result<Self, CaseNumberError> {
        let typed = typed(text);
        let digits: Vec<u64> = typed
            .iter()
            .zip(1..)
            .map(|(c, position)| digit(*c, position))
            .collect::<Result<_, _>>()?;
        if digits.len() != LENGTH {
            return Err(CaseNumberError::Length(digits.len()));
        }
        let (digits, check) = digits.split_at(DIGITS);
        if check[0] != check_digit(digits) {
            return Err(CaseNumberError::Check);
        }
        let push = |id: u64, digit: &u64| id.checked_mul(BASE)?.checked_add(*digit);
        // A number beyond 63 bits was never issued, however well its check character fits.
        let id = digits.iter().try_fold(0, push);
        let id = id.and_then(|id| i64::try_from(id).ok());
        let id = id.and_then(|id| RequestId::try_from(id).ok());
        id.map(Self).ok_or(CaseNumberError::Check)
    }
}

fn digit(typed: char, position: usize) -> Result<u64, CaseNumberError> {
    let place = ALPHABET.iter().position(|c| char::from(*c) == typed);
    if let Some(place) = place {
        return Ok(place as u64);
    }
    let found = typed;
    let hint = match typed {
        '0' | 'O' => "Q, D or 8",
        '1' | 'I' | 'L' => "J, T or 7",
        _ => return Err(CaseNumberError::Character { position, found }),
    };
    Err(CaseNumberError::LookAlike {
        position,
        found,
        hint,
    })
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, character) in self.characters().into_iter().enumerate() {
            if GROUP_STARTS.contains(&place) {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(character))?;
        }
        Ok(())
    }
}

serde_as_text!(CaseNumber, CaseNumberError, to_string);
