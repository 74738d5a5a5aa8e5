//! Places where the process may be made to die, as if its power were cut: before and after each write
//! that must not be lost or done by halves. `make prove` goes through all of them under load.
//!
//! In a release there are none of them. A development build dies at the n-th passing of a place that
//! `LIANBAN_FAULT=<place>@<n>` names, and otherwise passes by. In a simulation several nodes live in one
//! process: there the one whose turn it is dies by unwinding ([`doom`]).

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

#[cfg(debug_assertions)]
thread_local! {
    static HERE: std::cell::RefCell<Option<Doom>> = const { std::cell::RefCell::new(None) };
}

#[cfg(debug_assertions)]
struct Doom {
    place: String,
    passings: u32,
    is_dead: bool,
}

/// What a doomed node unwinds with.
#[cfg(debug_assertions)]
#[derive(Debug)]
pub struct Death;

/// From now on whatever runs on this thread dies at the n-th passing of a place, and at every place after
/// it: nothing that has a place is written by the dead.
#[cfg(debug_assertions)]
pub fn doom(place: &str, passings: u32) {
    let doom = Doom {
        place: place.to_owned(),
        passings,
        is_dead: false,
    };
    HERE.set(Some(doom));
}

/// Lifts the doom of this thread, and says whether it came true.
#[cfg(debug_assertions)]
pub fn spare() -> bool {
    HERE.take().is_some_and(|doom| doom.is_dead)
}

#[cfg(debug_assertions)]
fn dies_here(place: &str) -> bool {
    HERE.with_borrow_mut(|doom| {
        let Some(doom) = doom else { return false };
        if doom.place == place && !doom.is_dead {
            doom.passings = doom.passings.saturating_sub(1);
            doom.is_dead = doom.passings == 0;
        }
        doom.is_dead
    })
}

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
    if dies_here(place) {
        std::panic::resume_unwind(Box::new(Death));
    }
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
