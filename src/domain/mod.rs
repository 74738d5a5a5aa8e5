//! The pure core: `decide(rules, request, facts, command, at) → events + effects | refusal`.
//!
//! No async, no clock, no IO, no randomness; every other room may look in, this one looks at none.
//! Start at [`definition`] for what a workflow is, at [`request`] for where a request stands, then
//! at `decide` for what may happen to it.

pub mod calendar;
pub mod clock;
pub mod command;
pub mod definition;
pub mod directory;
pub mod effect;
pub mod event;
pub mod evolve;
pub mod facts;
pub mod identifiers;
pub mod ladder;
pub mod refusal;
pub mod request;
pub mod stop;
