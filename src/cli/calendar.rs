//! `lianban calendar`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Ending, Misuse, Settings, say};
use crate::app::{Clocks, House, town};
use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::identifiers::CaseNumber;
use crate::engine::Moved;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say which requests would be due on another day by this calendar; change nothing
    #[command(
        after_help = "Examples:\n  lianban calendar check config/calendars-2027.json\n  lianban calendar check new.json --json | jq '.moved | length'\n\nA calendar comes into force when the first node starts with it; these applicants are told then."
    )]
    Check {
        /// The calendar, as config/calendars.json is written
        file: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    let What::Check { file, json } = &arguments.what;
    let config = Arc::new(settings.load()?);
    let calendar = read(file, &config)?;
    let clocks = Clocks::of(&config);
    let house = House::open(config, clocks).await?;
    let moved = house.engine.would_move(&calendar).await?;
    house.close().await?;
    if *json {
        let moved: Vec<_> = moved.iter().map(told).collect();
        say::json(&json!({"moved": moved}))?;
    } else {
        print(&moved)?;
    }
    Ok(Ending::Done)
}

/// As the house would read it at its start, with the closures of the settings.
fn read(file: &Path, config: &Config) -> Result<Calendar, Misuse> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| Misuse(format!("{name}: {error}")))?;
    town::calendar_of(config, &name, &text).map_err(|error| Misuse(error.to_string()))
}

fn told(moved: &Moved) -> serde_json::Value {
    json!({
        "case_number": CaseNumber::from(moved.id).to_string(),
        "was": moved.was,
        "due": moved.due,
    })
}

fn print(moved: &[Moved]) -> anyhow::Result<()> {
    if moved.is_empty() {
        return Ok(say::line("no due date moves")?);
    }
    let row = |moved: &Moved| {
        vec![
            CaseNumber::from(moved.id).to_string(),
            moved.was.to_string(),
            moved.due.to_string(),
        ]
    };
    let rows: Vec<_> = moved.iter().map(row).collect();
    Ok(say::line(say::table(&["case", "due", "then due"], &rows))?)
}
