//! How much of each fault: `PROVE=short|usual|full`, and from which seed.

/// The seed of every run that names no other: a failure can be run again.
const SEED: u64 = 20_261_126;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Part of `cargo test`: a minute or so.
    Short,
    /// `make prove`.
    Usual,
    /// The counts of the list.
    Full,
}

impl Size {
    pub fn of_environment() -> Self {
        match std::env::var("PROVE").as_deref() {
            Err(_) | Ok("" | "short") => Self::Short,
            Ok("usual") => Self::Usual,
            Ok("full") => Self::Full,
            Ok(other) => panic!("PROVE={other}: short, usual or full"),
        }
    }

    /// What is meant by each size.
    pub fn pick<T>(self, short: T, usual: T, full: T) -> T {
        match self {
            Self::Short => short,
            Self::Usual => usual,
            Self::Full => full,
        }
    }
}

/// The seed of this run; `PROVE_SEED` names another.
pub fn seed() -> u64 {
    let given = std::env::var("PROVE_SEED").ok();
    given.map_or(SEED, |text| text.parse().expect("PROVE_SEED is a number"))
}
