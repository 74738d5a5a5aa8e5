//! The proof: what must hold, holds under every fault of the list (docs/en/proving.md).
//!
//! One file a row. Each does real harm to the real binary, to a real PostgreSQL, in a real SMTP
//! conversation, with a fixed seed, then has `lianban verify` look at the data, and prints one line of
//! JSON. A row that did no harm has proved nothing and fails, as does a violation; the first one of
//! each row is told on standard error.
//!
//! `cargo test` runs the short set; `make prove` all rows within an hour; `PROVE=full` reaches the
//! counts of the list. Arguments choose rows by name. Start at [`ROWS`], then at `town` and `load`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a proof that cannot go on fails"
)]

mod cli;
#[path = "../it/nodes/node.rs"]
#[allow(dead_code, reason = "a part of it is used here")]
mod node;
#[path = "../it/support/mod.rs"]
#[allow(unused_imports, unused_macros, reason = "a part of it is used here")]
mod support;

mod api;
mod backup;
mod clock;
mod cluster;
mod cutter;
mod dice;
mod disk_full;
mod failover;
mod fuzz;
mod kill;
mod letters;
mod line;
mod load;
mod lost_answer;
mod machine_clock;
mod old_data;
mod postgres_restart;
mod races;
mod simulation;
mod size;
mod smtp;
mod switch;
mod tamper;
mod three_nodes;
mod town;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use futures::future::BoxFuture;

use line::{Line, Outcome};
use size::Size;

/// A row: its name, what it does, how long it may take by size, in seconds.
/// Of each thread: what a development build calls is deep.
const STACK_BYTES: usize = 16 << 20;

struct Row {
    name: &'static str,
    run: fn(Size, u64) -> BoxFuture<'static, Outcome>,
    bounds: [u64; 3],
    /// Whether the short set has it.
    short: bool,
}

macro_rules! row {
    ($name:ident, $short:literal, $bounds:expr) => {
        Row {
            name: stringify!($name),
            run: |size, seed| $name::run(size, seed).boxed(),
            bounds: $bounds,
            short: $short,
        }
    };
}

/// Every row, as the list has them; the bounds of the middle column end before an hour.
const ROWS: [Row; 16] = [
    row!(simulation, true, [90, 600, 5_400]),
    row!(kill, true, [90, 400, 2_400]),
    row!(postgres_restart, false, [60, 150, 900]),
    row!(failover, false, [60, 150, 900]),
    row!(lost_answer, true, [60, 120, 600]),
    row!(three_nodes, false, [120, 240, 900]),
    row!(smtp, true, [90, 150, 300]),
    row!(clock, false, [90, 150, 300]),
    row!(machine_clock, false, [90, 180, 300]),
    row!(disk_full, true, [90, 120, 300]),
    row!(races, true, [90, 400, 3_600]),
    row!(tamper, true, [90, 240, 1_800]),
    row!(backup, false, [90, 300, 900]),
    row!(old_data, true, [60, 120, 120]),
    row!(api, false, [180, 900, 2_400]),
    row!(fuzz, true, [90, 400, 3_600]),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Vec<&String> = arguments.iter().filter(|it| !it.starts_with('-')).collect();
    let size = Size::of_environment();
    let by_name = |row: &&Row| wanted.iter().any(|name| row.name == name.as_str());
    let unknown = |name: &&&String| ROWS.iter().all(|row| row.name != name.as_str());
    if let Some(name) = wanted.iter().find(unknown) {
        let names: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
        eprintln!("there is no row {name}; there are {}", names.join(", "));
        return ExitCode::FAILURE;
    }
    let chosen = ROWS.iter().filter(|row| match wanted.is_empty() {
        true => size != Size::Short || row.short,
        false => by_name(row),
    });
    if arguments.iter().any(|argument| argument == "--list") {
        chosen.for_each(|row| println!("{}: test", row.name));
        return ExitCode::SUCCESS;
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    let seed = size::seed();
    let mut holds = true;
    for row in chosen {
        holds &= prove(row, size, seed);
    }
    match holds {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// A row that did not end in time, with what it had found until then.
fn late(bound: Duration) -> Outcome {
    let mut outcome = Outcome {
        violations: line::take_found(),
        ..Outcome::default()
    };
    outcome.wrong(format!("not done within {} s", bound.as_secs()));
    outcome
}

/// Runs one row within its time and prints its line; whether it holds.
fn prove(row: &Row, size: Size, seed: u64) -> bool {
    let begun = Instant::now();
    let bound = Duration::from_secs(size.pick(row.bounds[0], row.bounds[1], row.bounds[2]));
    line::take_found();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().thread_stack_size(STACK_BYTES);
    let runtime = runtime.build().unwrap();
    let outcome = runtime.block_on(async {
        let run = tokio::spawn((row.run)(size, seed));
        match tokio::time::timeout(bound, run).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(broken)) => Outcome::broken(format!("the row could not go on: {broken}")),
            Err(_) => late(bound),
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
    let line = Line::of(row.name, seed, &outcome, begun.elapsed());
    println!("{line}");
    if let Some(first) = outcome.violations.first() {
        eprintln!("{}: {first}", row.name);
    }
    if outcome.injected == 0 {
        eprintln!("{}: no fault was injected, so nothing was proved", row.name);
    }
    line.holds()
}
