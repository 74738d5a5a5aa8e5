//! The `lianban` binary: parse, run one command, map the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    lianban::cli::main()
}
