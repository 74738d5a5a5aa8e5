//! What the store remembers, on both databases: queues in pages, accounts and tokens, workflow
//! versions, answers that may be forgotten, migrations over rows, applications that are being written.

mod accounts;
mod batches;
mod clock;
mod filing_drafts;
mod finished;
mod idempotency;
mod migrations;
mod queues;
mod room;
mod workflows;
