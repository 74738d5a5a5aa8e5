//! Names and numbers by which things and people are known, parsed once at the door.
//!
//! Keys of workflow files, ids of rows, the case number people read over the phone, and the
//! numbers that persons and organisations carry. Personal numbers never show in `Debug`, `Display`
//! or an error; `reveal` gives their text. Nothing here looks a number up anywhere.

mod case_number;
mod credit_code;
mod identity_number;
mod keys;
mod phone;
mod region;
mod request_id;

pub use case_number::{CaseNumber, CaseNumberError};
pub use credit_code::{CreditCode, CreditCodeError};
pub use identity_number::{IdentityNumber, IdentityNumberError};
pub use keys::{
    DepartmentKey, FieldKey, KeyError, LadderKey, MAX_KEY_LENGTH, MaterialKey, NoticeKey,
    OfficerId, ReviewKey, RoleKey, SittingId, StageKey, WorkflowKey,
};
pub use phone::{Phone, PhoneError};
pub use region::{Region, RegionCode, RegionCodeError, Regions, RegionsError};
pub use request_id::{RequestId, RequestIdError};

/// What a person typed, as the machine reads it: no blanks or hyphens, upper case, and the
/// full-width characters of a Chinese input method made plain.
#[must_use]
pub fn typed(text: &str) -> Vec<char> {
    let plain = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    };
    let separates = |c: &char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}');
    text.chars()
        .map(plain)
        .filter(|c| !separates(c))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Serde through `FromStr` and the named method that gives the full text.
macro_rules! serde_as_text {
    ($name:ident, $error:ident, $text:ident) => {
        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.$text().to_owned()
            }
        }
    };
}
use serde_as_text;

#[cfg(test)]
mod tests;
