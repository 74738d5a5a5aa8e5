//! What the integration tests stand on; nothing in here knows Lianban's rooms.
#![allow(dead_code, reason = "each suite uses the part it needs")]

pub mod authority;
pub mod databases;
pub mod postgres;
pub mod smtp;
mod smtp_session;

/// Says what a test counted. The runner keeps to itself what passing tests print; this it shows.
pub fn tell(counted: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "\n{counted}");
}
