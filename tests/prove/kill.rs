//! A node is killed in the middle of its work, at any moment and at every place where it writes.

use std::time::Duration;

use lianban::faults::PLACES;

use crate::dice::Dice;
use crate::letters;
use crate::line::Outcome;
use crate::load::{self, Load};
use crate::node::Node;
use crate::size::Size;
use crate::support::smtp::Listener;
use crate::town::Town;

const CLIENTS: usize = 6;
/// Longest from its start until a node answers again.
const READY_WITHIN: Duration = Duration::from_secs(2);
/// Longest until a place is passed under load.
const PASSED_WITHIN_SECONDS: u64 = 20;
const QUIET_SECONDS: u64 = 60;

/// A few seconds before the first seal and the first digest of a house that begins here.
const EVENING: &str = "2026-04-08T00:04:50+08:00";
/// The next nights: the seals and ticks of the places that need one.
const NIGHTS: [&str; 4] = [
    "2026-04-09T00:04:57+08:00",
    "2026-04-10T00:04:57+08:00",
    "2026-04-11T00:04:57+08:00",
    "2026-04-12T00:04:57+08:00",
];

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let kills = size.pick(4, 100, 500);
    random(Town::on_postgres().await, kills / 2, seed, &mut outcome).await;
    random(Town::on_sqlite(), kills - kills / 2, seed + 1, &mut outcome).await;
    let places = size.pick(&PLACES[..2], &PLACES[..], &PLACES[..]);
    at_places(Town::on_postgres().await, places, seed, &mut outcome).await;
    outcome.note("places", places.len());
    outcome
}

/// Kills at moments that nobody chose.
async fn random(mut town: Town, kills: usize, seed: u64, outcome: &mut Outcome) {
    let post = Listener::start().await;
    town.write_to(&post);
    let mut dice = Dice::new(seed);
    let (mut node, _) = town.serve().await;
    let load = Load::start(&town, std::slice::from_ref(&node.url), CLIENTS, seed);
    let mut slowest = Duration::ZERO;
    for _ in 0..kills {
        tokio::time::sleep(dice.millis(100..900)).await;
        node.kill();
        outcome.injected += 1;
        let ready;
        (node, ready) = town.serve().await;
        slowest = slowest.max(ready);
        outcome.expect(ready <= READY_WITHIN, || {
            format!("ready again after {} ms", ready.as_millis())
        });
    }
    let alive = load.book.goes_on(10).await;
    outcome.expect(alive, || "nothing goes on after the last kill".to_owned());
    conclude(&town, &post, load, node, outcome).await;
    let slowest = u64::try_from(slowest.as_millis()).unwrap();
    let before = outcome.details.get("ready_ms_max");
    let worst = before.and_then(serde_json::Value::as_u64).unwrap_or(0);
    outcome.note("ready_ms_max", worst.max(slowest));
}

/// Kills before and after each write, each place once.
async fn at_places(mut town: Town, places: &[&str], seed: u64, outcome: &mut Outcome) {
    let post = Listener::start().await;
    town.write_to(&post);
    town.set("SEAL__RECIPIENTS", "keeper@archive.example");
    town.set("CLOCK__MODE", "virtual");
    town.set("CLOCK__START", EVENING);
    let mut dice = Dice::new(seed);
    let mut nights = NIGHTS.iter();
    let (node, _) = town.serve().await;
    let load = Load::start(&town, std::slice::from_ref(&node.url), CLIENTS, seed);
    load.book.goes_on(10).await;
    node.terminate();
    for place in places {
        // Once a night, the first time it comes; all others under way.
        let nightly = place.starts_with("tick") || place.starts_with("seal");
        if nightly {
            town.set("CLOCK__START", nights.next().unwrap());
        }
        let passing = match nightly {
            true => 1,
            false => dice.in_range(1..12),
        };
        let doom = format!("{place}@{passing}");
        let mut own = vec![("LIANBAN_FAULT", doom.as_str())];
        if place.starts_with("letter") {
            own.push(("LIANBAN__MAIL__TRANSPORT", "file"));
        }
        match died(town.doomed(&own)).await {
            true => outcome.injected += 1,
            false => outcome.wrong(format!("{place} was never passed")),
        }
        let (node, _) = town.serve().await;
        let alive = load.book.goes_on(10).await;
        outcome.expect(alive, || format!("nothing goes on after {doom}"));
        node.terminate();
    }
    let (node, _) = town.serve().await;
    conclude(&town, &post, load, node, outcome).await;
}

/// Whether it aborted in time.
async fn died(mut node: Node) -> bool {
    for _ in 0..PASSED_WITHIN_SECONDS * 50 {
        if let Some(ended) = node.ended() {
            return !ended.success();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    node.kill();
    false
}

async fn conclude(town: &Town, post: &Listener, load: Load, node: Node, outcome: &mut Outcome) {
    let book = load.end().await;
    outcome.add(town.quiet(QUIET_SECONDS).await);
    node.terminate();
    outcome.add(load::missing(town, &book).await);
    outcome.add(town.verify(&book.filed()));
    add(outcome, "acknowledged", book.count() as u64);
    let letters = letters::compare(town, post).await;
    outcome.add(letters.violations);
    outcome.expect(letters.arrived > 0, || "no letter ever arrived".to_owned());
    add(outcome, "letters", letters.arrived as u64);
    add(outcome, "letters_twice", letters.twice as u64);
}

fn add(outcome: &mut Outcome, name: &str, count: u64) {
    let before = outcome.details.get(name);
    let before = before.and_then(serde_json::Value::as_u64).unwrap_or(0);
    outcome.note(name, before + count);
}
