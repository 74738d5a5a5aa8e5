//! The `lianban` binary: parse, run one command, map the exit code.

use std::process::ExitCode;

/// Pages and JSON are many small pieces: this allocator takes a fifth of a page's time off.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    lianban::cli::main()
}
