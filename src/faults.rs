//! Places where the process may be made to die, as if its power were cut: before and after each write
//! that must not be lost or done by halves. `make prove` goes through all of them under load.
//!
//! In a release there are none of them. A development build dies at the n-th passing of a place that
//! `LIANBAN_FAULT=<place>@<n>` names, and otherwise passes by.

/// Every place, by name: `what.when`.
pub const PLACES: [&str; 16] = [
    "commit.before",
    "commit.after",
    "claim.after",
    "mail.before",
    "mail.after",
    "mail.recorded",
    "ack.before",
    "ack.after",
    "file.before",
    "file.after",
    "letter.before",
    "letter.after",
    "tick.before",
    "tick.after",
    "seal.before",
    "seal.after",
];

/// Passes by a place, or dies there.
#[cfg(debug_assertions)]
pub fn at(place: &str) {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static DOOM: LazyLock<Option<(String, AtomicU32)>> = LazyLock::new(|| {
        let wanted = std::env::var("LIANBAN_FAULT").ok()?;
        let (place, passing) = wanted.split_once('@')?;
        Some((place.to_owned(), AtomicU32::new(passing.parse().ok()?)))
    });
    debug_assert!(PLACES.contains(&place), "{place} is not in the list");
    let Some((doomed, passings)) = DOOM.as_ref() else {
        return;
    };
    if doomed == place && passings.fetch_sub(1, Ordering::SeqCst) == 1 {
        std::process::abort();
    }
}

/// Passes by a place.
#[cfg(not(debug_assertions))]
#[inline(always)]
pub fn at(_: &str) {}
