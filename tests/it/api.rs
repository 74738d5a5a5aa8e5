//! The REST API through its real router on SQLite: the route table (`table.rs`), a permit from
//! filing to verification (`journey.rs`), what is refused and how (`refusals.rs`), who sees what
//! (`sight.rs`), and what applicants say about it (`feedback.rs`).

pub(crate) mod client;
mod feedback;
mod journey;
mod prefix;
mod refusals;
mod repeating;
mod secrets;
mod sight;
mod table;
mod tellings;
