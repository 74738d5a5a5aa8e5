//! Rows as the database has them, one file per table; no other room sees more of them than it
//! needs. The tables themselves are made in `migrations/`.
#![allow(
    missing_docs,
    reason = "derived companions of each row type have no place for a comment"
)]

pub mod job;
pub mod schedule;
