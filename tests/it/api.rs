//! The REST API through its real router on SQLite: the route table (`table.rs`), a permit from
//! filing to verification (`journey.rs`), what is asked for (`asking.rs`), what keeps the house open
//! (`keeping.rs`), what is refused and how (`refusals.rs`), small words (`wording.rs`), who sees what
//! (`sight.rs`), and what applicants say about it (`feedback.rs`).

mod asking;
pub(crate) mod client;
mod feedback;
mod journey;
mod keeping;
mod prefix;
mod refusals;
mod repeating;
mod secrets;
mod sight;
mod table;
mod tellings;
mod wording;
