//! Composition root: configuration, stores, engine, doors and workers, and their shutdown.
//!
//! The only room that knows them all. It decides nothing; it fits parts together and takes them
//! apart again in the right order. Start at [`House`], then `serve.rs` for a node's life, `crew.rs`
//! for what it does beside answering.

pub mod accounts;
pub mod crew;
pub mod figures;
pub mod house;
pub mod identity;
pub mod lock;
pub mod oidc;
mod ports;
pub mod post;
pub mod serve;
mod signs;
pub mod sms;
pub mod time;
pub mod town;
pub mod web;

pub use house::House;
pub use ports::Clocks;

/// What the operator has to set or do first.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misconfigured(pub String);
