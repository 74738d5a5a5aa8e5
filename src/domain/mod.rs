//! The pure core: `decide(workflow, request, command, facts, at) → events + effects | refusal`.
//!
//! No async, no clock, no IO, no randomness; every other room may look in, this one looks at none.
//! Start at [`definition`] for what a workflow is, then `decide` for what may happen to a request.

pub mod calendar;
pub mod check;
pub mod clock;
pub mod condition;
pub mod definition;
pub mod directory;
pub mod identifiers;
pub mod ladder;
