//! The programs with libFuzzer inside: they watch which code an input reaches and go on from there.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use super::{Done, Target, found, kept};
use crate::cli::house::root;
use crate::size::Size;

/// How long one input may take.
const INPUT_WITHIN_SECONDS: u64 = 1;
const MEMORY_MAX_MIB: u64 = 2_048;
/// What a program takes to start and to end.
const AROUND: Duration = Duration::from_secs(60);
/// libFuzzer takes seeds of 31 bits.
const SEEDS: u64 = 1 << 31;
const LAST_LINES: usize = 25;

pub fn is_built() -> bool {
    super::TARGETS
        .iter()
        .all(|target| program(target).is_some())
}

fn program(target: &Target) -> Option<PathBuf> {
    let folders = std::fs::read_dir(root().join("target/fuzz")).ok()?;
    let mut programs = folders
        .flatten()
        .map(|it| it.path().join("debug").join(target.name));
    programs.find(|program| program.is_file())
}

pub async fn run(target: &Target, size: Size, seed: u64) -> Done {
    let seconds = size.pick(2, 15, 300);
    let (corpus, seeds) = (folder(target, "corpus"), folder(target, "seeds"));
    for (number, seed) in (target.seeds)().iter().enumerate() {
        std::fs::write(seeds.join(number.to_string()), seed).unwrap();
    }
    let kept = kept(target);
    std::fs::create_dir_all(&kept).unwrap();
    let mut command = tokio::process::Command::new(program(target).unwrap());
    command
        .args([&corpus, &seeds, &kept])
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={}", super::targets::INPUT_MAX_BYTES))
        .arg(format!("-timeout={INPUT_WITHIN_SECONDS}"))
        .arg(format!("-rss_limit_mb={MEMORY_MAX_MIB}"))
        .arg(format!("-seed={}", seed % SEEDS))
        .arg(format!("-artifact_prefix={}/", found(target).display()))
        .args(["-print_final_stats=1", "-detect_leaks=0"])
        .current_dir(root())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let within = Duration::from_secs(seconds) + AROUND;
    let Ok(ended) = tokio::time::timeout(within, command.output()).await else {
        return broken(format!("not done within {} s", within.as_secs()));
    };
    let ended = ended.unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    let wrong = match ended.status.success() {
        true => Vec::new(),
        false => vec![last_lines(&said)],
    };
    Done {
        executions: executions(&said),
        wrong,
    }
}

fn broken(why: String) -> Done {
    Done {
        executions: 0,
        wrong: vec![why],
    }
}

fn folder(target: &Target, what: &str) -> PathBuf {
    let folder = root().join("target/fuzz").join(what).join(target.name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// As libFuzzer counts them at the end; where it broke off, as it counted last.
fn executions(said: &str) -> u64 {
    let at_the_end = said
        .lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let on_the_way = || {
        said.lines()
            .rev()
            .find_map(|line| line.strip_prefix('#')?.split_whitespace().next())
    };
    let count = at_the_end.or_else(on_the_way);
    count
        .and_then(|count| count.trim().parse().ok())
        .unwrap_or(0)
}

fn last_lines(said: &str) -> String {
    let told = |line: &&str| !line.starts_with('#') && !line.starts_with("stat::");
    let lines: Vec<&str> = said.lines().filter(told).collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}
