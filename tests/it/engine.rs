//! The engine on both databases: one write path (`writing.rs`), clocks (`sweeping.rs`), what was handed over
//! (`handed.rs`), sittings (`sittings.rs`), seals (`sealing.rs`), and whether `verify` finds what was tampered with (`verifying.rs`).

mod forging;
mod handed;
pub mod house;
mod sealing;
pub mod sittings;
mod sweeping;
mod verifying;
mod writing;
