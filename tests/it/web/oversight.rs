//! What a supervisor sees of the whole, and does about it.

mod acts;
mod stalled;
mod workflow;
