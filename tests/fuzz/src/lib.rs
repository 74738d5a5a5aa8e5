//! What is fuzzed: one file a target, each a function over bytes that panics where something does not hold.
//!
//! The programs in `targets/` hand these functions to libFuzzer; the row `fuzz` of the proof
//! (`tests/prove/fuzz.rs`) runs those, or calls the functions itself over the kept inputs and made-up ones.
//! `corpus/<target>/` keeps every input that once found something. Start at [`TARGETS`].

pub mod calendar;
pub mod condition;
pub mod house;
pub mod identifiers;
pub mod json;
pub mod letter;
pub mod multipart;
pub mod picture;
pub mod returned;
pub mod shipped;
pub mod workflow;

/// Longest input; one of this length is done within a second.
pub const INPUT_MAX_BYTES: usize = 64 << 10;

/// A target: its name, what it does with an input, inputs to begin with.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    pub seeds: fn() -> Vec<Vec<u8>>,
}

macro_rules! target {
    ($name:ident) => {
        Target {
            name: stringify!($name),
            run: $name::run,
            seeds: $name::seeds,
        }
    };
}

/// All of them.
pub const TARGETS: [Target; 9] = [
    target!(workflow),
    target!(condition),
    target!(calendar),
    target!(identifiers),
    target!(json),
    target!(multipart),
    target!(picture),
    target!(letter),
    target!(returned),
];

/// The input as text, where it is one.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// A number drawn from an input, the same each time.
fn number(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix)
}

fn owned(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
