//! What a supervisor sees of the whole, and does about it.

mod acts;
mod links;
mod possible;
mod second;
mod stalled;
mod stead;
mod stops;
mod workflow;
