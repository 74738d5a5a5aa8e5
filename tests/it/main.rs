//! The integration tests, one binary: the whole house, its databases and its doors.
//!
//! `support/` holds what the tests stand on: a throwaway PostgreSQL and an SMTP server.
//! `arrows` holds the walls up; `tongues` holds both languages to the same keys.
#![allow(clippy::unwrap_used, missing_docs)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod arrows;
mod jobs;
mod language;
mod properties;
mod scenarios;
mod support;
mod tongues;
