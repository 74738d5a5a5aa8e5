//! The code of a draft: what opens it again, short enough to be written down.

use std::fmt;

use crate::doors::body::digest;
use crate::engine::ports::Entropy;

/// As in case numbers: no 0, O, 1, I or L.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// 31^12 is about 2^59: with slowed guessing, out of reach.
const CHARS: usize = 12;
/// In groups of so many on paper.
const GROUP: usize = 4;

/// A code. It never shows in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A new one.
    pub(super) fn random(entropy: &dyn Entropy) -> Self {
        let mut code = String::new();
        let mut bytes = [0; 32];
        // Bytes past the last whole alphabet are thrown away, so that no character is likelier.
        let even = u8::MAX - (u8::MAX % 31) - 1;
        while code.len() < CHARS {
            entropy.fill(&mut bytes);
            let letters = bytes.iter().filter(|byte| **byte <= even);
            let letters = letters.map(|byte| char::from(ALPHABET[usize::from(byte % 31)]));
            code.extend(letters.take(CHARS - code.len()));
        }
        Self(code)
    }

    /// What somebody typed, if it may be a code: blanks, hyphens, case and full-width letters are no
    /// difference.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let plain = |c: char| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            other => other,
        };
        let separates = |c: &char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}');
        let code: String = text
            .chars()
            .take(4 * CHARS)
            .map(plain)
            .filter(|c| !separates(c))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let fits = code.len() == CHARS && code.bytes().all(|byte| ALPHABET.contains(&byte));
        fits.then_some(Self(code))
    }

    /// As the cookie keeps it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups, as people write it down.
    #[must_use]
    pub fn grouped(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        let groups = letters.chunks(GROUP).map(|group| group.iter().collect());
        groups.collect::<Vec<String>>().join("-")
    }

    pub(super) fn hash(&self) -> String {
        digest(self.0.as_bytes())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    struct Counting;

    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes
                .iter_mut()
                .zip(240..=255)
                .for_each(|(byte, n)| *byte = n);
        }
    }

    #[test]
    fn a_code_is_read_however_it_was_written_down() {
        let code = Code::random(&Counting);
        let grouped = code.grouped();
        assert_eq!(grouped.len(), 14);
        for written in [
            grouped.to_lowercase(),
            format!(" {} ", grouped.replace('-', " ")),
            code.as_str().to_owned(),
        ] {
            assert!(Code::typed(&written).unwrap() == code, "{written}");
        }
        for wrong in ["", "2222", "0000-1111-LLLL", "2222-2222-2222-2"] {
            assert!(Code::typed(wrong).is_none(), "{wrong}");
        }
    }
}
