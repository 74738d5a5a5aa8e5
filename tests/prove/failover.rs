//! The database's first server dies under load and its synchronous standby takes over: nothing that
//! was acknowledged is lost, clients are asked to come again, the node goes on by itself.

use crate::cluster::{Cluster, url};
use crate::dice::Dice;
use crate::line::Outcome;
use crate::load::{self, Load};
use crate::size::Size;
use crate::switch::Switch;
use crate::town::Town;

const CLIENTS: usize = 8;
const QUIET_SECONDS: u64 = 60;
const GOES_ON_WITHIN_SECONDS: u64 = 20;
const REPLICATION: &str = "wal_level = replica\nmax_wal_senders = 8\nwal_keep_size = 256\n";

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let mut first = Cluster::start_with(|_| {}, REPLICATION);
    first.sql("postgres", "CREATE DATABASE town").await;
    let switch = Switch::to(first.port).await;
    let town = Town::over(url(switch.port, "town"));
    let (mut node, _) = town.serve().await;
    let load = Load::start(&town, std::slice::from_ref(&node.url), CLIENTS, seed);
    load.book.goes_on(10).await;
    let mut dice = Dice::new(seed);
    for number in 0..size.pick(1, 4, 15) {
        // Copied while the clients write.
        let standby = first.standby().await;
        tokio::time::sleep(dice.millis(500..2_000)).await;
        match number % 2 {
            0 => first.stop("immediate"),
            _ => first.kill(),
        }
        outcome.injected += 1;
        standby.promote().await;
        switch.turn(standby.port);
        let alive = load.book.goes_on(GOES_ON_WITHIN_SECONDS).await;
        outcome.expect(alive, || format!("nothing goes on after failover {number}"));
        first = standby;
    }
    outcome.expect(node.ended().is_none(), || "the node ended".to_owned());
    let book = load.end().await;
    outcome.add(town.quiet(QUIET_SECONDS).await);
    // The switch is a task of ours, and the node's last words go through it.
    tokio::task::block_in_place(|| node.terminate());
    outcome.add(load::missing(&town, &book).await);
    outcome.add(town.verify(&book.filed()));
    outcome.note("acknowledged", book.count());
    outcome.note("answers", book.told());
    outcome
}
