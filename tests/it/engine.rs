//! The engine on both databases: one write path (`writing.rs`), drafts (`drafting.rs`), clocks (`sweeping.rs`), what
//! ended late (`ending.rs`) or was handed over (`handed.rs`), sittings (`sittings.rs`), who wins (`racing.rs`), seals (`sealing.rs`), and whether
//! `verify` finds what was tampered with (`verifying.rs`).

mod drafting;
mod effects;
mod ending;
mod forging;
mod grouping;
mod handed;
pub mod house;
mod merging;
mod publishing;
mod racing;
mod repeating;
mod sealing;
pub mod sittings;
mod spans;
mod sweeping;
mod verifying;
mod writing;
