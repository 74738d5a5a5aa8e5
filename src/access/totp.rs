//! One-time passwords by time: RFC 6238 with SHA-1, six digits and steps of 30 seconds, as every
//! authenticator app has them. Written out here because a caller needs the step that matched.

use ring::hmac;

use crate::domain::calendar::Instant;

/// Seconds of one step.
pub(super) const STEP_SECONDS: i64 = 30;
/// Digits of a code.
pub(super) const DIGITS: usize = 6;
/// Bytes of a secret, as long as the hash (RFC 4226, requirement 6).
pub(super) const SECRET_BYTES: usize = 20;
const MODULUS: u32 = 1_000_000;
/// Steps that a phone's clock may be off, either way.
const DRIFT_STEPS: i64 = 1;

/// The code of a step (RFC 4226, section 5.3).
fn code(secret: &[u8], step: i64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let hash = tag.as_ref();
    let offset = usize::from(hash[hash.len() - 1] & 0x0f);
    let mut word = [0; 4];
    word.copy_from_slice(&hash[offset..offset + 4]);
    (u32::from_be_bytes(word) & 0x7fff_ffff) % MODULUS
}

/// The code of an instant, as a phone shows it.
#[cfg(test)]
pub(super) fn shown(secret: &[u8], at: Instant) -> String {
    format!(
        "{:06}",
        code(secret, at.timestamp().div_euclid(STEP_SECONDS))
    )
}

/// The latest step around `now` whose code was typed. Blanks are no difference.
pub(super) fn matching_step(secret: &[u8], typed: &str, now: Instant) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let is_code = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    let typed: u32 = digits.parse().ok().filter(|_| is_code)?;
    let here = now.timestamp().div_euclid(STEP_SECONDS);
    let around = (here - DRIFT_STEPS)..=(here + DRIFT_STEPS);
    around.rev().find(|step| code(secret, *step) == typed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use chrono::{DateTime, TimeDelta};

    use super::*;

    /// The secret of both RFCs.
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Instant {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_counters_of_rfc_4226_give_its_codes() {
        let codes = [
            755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871,
            520_489,
        ];
        for (step, expected) in (0..).zip(codes) {
            assert_eq!(code(SECRET, step), expected, "{step}");
        }
    }

    #[test]
    fn the_times_of_rfc_6238_give_the_last_six_digits_of_its_codes() {
        for (seconds, expected) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(shown(SECRET, at(seconds)), expected[2..], "{seconds}");
        }
    }

    #[test]
    fn a_phone_may_be_one_step_off_and_no_more() {
        let now = at(1_234_567_890);
        let step = now.timestamp() / STEP_SECONDS;
        for (off, expected) in [(-1, Some(step - 1)), (0, Some(step)), (1, Some(step + 1))] {
            let typed = shown(SECRET, now + TimeDelta::seconds(off * STEP_SECONDS));
            assert_eq!(matching_step(SECRET, &typed, now), expected, "{off}");
        }
        for off in [-2, 2] {
            let typed = shown(SECRET, now + TimeDelta::seconds(off * STEP_SECONDS));
            assert_eq!(matching_step(SECRET, &typed, now), None, "{off}");
        }
    }

    #[test]
    fn only_six_digits_are_a_code() {
        let now = at(1_111_111_109);
        assert!(matching_step(SECRET, "081 804", now).is_some());
        for wrong in ["81804", "0081804", "+81804", "08180x", ""] {
            assert_eq!(matching_step(SECRET, wrong, now), None, "{wrong}");
        }
    }
}
