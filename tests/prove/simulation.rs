//! A deterministic simulation: several nodes over one store, their jobs, a post office, people and time,
//! all in one thread; what happens next is thrown with a seed. The engine, the storage, the workers' steps
//! and the schedules are the real ones over a real SQLite, the clocks are virtual, and nodes die at the
//! places of `faults`.
//!
//! What can come between two transactions of one node is what other nodes, people and time do meanwhile,
//! and that is what the seed orders: a scheduler of our own, not a runtime with simulated threads, since
//! SQLite's own thread would take the order out of such a runtime's hands. A run that stands at the post
//! office's counter goes on whenever the seed says.
//!
//! A seed that finds something is printed with the command that plays it again, and belongs into
//! `simulation/kept.txt`, which every run plays first. Start at `world.rs`.

mod applications;
mod book;
mod checks;
mod ending;
mod node;
mod people;
mod ports;
mod post;
mod sitting;
mod town;
mod trace;
mod world;

use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;
use tokio::runtime::Builder;

use crate::dice::Dice;
use crate::line::Outcome;
use crate::size::Size;
use town::Town;
use trace::Trace;
use world::World;

/// Seeds that once found something.
const KEPT: &str = include_str!("simulation/kept.txt");
/// Names the one seed that is played, aloud.
const ONE: &str = "SIMULATION_SEED";
/// What a failure shows of what happened before it.
const LINES_SHOWN: usize = 25;
/// Failures after which no other seed is played.
const FAILURES_MAX: usize = 5;

/// Steps of one seed: at least so many, and up to so many more.
const STEPS: (usize, usize) = (24, 44);

/// What came of one seed.
struct Played {
    trace: Trace,
    wrong: Vec<String>,
    injected: u64,
    calls: usize,
}

pub async fn run(size: Size, seed: u64) -> Outcome {
    let whole = tokio::task::spawn_blocking(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(every(size, seed))
    });
    whole.await.unwrap()
}

async fn every(size: Size, base: u64) -> Outcome {
    let town = Town::build().await;
    let mut outcome = Outcome::default();
    if let Ok(one) = std::env::var(ONE) {
        let seed = one.parse().expect("SIMULATION_SEED is a number");
        let played = play(&town, seed, true).await;
        judge(seed, played, &mut outcome);
        return outcome;
    }
    let kept: Vec<u64> = KEPT.lines().filter_map(kept).collect();
    outcome.note("kept", kept.len());
    same_twice(&town, base, &mut outcome).await;
    let many = size.pick(30, 1_000, 10_000);
    let mut calls = 0;
    for seed in kept
        .into_iter()
        .chain((0..many).map(|it| base.wrapping_add(it)))
    {
        let played = play(&town, seed, false).await;
        calls += played.calls;
        judge(seed, played, &mut outcome);
        if outcome.violations.len() >= FAILURES_MAX {
            break;
        }
    }
    outcome.note("seeds", many);
    outcome.note("calls", calls);
    outcome
}

fn kept(line: &str) -> Option<u64> {
    let (number, _) = line.split_once('#').unwrap_or((line, ""));
    let number = number.trim();
    (!number.is_empty()).then(|| number.parse().expect("a seed a line"))
}

/// The same seed plays the same, to the last hash of every journal.
async fn same_twice(town: &Town, seed: u64, outcome: &mut Outcome) {
    let (one, again) = (play(town, seed, false).await, play(town, seed, false).await);
    outcome.expect(one.trace.hash() == again.trace.hash(), || {
        let place = one.trace.differs_at(&again.trace).unwrap_or_default();
        format!("seed {seed} does not play the same twice: {place}")
    });
    let other = play(town, seed.wrapping_add(1), false).await;
    outcome.expect(one.trace.hash() != other.trace.hash(), || {
        "two seeds play the same".to_owned()
    });
}

async fn play(town: &Town, seed: u64, aloud: bool) -> Played {
    let mut world = World::begin(town, seed, aloud).await;
    let steps = STEPS.0 + Dice::apart(seed, 3).below(STEPS.1);
    let whole = AssertUnwindSafe(from_begin_to_end(&mut world, steps));
    if whole.catch_unwind().await.is_err() {
        world.wrong("the simulation itself panicked".to_owned());
    }
    let injected = world.injected + world.ground.post.harmed();
    let calls = world.book.asked.len();
    let trace = std::mem::take(&mut world.trace);
    let wrong = std::mem::take(&mut world.wrong);
    world.close().await;
    Played {
        trace,
        wrong,
        injected,
        calls,
    }
}

async fn from_begin_to_end(world: &mut World<'_>, steps: usize) {
    world.live(steps).await;
    if world.wrong.is_empty() {
        world.end().await;
    }
    if world.wrong.is_empty() {
        world.check().await;
    }
}

fn judge(seed: u64, played: Played, outcome: &mut Outcome) {
    outcome.injected += played.injected;
    let Some(first) = played.wrong.first() else {
        return;
    };
    eprintln!("{}", played.trace.end(LINES_SHOWN).join("\n"));
    eprintln!("play it again: {ONE}={seed} cargo test --test prove -- simulation");
    outcome.wrong(format!("seed {seed}: {first}"));
}
