//! What an officer does with their own account, and what an administrator keeps.

mod account;
mod calendar;
mod departments;
pub mod desk;
mod officers;
mod running;
mod templates;
mod workflows;
