//! What the integration tests stand on; nothing in here knows Lianban's rooms.
#![allow(dead_code, reason = "each suite uses the part it needs")]

pub mod postgres;
