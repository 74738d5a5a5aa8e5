//! The folder that the binary runs in, as the other tests have it.

#[path = "../it/cli/house.rs"]
pub mod house;
