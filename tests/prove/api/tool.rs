//! Schemathesis, as `scripts/install-test-tools prove` lays it into `target/schemathesis`.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use serde::Deserialize;

use super::ground::Ground;
use super::people::Person;
use super::scene::Scene;
use super::tally::Tally;
use crate::cli::house::root;
use crate::size::Size;

/// How long the calls of one person may take.
const WITHIN: Duration = Duration::from_secs(300);
/// The tool takes seeds of 32 bits.
const SEEDS: u64 = 1 << 32;
/// How much of its last words is told where it broke down.
const LAST_WORDS_CHARS: usize = 1_500;

/// What `hooks.py` writes at the end.
#[derive(Deserialize)]
struct Told {
    statuses: Tally,
    failures: Vec<Failure>,
}

/// An answer that breaks a rule.
#[derive(Deserialize)]
struct Failure {
    operation: String,
    rule: String,
    status: u16,
    why: String,
    call: String,
    answer: String,
}

/// What came back, and what was wrong with it.
pub async fn run(
    scene: &Scene,
    person: &Person,
    ground: &Ground,
    size: Size,
    seed: u64,
) -> Result<(Tally, Vec<String>), String> {
    let folder = scene.folder_of(person.name);
    let (places_file, tally) = (folder.join("places.json"), folder.join("tally.json"));
    std::fs::write(&places_file, ground.places.to_string()).unwrap();
    let mut command = tokio::process::Command::new(program()?);
    command
        .arg("--config-file")
        .arg(settings(&folder))
        .arg("run")
        .arg(scene.document_file())
        .args(["--url", scene.url(), "--no-color", "--workers", "1"])
        .args(["--seed", &(seed % SEEDS).to_string()])
        .args(["--phases", phases(person, size)])
        .args(["--max-examples", size.pick("3", "4", "40")])
        .args(["--no-shrink", "--continue-on-failure", "--warnings", "off"])
        .args([
            "--checks",
            "all",
            "--exclude-checks",
            "positive_data_acceptance",
        ])
        .args([
            "--suppress-health-check",
            "all",
            "--generation-database",
            "none",
        ])
        .env("LIANBAN_API_PLACES", &places_file)
        .env("LIANBAN_API_TALLY", &tally)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(&folder)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    if let Some(shown) = &ground.authorization {
        command.args(["--header", &format!("Authorization: {shown}")]);
    }
    let ended = tokio::time::timeout(WITHIN, command.output()).await;
    let ended = ended.map_err(|_| format!("not done within {} s", WITHIN.as_secs()))?;
    let ended = ended.map_err(|error| format!("Schemathesis does not run: {error}"))?;
    let told = std::fs::read_to_string(&tally).map_err(|_| last_words(&ended))?;
    let told: Told = serde_json::from_str(&told).map_err(|error| error.to_string())?;
    let mut wrong: Vec<String> = told.failures.iter().map(in_words).collect();
    if !ended.status.success() && wrong.is_empty() {
        wrong.push(last_words(&ended));
    }
    Ok((told.statuses, wrong))
}

fn program() -> Result<PathBuf, String> {
    let program = root().join("target/schemathesis/bin/schemathesis");
    match program.exists() {
        true => Ok(program),
        false => Err("Schemathesis is not installed; `make tools` does it".to_owned()),
    }
}

fn settings(folder: &Path) -> PathBuf {
    let file = folder.join("schemathesis.toml");
    let hooks = root().join("tests/prove/api/hooks.py");
    std::fs::write(
        &file,
        format!("hooks = {:?}\n", hooks.display().to_string()),
    )
    .unwrap();
    file
}

/// `coverage` goes through every edge of every schema.
fn phases(person: &Person, size: Size) -> &'static str {
    match size {
        Size::Short => "examples,fuzzing",
        Size::Usual if !person.thorough => "examples,fuzzing",
        Size::Usual | Size::Full => "examples,coverage,fuzzing",
    }
}

fn in_words(failure: &Failure) -> String {
    let Failure {
        operation,
        rule,
        status,
        why,
        call,
        answer,
    } = failure;
    format!("{operation} ({status}): {rule}: {why}\n{call}\n{answer}")
}

fn last_words(ended: &Output) -> String {
    let said = [&ended.stdout[..], &ended.stderr[..]].concat();
    let said = String::from_utf8_lossy(&said);
    let skipped = said.chars().count().saturating_sub(LAST_WORDS_CHARS);
    format!(
        "Schemathesis ended with {}: {}",
        ended.status,
        said.chars().skip(skipped).collect::<String>()
    )
}
