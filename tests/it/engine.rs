//! The engine on both databases: one write path (`writing.rs`), clocks (`sweeping.rs`), sittings
//! (`sittings.rs`), and whether `verify` finds what was tampered with (`verifying.rs`).

pub mod house;
mod sittings;
mod sweeping;
mod verifying;
mod writing;
