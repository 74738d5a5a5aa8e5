//! Durable jobs, on both databases: the table (`table.rs`), workers that run from it
//! (`workers.rs`), workers that disappear (`takeover.rs`), schedules (`schedules.rs`).

pub mod bench;
mod schedules;
mod table;
mod takeover;
mod workers;
