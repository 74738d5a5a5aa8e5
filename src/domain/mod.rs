//! The pure core: no async, no clock, no IO, no randomness.
