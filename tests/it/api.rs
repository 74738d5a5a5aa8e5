//! The REST API through its real router on SQLite: the route table (`table.rs`), a permit from
//! filing to verification (`journey.rs`), what is refused and how (`refusals.rs`), and who sees
//! what (`sight.rs`).

pub mod client;
mod journey;
mod refusals;
mod secrets;
mod sight;
mod table;
