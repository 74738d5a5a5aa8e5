//! The folder that the binary runs in, as the other tests have it.

#[allow(dead_code, reason = "a part of it is used here")]
#[path = "../it/cli/house.rs"]
pub mod house;
