//! `lianban verify`

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;

use super::{Ending, Misuse, Settings, say};
use crate::app::{House, ports};
use crate::engine::verify::{Check, Options};
use crate::storage::seals::Seal;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban verify\n  lianban verify --json | jq '.checks[] | select(.failed > 0)'\n  lianban verify --acks acknowledged.txt    one case number a line, as clients were told them\n\nReads one snapshot a request, so a running house may be verified. Mends nothing. Ends with 1 if\nanything does not hold."
)]
pub(super) struct Arguments {
    /// Case numbers that clients were told, one a line: each must exist
    #[arg(long, value_name = "FILE")]
    acks: Option<PathBuf>,
    /// Seals that left the house, a JSON list: the journals must agree with them
    #[arg(long, value_name = "FILE")]
    seals: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    let config = Arc::new(settings.load()?);
    let options = Options {
        acknowledged: acknowledged(arguments)?,
        seals: seals(arguments)?,
    };
    let law = ports::law(&config);
    let house = House::open(config, law).await?;
    let report = house.engine.verify(&options).await?;
    house.close().await?;
    let holds = report.holds();
    if arguments.json {
        say::json(&json!({"holds": holds, "checks": report.checks()}))?;
    } else {
        print(&report.checks(), holds)?;
    }
    Ok(if holds { Ending::Done } else { Ending::Refused })
}

fn acknowledged(arguments: &Arguments) -> anyhow::Result<Vec<String>> {
    let Some(path) = &arguments.acks else {
        return Ok(Vec::new());
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| Misuse(format!("{}: {error}", path.display())))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(str::to_owned).collect())
}

fn seals(arguments: &Arguments) -> anyhow::Result<Vec<Seal>> {
    let Some(path) = &arguments.seals else {
        return Ok(Vec::new());
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| Misuse(format!("{}: {error}", path.display())))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no list of seals", path.display()))
}

fn print(checks: &[&Check], holds: bool) -> anyhow::Result<()> {
    let row = |check: &&Check| {
        vec![
            check.invariant.to_owned(),
            check.says.to_owned(),
            check.counted.to_string(),
            check.failed.to_string(),
            if check.failed == 0 { "holds" } else { "BROKEN" }.to_owned(),
        ]
    };
    let rows: Vec<_> = checks.iter().map(row).collect();
    say::line(say::table(
        &["", "what must hold", "counted", "failed", "verdict"],
        &rows,
    ))?;
    for check in checks {
        if let Some(first) = &check.first {
            let about = first.case_number.as_deref().unwrap_or("the house");
            say::line(format!(
                "{}: first in {about}: {}",
                check.invariant, first.detail
            ))?;
        }
    }
    let verdict = if holds {
        "everything holds"
    } else {
        "something does not hold"
    };
    Ok(say::line(verdict)?)
}
