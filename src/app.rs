//! Composition root: configuration, stores, engine, doors and workers, and their shutdown.
