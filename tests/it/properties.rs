//! Random small workflows under random commands and leaps in time: what must hold whatever happens.
//!
//! `worlds` makes workflows, `moves` turns random numbers into commands that mostly make sense,
//! `run` carries them out and looks at the house rules after each. Start at [`commands`].

mod commands;
mod endings;
mod moves;
mod run;
mod worlds;
