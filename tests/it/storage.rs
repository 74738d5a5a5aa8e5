//! What the store remembers, on both databases: queues in pages, accounts and tokens, workflow
//! versions, answers that may be forgotten.

mod accounts;
mod idempotency;
mod queues;
mod workflows;
