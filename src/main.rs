//! The `lianban` binary: parse, run one command, map the exit code.

use std::process::ExitCode;

/// Pages and JSON are many small pieces: of the time the server spent on queue pages, a sixth went to the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    lianban::cli::main()
}
