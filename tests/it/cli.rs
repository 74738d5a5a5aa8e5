//! The command line as people meet it: the built binary, its words and its exit codes.

mod commands;
mod demo;
mod erase;
mod house;
mod jobs;
mod serving;
