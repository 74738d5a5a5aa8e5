//! What reads foreign words is given everything: the targets of `tests/fuzz`, guided by coverage where their
//! programs are built (`scripts/build-fuzz-targets`), otherwise called here with the kept inputs and made-up
//! ones. Nothing panics, nothing takes longer than a second, and what each target says of itself holds.

mod guided;
mod made_up;
#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::path::{Path, PathBuf};

use serde_json::Map;

use crate::cli::house::root;
use crate::line::Outcome;
use crate::size::Size;
use targets::{TARGETS, Target};

/// What was done to one target.
struct Done {
    executions: u64,
    wrong: Vec<String>,
}

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let is_guided = size != Size::Short && guided::is_built();
    outcome.note(
        "form",
        if is_guided {
            "guided by coverage"
        } else {
            "made up"
        },
    );
    if size != Size::Short && !is_guided {
        eprintln!(
            "fuzz: the programs of tests/fuzz are not built; inputs are made up without coverage"
        );
    }
    let mut by_target = Map::new();
    for target in TARGETS {
        let done = match is_guided {
            true => guided::run(&target, size, seed).await,
            false => made_up::run(target, size, seed).await,
        };
        by_target.insert(target.name.to_owned(), done.executions.into());
        outcome.injected += done.executions;
        outcome.expect(done.executions > 0, || {
            format!("{} was never called", target.name)
        });
        outcome.add(
            done.wrong
                .iter()
                .map(|wrong| format!("{}: {wrong}", target.name))
                .collect(),
        );
    }
    outcome.note("targets", by_target);
    outcome
}

/// Inputs that once found something.
fn kept(target: &Target) -> PathBuf {
    root().join("tests/fuzz/corpus").join(target.name)
}

/// Where an input that finds something is laid.
fn found(target: &Target) -> PathBuf {
    let folder = root().join("target/fuzz/found").join(target.name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}
