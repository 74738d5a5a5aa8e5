//! `lianban verify`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::{Ending, Misuse, Settings, say};
use crate::app::{Clocks, House, identity};
use crate::engine::verify::{Check, Options};
use crate::storage::seals::Seal;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban verify\n  lianban verify --json | jq '.checks[] | select(.failed > 0)'\n  lianban verify --acks acknowledged.txt    one case number a line, as clients were told them\n  lianban verify --seals seal-2026-04-12.json  what was sealed by then is as it was\n  lianban verify --seals ~/seals            the whole chain\n\nReads one snapshot a request, so a running house may be verified. Mends nothing. Ends with 1 if\nanything does not hold. What happened after the newest seal that left\nthe house is fixed by no seal."
)]
pub(super) struct Arguments {
    /// Case numbers that clients were told, one a line: each must exist
    #[arg(long, value_name = "FILE")]
    acks: Option<PathBuf>,
    /// Seals that left the house, as the letters brought them: files, or folders of them
    #[arg(long, alias = "seal", value_name = "FILE", num_args = 1..)]
    seals: Vec<PathBuf>,
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
    let clocks = Clocks::of(&config);
    let house = House::open(config, clocks).await?;
    identity::files_of(&house.engine, &house.config.files.folder).await?;
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

/// The files as the letters brought them; of a folder, every `.json` in it.
fn seals(arguments: &Arguments) -> anyhow::Result<Vec<Seal>> {
    let mut files = Vec::new();
    for path in &arguments.seals {
        match path.is_dir() {
            true => files.extend(folder(path)?),
            false => files.push(path.clone()),
        }
    }
    let seals: Result<_, Misuse> = files.iter().map(|file| seal(file)).collect();
    Ok(seals?)
}

fn folder(path: &Path) -> Result<Vec<PathBuf>, Misuse> {
    let unreadable = |error| Misuse(format!("{}: {error}", path.display()));
    let mut files = Vec::new();
    for entry in path.read_dir().map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|ending| ending == "json") {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(Misuse(format!("{}: no seal in it", path.display())));
    }
    files.sort();
    Ok(files)
}

fn seal(file: &Path) -> Result<Seal, Misuse> {
    let wrong = |error: String| Misuse(format!("{}: {error}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| wrong(format!("is no seal: {error}")))
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
        for offender in &check.offenders {
            let about = offender.case_number.as_deref().unwrap_or("the house");
            let (invariant, detail) = (check.invariant, &offender.detail);
            say::line(format!("{invariant} in {about}: {detail}"))?;
        }
    }
    let verdict = if holds {
        "everything holds"
    } else {
        "something does not hold"
    };
    Ok(say::line(verdict)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn saved(day: &str) -> String {
        format!(
            r#"{{"day":"{day}","previous":null,"heads":[["request",7,3,"ab"],["sitting",9,1,"cd"]],
                "root":"00","signature":"11","at":"2026-04-13T00:05:00Z"}}"#
        )
    }

    fn given(paths: Vec<PathBuf>) -> anyhow::Result<Vec<Seal>> {
        seals(&Arguments {
            acks: None,
            seals: paths,
            json: false,
        })
    }

    #[test]
    fn files_and_folders_of_seals_are_taken_as_they_were_saved() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let first = file("seal-2026-04-12.json", &saved("2026-04-12"));
        file("seal-2026-04-13.json", &saved("2026-04-13"));
        file("letter.eml", "Subject: a letter");
        let seals = given(vec![folder.path().to_owned()]).unwrap();
        let days: Vec<String> = seals.iter().map(|seal| seal.day.to_string()).collect();
        assert_eq!(days, ["2026-04-12", "2026-04-13"]);
        assert_eq!(seals[0].heads[1].id, 9);
        assert_eq!(given(vec![first]).unwrap().len(), 1);

        let cut = file("seal-2026-04-14.json", "{");
        let refused = given(vec![cut]).unwrap_err();
        assert!(refused.is::<Misuse>(), "{refused}");
        assert!(refused.to_string().contains("seal-2026-04-14.json"));
        let empty = tempfile::tempdir().unwrap();
        assert!(given(vec![empty.path().to_owned()]).is_err());
    }
}
