//! The command line as people meet it: the built binary, its words and its exit codes.

mod commands;
mod demo;
mod ending;
mod erase;
pub mod house;
mod jobs;
mod officers;
mod serving;
