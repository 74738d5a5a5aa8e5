//! Composition root: configuration, stores, engine, doors and workers, and their shutdown.
//!
//! The only room that knows them all. It decides nothing; it fits parts together and takes them
//! apart again in the right order.

pub mod town;
