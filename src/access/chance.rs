//! Secrets out of chance: tokens for machines, codes for people; and what is kept of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::engine::ports::Entropy;

/// Random bytes of a token.
const TOKEN_BYTES: usize = 32;
/// As in case numbers, in the case that needs no shift key: no 0, o, 1, i or l.
const ALPHABET: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";
/// Letters of one group of a code.
const GROUP_CHARS: usize = 5;
/// More would not be random: 31^25 is about 2^124.
const GROUPS_MAX: usize = 5;

/// A token for machines: 32 random bytes in base64url.
pub(super) fn token(entropy: &dyn Entropy) -> String {
    let mut random = [0; TOKEN_BYTES];
    entropy.fill(&mut random);
    URL_SAFE_NO_PAD.encode(random)
}

/// A code for people: groups of five letters and digits, joined by hyphens; about 25 bits a group.
pub(super) fn code(entropy: &dyn Entropy, groups: usize) -> String {
    let mut number = number(entropy);
    let base = ALPHABET.len() as u128;
    let mut letter = || {
        let letter = ALPHABET[(number % base) as usize];
        number /= base;
        char::from(letter)
    };
    let groups: Vec<String> = (0..groups.min(GROUPS_MAX))
        .map(|_| (0..GROUP_CHARS).map(|_| letter()).collect())
        .collect();
    groups.join("-")
}

/// Six digits, leading zeros included.
pub(super) fn six_digits(entropy: &dyn Entropy) -> String {
    format!("{:06}", number(entropy) % 1_000_000)
}

/// A code as it was made, out of one as it was typed: case, blanks and hyphens are no difference.
pub(super) fn plain(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// What is kept of a secret with enough chance in it: SHA-256, hex.
pub(super) fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

fn number(entropy: &dyn Entropy) -> u128 {
    let mut random = [0; 16];
    entropy.fill(&mut random);
    u128::from_be_bytes(random)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Chance that gives one byte for ever.
    pub(crate) struct Same(pub(crate) u8);

    impl Entropy for Same {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn codes_are_groups_of_letters_that_cannot_be_misread() {
        for byte in [0, 7, 0xa7, 0xff] {
            let code = code(&Same(byte), 3);
            let groups: Vec<&str> = code.split('-').collect();
            assert!(
                groups.iter().all(|group| group.len() == GROUP_CHARS),
                "{code}"
            );
            assert_eq!(groups.len(), 3);
            assert!(!code.contains(['0', 'o', '1', 'i', 'l']), "{code}");
            assert_eq!(six_digits(&Same(byte)).len(), 6);
        }
        assert_ne!(code(&Same(1), 3), code(&Same(2), 3));
    }

    #[test]
    fn a_code_may_be_typed_in_capitals_and_without_hyphens() {
        assert_eq!(plain(" ABCDE-23456 "), "abcde23456");
        assert_eq!(plain("abcde 23456"), plain("ABCDE23456"));
    }
}
