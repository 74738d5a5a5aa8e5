//! The integration tests, one binary: the whole house, its databases and its doors.
//!
//! `support/` holds what the tests stand on: a throwaway PostgreSQL and an SMTP server.
//! `arrows` holds the walls up; `tongues` holds both languages to the same keys.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a test that cannot go on fails"
)]

mod access;
mod api;
mod architecture;
mod arrows;
mod cli;
mod engine;
mod jobs;
mod language;
mod mail;
mod matrix;
mod nodes;
mod properties;
mod scenarios;
mod storage;
mod support;
mod tongues;
mod web;
