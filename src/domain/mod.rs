//! The pure core: `decide(rules, request, facts, command, at) → events + effects | refusal`.
//!
//! No async, no clock, no IO, no randomness; every other room may look in, this one looks at none.
//! Start at [`definition`] for what a workflow is, at [`request`] for where a request stands, then
//! at `decide` for what may happen to it.

pub mod calendar;
pub mod check;
pub mod clock;
pub mod command;
pub mod condition;
pub mod contact;
pub mod decide;
pub mod definition;
pub mod directory;
pub mod due;
pub mod effect;
pub mod event;
pub mod evolve;
pub mod explain;
pub mod facts;
pub mod form;
pub mod identifiers;
pub mod ladder;
pub mod parts;
pub mod refusal;
pub mod request;
pub mod rounds;
pub mod routing;
pub mod rungs;
pub mod sitting;
pub mod stop;
pub mod timers;
pub mod visibility;
