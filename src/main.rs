//! The `lianban` binary: parse, run one command, map the exit code.
fn main() {}
