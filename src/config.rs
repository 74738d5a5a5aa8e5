//! Configuration: commented defaults, a file, the environment; unknown keys are errors.
