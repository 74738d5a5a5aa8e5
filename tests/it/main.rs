//! The integration tests, one binary: the whole house, its databases and its doors.
//!
//! `support/` holds what the tests stand on: throwaway databases and an SMTP listener.
#![allow(clippy::unwrap_used)]

mod jobs;
mod support;
