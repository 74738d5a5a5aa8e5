//! The command line: one file per subcommand of the `lianban` binary.
//!
//! A command reads its arguments, asks [`crate::app`] for the parts of the house it needs, and says
//! what came of it: results on standard output, everything else on standard error. It decides
//! nothing about requests. Exit codes: 0 done, 1 refused or failed, 2 wrong usage or settings, 75 (`bounce`
//! alone) not now.
//!
//! Start at [`Command`]; `say.rs` is how all of them print.

mod bounce;
mod calendar;
mod check;
mod client;
mod completions;
mod config;
mod demo;
mod diagram;
mod erase;
mod jobs;
mod keys;
mod load;
mod migrate;
mod officer;
mod say;
mod schema;
mod secret_file;
mod serve;
mod submit;
mod token;
mod unpack;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

/// Joint approval for migrants: one request, every department.
#[derive(Debug, Parser)]
#[command(name = "lianban", version, about, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    /// The settings file; else ./lianban.toml, else /etc/lianban/lianban.toml, if there is one
    #[arg(long, short, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  lianban demo                         a town, four requests, day by day; then it stays up
  lianban keys generate > lianban.toml then: lianban init --name .. --department .. ; lianban serve
  lianban check                        check every workflow in ./workflows
  lianban config show                  what is set, without secrets

Every setting also has an environment variable, LIANBAN__SECTION__KEY; `lianban config defaults` names
them all, config/default.toml explains them.";

#[derive(Debug, Subcommand)]
enum Command {
    /// A town, four requests, day by day on a virtual clock; then it stays up
    Demo(demo::Arguments),
    /// Answer, and do the work behind the answers
    Serve(serve::ServeArguments),
    /// Do the work behind the answers of other nodes
    Worker(serve::WorkerArguments),
    /// Bring the database up to date
    Migrate(migrate::Arguments),
    /// Bring the database up to date and open the first administrator's account
    Init(officer::InitArguments),
    /// Accounts of officers
    Officer(officer::Arguments),
    /// Tokens of officers
    Token(token::Arguments),
    /// Jobs: what waits, what was given up, and giving it another try
    Jobs(jobs::Arguments),
    /// Prove that what must hold does hold, in every request
    Verify(verify::Arguments),
    /// Read a journal line or a state that the database keeps packed
    Unpack(unpack::Arguments),
    /// Erase the personal data of a request that is over
    Erase(erase::Arguments),
    /// Heed a mail that came back: its notice was not told
    Bounce(bounce::Arguments),
    /// File an application with a running house
    Submit(submit::Arguments),
    /// Measure a running house: requests through six departments, many at once
    Load(load::Arguments),
    /// The calendar of working days: whose due dates another one would move
    Calendar(calendar::Arguments),
    /// Check workflow files: every problem at once, with its place
    Check(check::Arguments),
    /// Print the JSON Schema of workflow files, for editors
    Schema,
    /// Draw a workflow as SVG
    Diagram(diagram::Arguments),
    /// What is set
    Config(config::Arguments),
    /// Make secrets, and go on when one is lost
    Keys(keys::Arguments),
    /// Print a completion script for a shell
    Completions(completions::Arguments),
}

/// How a command that ran ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Done.
    Done,
    /// The answer is no, and has been said.
    Refused,
    /// It may work later, and why not now has been said.
    Later,
}

/// What the person at the terminal has to change.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Misuse(String);

const REFUSED: u8 = 1;
const MISUSED: u8 = 2;
/// `EX_TEMPFAIL` of sysexits: a mail server that pipes into us keeps the mail and tries again.
const LATER: u8 = 75;

/// Parses the arguments of this process, runs one command and says how it ended.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => {
            // Help and versions come this way too; a closed pipe is nobody's mistake.
            let _ = said.print();
            return ExitCode::from(u8::try_from(said.exit_code()).unwrap_or(MISUSED));
        }
    };
    let ended = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(run(cli)));
    match ended {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Refused) => ExitCode::from(REFUSED),
        Ok(Ending::Later) => ExitCode::from(LATER),
        Err(error) if say::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say::trouble(&error);
            let misused = error.is::<crate::config::Error>()
                || error.is::<crate::app::Misconfigured>()
                || error.is::<Misuse>();
            ExitCode::from(if misused { MISUSED } else { REFUSED })
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<Ending> {
    let settings = &Settings { file: cli.config };
    match &cli.command {
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Serve(arguments) => serve::serve(settings, arguments).await,
        Command::Worker(arguments) => serve::worker(settings, arguments).await,
        Command::Migrate(arguments) => migrate::run(settings, arguments).await,
        Command::Init(arguments) => officer::init(settings, arguments).await,
        Command::Officer(arguments) => officer::run(settings, arguments).await,
        Command::Token(arguments) => token::run(settings, arguments).await,
        Command::Jobs(arguments) => jobs::run(settings, arguments).await,
        Command::Verify(arguments) => verify::run(settings, arguments).await,
        Command::Unpack(arguments) => unpack::run(arguments),
        Command::Erase(arguments) => erase::run(settings, arguments).await,
        Command::Bounce(arguments) => bounce::run(settings, arguments).await,
        Command::Submit(arguments) => submit::run(arguments).await,
        Command::Load(arguments) => load::run(settings, arguments).await,
        Command::Calendar(arguments) => calendar::run(settings, arguments).await,
        Command::Check(arguments) => check::run(settings, arguments),
        Command::Schema => schema::run(),
        Command::Diagram(arguments) => diagram::run(settings, arguments),
        Command::Config(arguments) => config::run(settings, arguments),
        Command::Keys(arguments) => keys::run(settings, arguments).await,
        Command::Completions(arguments) => completions::run(arguments),
    }
}

/// Where the settings come from; read only by commands that need them.
struct Settings {
    file: Option<PathBuf>,
}

impl Settings {
    fn load(&self) -> Result<Config, crate::config::Error> {
        if let Some(path) = Config::file(self.file.as_deref()) {
            secret_file::warn_if_open(&path);
        }
        Config::load(self.file.as_deref(), std::env::vars())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_contradict_nothing() {
        super::Cli::command().debug_assert();
    }
}
