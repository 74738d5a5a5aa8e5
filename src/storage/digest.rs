//! SHA-256 digests as columns hold them: 32 bytes instead of 64 digits. Everywhere else they are digits.

use std::fmt;

use sea_orm::DeriveValueType;
use serde::{Serialize, Serializer};

const BYTES: usize = 32;

/// A digest as its column holds it. Digits that are none are kept as they are, and come back unless there are
/// 32 of them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveValueType)]
pub struct Digest(Vec<u8>);

impl Digest {
    /// These hexadecimal digits.
    #[must_use]
    pub fn of(digits: &str) -> Self {
        let bytes = hex::decode(digits).ok();
        let digest =
            bytes.filter(|bytes| bytes.len() == BYTES && !digits.contains(char::is_uppercase));
        Self(digest.unwrap_or_else(|| digits.as_bytes().to_vec()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            BYTES => f.write_str(&hex::encode(&self.0)),
            _ => f.write_str(&String::from_utf8_lossy(&self.0)),
        }
    }
}

/// As rows go to the database: hexadecimal digits of what the column is to hold.
impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_back_and_what_is_no_digest_as_well() {
        let digest = "ab".repeat(BYTES);
        assert_eq!(Digest::of(&digest), Digest(vec![0xab; BYTES]));
        for text in [
            digest.as_str(),
            "",
            "body",
            "AB",
            "00ff",
            &"x".repeat(64),
            &"AB".repeat(BYTES),
        ] {
            assert_eq!(Digest::of(text).to_string(), text);
        }
    }
}
