//! `lianban config show`

use clap::{Args, Subcommand};

use super::{Ending, Settings, say};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print what is in force: defaults, file and environment together, secrets masked
    #[command(
        after_help = "Examples:\n  lianban config show\n  LIANBAN__SERVER__LISTEN=0.0.0.0:80 lianban config show --json"
    )]
    Show {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the commented defaults, to start a file of your own
    Defaults,
}

pub(super) fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    match arguments.what {
        What::Show { json: true } => say::json(&settings.load()?)?,
        What::Show { json: false } => say::line(settings.load()?.to_string().trim_end())?,
        What::Defaults => say::line(crate::config::DEFAULTS.trim_end())?,
    }
    Ok(Ending::Done)
}
