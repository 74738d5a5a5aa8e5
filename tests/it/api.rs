//! The REST API through its real router on SQLite: the route table (`table.rs`), a permit from
//! filing to verification (`journey.rs`), what is asked for (`asking.rs`), what keeps the house open
//! (`keeping.rs`), what is refused and how (`refusals.rs`), small words (`wording.rs`), and who sees what
//! (`sight.rs`).

mod asking;
mod client;
mod journey;
mod keeping;
mod refusals;
mod secrets;
mod sight;
mod table;
mod wording;
