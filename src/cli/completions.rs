//! `lianban completions SHELL`

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Ending, say};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  lianban completions bash > /etc/bash_completion.d/lianban")]
pub(super) struct Arguments {
    /// Which shell
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "lianban", &mut script);
    say::line(String::from_utf8(script)?.trim_end())?;
    Ok(Ending::Done)
}
