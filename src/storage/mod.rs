//! The only room that speaks SQL.
//!
//! It remembers what the engine decided and finds it again, on SQLite or PostgreSQL, with the same
//! functions for both. It never decides anything, never reads a clock and never calls a room above
//! it. Start reading at [`Store`] in `connect.rs`, then `jobs.rs`.
//!
//! Functions that write take `&impl ConnectionTrait`: the caller's transaction, from
//! [`Store::begin`]. Instants are stored as microseconds since 1970.

pub mod accounts;
pub mod acts;
pub mod audit_links;
mod batch;
pub mod calendars;
pub mod clock;
mod connect;
mod connections;
pub mod credentials;
pub mod digest;
pub mod drafts;
pub mod entities;
mod error;
pub mod files;
pub mod filing_drafts;
pub mod finished;
mod held;
pub mod house;
pub mod idempotency;
pub mod jobs;
pub mod journal;
pub mod letters;
pub mod looks;
pub mod mails;
pub mod packing;
pub mod passcodes;
pub mod proposals;
pub mod provider;
pub mod pulse;
pub mod queues;
pub mod reach;
pub mod reason_templates;
pub mod reports;
pub mod requests;
pub mod saved_filters;
pub mod schedules;
pub mod seals;
pub mod sessions;
pub mod sittings;
mod wake;
pub mod workers;
pub mod workflows;

use chrono::{DateTime, Utc};

pub use connect::{Backend, Settings, Store};
pub use connections::{Connections, Transaction};
pub use error::Error;
pub use wake::{Listener, News, Waker};

/// An instant as the tables keep it.
pub fn micros(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_micros()
}

/// An instant out of a table; a number beyond chrono's years is a broken row and reads as 1970.
pub fn instant(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}
