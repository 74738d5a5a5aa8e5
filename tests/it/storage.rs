//! What the store remembers, on both databases: queues in pages, accounts and tokens, workflow
//! versions, answers that may be forgotten, migrations over rows.

mod accounts;
mod idempotency;
mod migrations;
mod queues;
mod workflows;
