//! What the store remembers, on both databases: queues in pages, accounts and tokens, workflow
//! versions, answers that may be forgotten, applications that are being written.

mod accounts;
mod filing_drafts;
mod idempotency;
mod queues;
mod workflows;
