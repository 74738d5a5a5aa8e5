//! Whether what concurrent callers saw could have come from one after the other: the search of Wing
//! and Gong, with what was tried already remembered (Lowe).
//!
//! A call takes effect at one instant between its beginning and its end. So a call may come next if
//! no other that is still left had ended before it began.

use std::collections::HashSet;
use std::hash::Hash;

/// A call with what came of it, and when.
#[derive(Debug, Clone)]
pub struct Call<O> {
    pub began: u64,
    pub ended: u64,
    pub what: O,
}

/// More calls than this fit no history.
pub const CALLS_MAX: usize = 64;

/// Whether some order explains every call. `step` gives the state after a call that fits, none where
/// it does not.
pub fn is_linearizable<S: Clone + Eq + Hash, O>(
    start: &S,
    calls: &[Call<O>],
    step: impl Fn(&S, &O) -> Option<S>,
) -> bool {
    assert!(calls.len() <= CALLS_MAX, "{} calls", calls.len());
    let all = match calls.len() {
        CALLS_MAX => u64::MAX,
        length => (1 << length) - 1,
    };
    let mut tried: HashSet<(u64, S)> = HashSet::new();
    let mut open = vec![(0_u64, start.clone())];
    while let Some((done, state)) = open.pop() {
        if done == all {
            return true;
        }
        if !tried.insert((done, state.clone())) {
            continue;
        }
        let left = || (0..calls.len()).filter(|index| done & (1 << index) == 0);
        let first_end = left().map(|index| calls[index].ended).min().unwrap_or(0);
        for index in left().filter(|index| calls[*index].began <= first_end) {
            if let Some(next) = step(&state, &calls[index].what) {
                open.push((done | 1 << index, next));
            }
        }
    }
    false
}

/// Looks whether the checker tells a register that holds from one that does not.
pub fn checks_itself() -> bool {
    enum Register {
        Wrote(u8),
        Read(u8),
    }
    let step = |state: &u8, what: &Register| match what {
        Register::Wrote(value) => Some(*value),
        Register::Read(value) => (state == value).then_some(*state),
    };
    let call = |began, ended, what| Call { began, ended, what };
    let overlapping = [
        call(0, 10, Register::Wrote(1)),
        call(2, 4, Register::Read(0)),
        call(5, 9, Register::Read(1)),
    ];
    // The new value was read, then the old one.
    let stale = [
        call(0, 10, Register::Wrote(1)),
        call(2, 4, Register::Read(1)),
        call(5, 9, Register::Read(0)),
    ];
    // The write had ended before the read began.
    let lost = [
        call(0, 1, Register::Wrote(1)),
        call(2, 3, Register::Read(0)),
    ];
    is_linearizable(&0, &overlapping, step)
        && !is_linearizable(&0, &stale, step)
        && !is_linearizable(&0, &lost, step)
}
