//! Rows as the database has them, one file per table; no other room sees more of them than it
//! needs. The tables themselves are made in `migrations/`.
#![allow(
    missing_docs,
    reason = "derived companions of each row type have no place for a comment"
)]

pub mod administrative_act;
pub mod audit_link;
pub mod audit_look;
pub mod calendar;
pub mod credential;
pub mod document;
pub mod draft;
pub mod fact;
pub mod filing_draft;
pub mod filing_draft_file;
pub mod finished;
pub mod house;
pub mod idempotency;
pub mod identity;
pub mod job;
pub mod journal;
pub mod letter;
pub mod look;
pub mod mail;
pub mod officer;
pub mod passcode;
pub mod proposal;
pub mod provider_way;
pub mod reach;
pub mod reason_template;
pub mod request;
pub mod saved_filter;
pub mod schedule;
pub mod seal;
pub mod seat;
pub mod session;
pub mod sitting;
pub mod sitting_journal;
pub mod token;
pub mod worker;
pub mod workflow;
