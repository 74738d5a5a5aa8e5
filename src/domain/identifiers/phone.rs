//! Telephone numbers of mainland China, as people write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{serde_as_text, typed};

const MOBILE_LENGTH: usize = 11;

/// A mobile number (`13800138000`) or a landline with its area code (`028-86123456`), without the
/// country code. Serialises in full.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Why a text is no phone number. Never repeats the number itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Something that is neither digit nor separator.
    #[error("a phone number has digits only; write an extension in the remarks")]
    Character,
    /// A country code other than +86.
    #[error("only numbers of mainland China (+86) can be called from here; give one of these")]
    Country,
    /// A mobile number of the wrong length.
    #[error("a mobile number has {MOBILE_LENGTH} digits, this has {0}; count them again")]
    MobileLength(usize),
    /// A landline of the wrong length.
    #[error("a landline is an area code and 7 or 8 digits, like 028-86123456; count them again")]
    Landline,
    /// Neither a mobile number nor an area code in front.
    #[error(
        "a mobile number starts with 13 to 19, a landline with its area code, like 028-86123456"
    )]
    Start,
}

impl Phone {
    /// The whole number. For the eyes that the read set allows.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let typed: String = typed(text).into_iter().collect();
        let typed = typed.replace(['(', ')', '.'], "");
        let (domestic, had_country) = without_country(&typed)?;
        if !domestic.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PhoneError::Character);
        }
        let bytes = domestic.as_bytes();
        match bytes.first() {
            Some(b'1') if matches!(bytes.get(1), Some(b'3'..=b'9')) => mobile(domestic),
            Some(b'0') => landline(domestic),
            // Behind +86 an area code loses its zero.
            Some(b'1'..=b'9') if had_country => landline(&format!("0{domestic}")),
            _ => Err(PhoneError::Start),
        }
    }
}

fn without_country(typed: &str) -> Result<(&str, bool), PhoneError> {
    let international = typed.strip_prefix('+').or_else(|| typed.strip_prefix("00"));
    match international {
        None => Ok((typed, false)),
        Some(number) => {
            let domestic = number.strip_prefix("86").ok_or(PhoneError::Country)?;
            Ok((domestic, true))
        }
    }
}

fn mobile(digits: &str) -> Result<Phone, PhoneError> {
    if digits.len() != MOBILE_LENGTH {
        return Err(PhoneError::MobileLength(digits.len()));
    }
    Ok(Phone(digits.to_owned()))
}

/// Area codes 010 and 02x have three digits, all others four; none has a second zero in front.
fn landline(digits: &str) -> Result<Phone, PhoneError> {
    let area_length = if digits.starts_with("01") || digits.starts_with("02") {
        3
    } else {
        4
    };
    let (area, local) = digits
        .split_at_checked(area_length)
        .ok_or(PhoneError::Landline)?;
    if area.starts_with("00") || !matches!(local.len(), 7 | 8) || local.starts_with(['0', '1']) {
        return Err(PhoneError::Landline);
    }
    Ok(Phone(format!("{area}-{local}")))
}

impl fmt::Display for Phone {
    /// `138****8000` or `028-****3456`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match self.0.split_once('-') {
            Some((area, _)) => area.len() + 1,
            None => 3,
        };
        let tail = &self.0[self.0.len() - 4..];
        write!(f, "{}****{tail}", &self.0[..shown])
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({self})")
    }
}

serde_as_text!(Phone, PhoneError, reveal);
