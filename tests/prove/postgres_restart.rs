//! PostgreSQL is killed, crashes or is restarted under load: what was acknowledged is there, clients
//! are asked to come again and nothing worse, and the node goes on by itself.

use crate::cluster::Cluster;
use crate::dice::Dice;
use crate::line::Outcome;
use crate::load::{self, Load};
use crate::size::Size;
use crate::town::Town;

const CLIENTS: usize = 8;
const QUIET_SECONDS: u64 = 60;
/// Longest until something is acknowledged once the database is there again.
const GOES_ON_WITHIN_SECONDS: u64 = 15;

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let cluster = Cluster::start();
    cluster.sql("postgres", "CREATE DATABASE town").await;
    let town = Town::over(cluster.url("town"));
    let (mut node, _) = town.serve().await;
    let load = Load::start(&town, std::slice::from_ref(&node.url), CLIENTS, seed);
    load.book.goes_on(10).await;
    let mut dice = Dice::new(seed);
    for number in 0..size.pick(2, 15, 60) {
        tokio::time::sleep(dice.millis(300..1_500)).await;
        match number % 3 {
            0 => cluster.kill(),
            1 => cluster.stop("immediate"),
            _ => cluster.stop("fast"),
        }
        outcome.injected += 1;
        tokio::time::sleep(dice.millis(0..1_500)).await;
        cluster.start_again();
        let alive = load.book.goes_on(GOES_ON_WITHIN_SECONDS).await;
        outcome.expect(alive, || format!("nothing goes on after restart {number}"));
    }
    outcome.expect(node.ended().is_none(), || "the node ended".to_owned());
    let book = load.end().await;
    outcome.add(town.quiet(QUIET_SECONDS).await);
    node.terminate();
    outcome.add(load::missing(&town, &book).await);
    outcome.add(town.verify(&book.filed()));
    outcome.note("acknowledged", book.count());
    outcome.note("answers", book.told());
    outcome
}
