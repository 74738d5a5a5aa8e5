//! Compression of the long texts that the house writes itself: what happened, line by line, and how a
//! request stands.
//!
//! They say the same few hundred words over and over, each text too short to learn them from. So both sides
//! know a dictionary beforehand: a packed text is a Zstandard frame (RFC 8878) that refers to
//! `packing/words.dict`; its README says how that was made. A column holds either a frame or the text
//! itself, as all rows did once; the first bytes tell which. The dictionary never changes, since every row
//! hangs on it: a better one gets a number of its own and stands beside it.
//!
//! What is hashed is the text, so chain and seals do not know of any of this. `lianban unpack` reads a column
//! without the house.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::io;
use std::sync::LazyLock;

use sea_orm::DeriveValueType;
use serde::de::Error as _;
use serde::{Serialize, Serializer};
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::get_frame_content_size;

use super::Error;

/// Number 1.
const WORDS: &[u8] = include_bytes!("packing/words.dict");
/// As quick as the lowest, some 10 µs a state; higher ones take five times as long for a tenth of the bytes.
const LEVEL: i32 = 3;
/// How every frame begins.
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Most bytes of a text; whoever claims more for a frame has forged it.
const TEXT_MAX: usize = 16 << 20;

static TO_PACK: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(WORDS, LEVEL));
static TO_UNPACK: LazyLock<DecoderDictionary<'static>> =
    LazyLock::new(|| DecoderDictionary::copy(WORDS));

thread_local! {
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// A text as its column holds it.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Packed(Vec<u8>);

impl Packed {
    /// What the column holds.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// This text, packed; as it is where that fails, or would not be read again for its length.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.len() > TEXT_MAX {
            return Self(text.as_bytes().to_vec());
        }
        let packed = PACKER.with_borrow_mut(|packer| {
            let packer = match packer {
                Some(packer) => packer,
                none => none.insert(Compressor::with_prepared_dictionary(&TO_PACK)?),
            };
            packer.compress(text.as_bytes())
        });
        Self(packed.unwrap_or_else(|_| text.as_bytes().to_vec()))
    }

    /// What was packed.
    ///
    /// # Errors
    /// [`Error::Unreadable`], of this table, where it is neither a text nor the frame of one.
    pub fn text(&self, table: &'static str) -> Result<Cow<'_, str>, Error> {
        let unreadable = |cause: &dyn fmt::Display| Error::Unreadable {
            table,
            cause: serde_json::Error::custom(cause),
        };
        if !self.0.starts_with(&FRAME) {
            let text = str::from_utf8(&self.0).map_err(|error| unreadable(&error))?;
            return Ok(Cow::Borrowed(text));
        }
        let text = unpacked(&self.0).map_err(|error| unreadable(&error))?;
        let text = String::from_utf8(text).map_err(|error| unreadable(&error))?;
        Ok(Cow::Owned(text))
    }
}

/// What a column holds.
impl From<Vec<u8>> for Packed {
    fn from(column: Vec<u8>) -> Self {
        Self(column)
    }
}

fn unpacked(frame: &[u8]) -> io::Result<Vec<u8>> {
    let length = match get_frame_content_size(frame) {
        Ok(Some(length)) => usize::try_from(length).ok(),
        _ => None,
    };
    let length = length.filter(|length| *length <= TEXT_MAX);
    let length = length.ok_or_else(|| io::Error::other("a frame that tells no sound length"))?;
    UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            none => none.insert(Decompressor::with_prepared_dictionary(&TO_UNPACK)?),
        };
        unpacker.decompress(frame, length)
    })
}

/// As rows go to the database: hexadecimal digits.
impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(&self.0))
    }
}

/// The text, for tests that say what differs.
impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text("") {
            Ok(text) => f.write_str(&text),
            Err(_) => f
                .debug_tuple("Packed")
                .field(&hex::encode(&self.0))
                .finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    fn back(packed: &Packed) -> Option<String> {
        packed.text("journal").ok().map(Cow::into_owned)
    }

    #[test]
    fn what_was_packed_comes_back_as_it_was() {
        let long = "长".repeat(100_000);
        for text in [
            "",
            "{}",
            r#"{"at":"2026-03-09T01:15:00Z"}"#,
            "居住证",
            &long,
        ] {
            assert_eq!(back(&Packed::of(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_text_of_any_length_is_read_again() {
        for more in [0, 1] {
            let text = "办".repeat((TEXT_MAX + more).div_ceil(3));
            assert_eq!(back(&Packed::of(&text)).as_deref(), Some(text.as_str()));
        }
    }

    /// Every row there is hangs on these bytes.
    #[test]
    fn what_was_packed_by_this_dictionary_is_read_for_ever() {
        let digest = hex::encode(Sha256::digest(WORDS));
        assert_eq!(
            digest,
            "f7849d64d7402c8f45f78b99cad31e73636280ce95469c7d4b34a403761ba9ba"
        );
        let row =
            b"\x28\xb5\x2f\xfd\x21\x01\x60\xf5\x00\x00\x30\x33\x31\x35\x3a\x30\x7d\x07\xfc\x7d\
            \x8e\xe6\x1c\xd2\xdc\xc2\xdc\xcc\xf3\x0d\x27\x07\x88\x92\x35\x78\x14\x9b\x04\x01";
        let text = r#"{"at":"2026-03-09T01:15:00Z","by":"engine","event":{"event":"phase_entered","phase":"deciding"}}"#;
        assert_eq!(back(&Packed(row.to_vec())).as_deref(), Some(text));
    }

    #[test]
    fn a_row_from_before_is_read_as_it_stands() {
        let row = Packed(br#"{"by":"engine"}"#.to_vec());
        assert_eq!(back(&row).as_deref(), Some(r#"{"by":"engine"}"#));
    }

    #[test]
    fn words_that_everybody_uses_take_little_room() {
        let line = r#"{"at":"2026-03-09T01:15:00.123456Z","by":{"officer":[3,"education"]},"events":[{"event":"opined","manner":"given","review":"checks.education","verdict":"agree"},{"capacity":"review","event":"acted","officer":3},{"duty":"review:checks.education","event":"seat_closed"},{"as_of":"2026-03-09T01:15:00.123456Z","clock":"review:checks.education","event":"clock_ended"}]}"#;
        let Packed(bytes) = Packed::of(line);
        assert!(
            bytes.len() * 4 < line.len(),
            "{} bytes of {}",
            bytes.len(),
            line.len()
        );
    }

    #[test]
    fn a_spoilt_frame_is_an_error_and_no_panic() {
        let Packed(sound) = Packed::of(r#"{"event":"opined","verdict":"agree"}"#);
        for place in 0..sound.len() {
            for bit in 0..8 {
                let mut spoilt = sound.clone();
                spoilt[place] ^= 1 << bit;
                let _ = Packed(spoilt).text("journal");
            }
            assert!(place < 4 || Packed(sound[..place].to_vec()).text("journal").is_err());
        }
        let mut huge = FRAME.to_vec();
        huge.extend([0xe1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
        assert!(Packed(huge).text("journal").is_err());
    }
}
