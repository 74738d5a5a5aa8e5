//! The pure core: no async, no clock, no IO, no randomness.

pub mod calendar;
pub mod clock;
pub mod identifiers;
