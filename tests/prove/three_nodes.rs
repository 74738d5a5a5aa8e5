//! Three nodes on one database; one of them is stopped beyond its leases, in the middle of schedules,
//! ladders, letters and answers, and goes on later: nothing comes twice, no stale write is taken.

use std::time::Duration;

use chrono::{DateTime, Utc};
use lianban::storage::entities::job;
use lianban::storage::requests;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::dice::Dice;
use crate::letters;
use crate::line::Outcome;
use crate::load::{self, Load};
use crate::node::{Node, until_within};
use crate::size::Size;
use crate::support::smtp::Listener;
use crate::town::Town;

const NODES: usize = 3;
const CLIENTS: usize = 6;
const QUIET_SECONDS: u64 = 90;

/// A few seconds before a seal or a digest each, further and further on: what was left open is reminded,
/// urged, handed over meanwhile.
const DAYS: [&str; 6] = [
    "2026-04-08T08:29:57+08:00",
    "2026-04-16T00:04:57+08:00",
    "2026-04-24T08:29:57+08:00",
    "2026-05-13T00:04:57+08:00",
    "2026-06-17T08:29:57+08:00",
    "2026-07-15T00:04:57+08:00",
];

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let stopped = Duration::from_secs(size.pick(8, 12, 60));
    let open = size.pick(20, 150, 400);
    let mut town = Town::on_postgres().await;
    let post = Listener::start().await;
    town.write_to(&post);
    town.set("SEAL__RECIPIENTS", "keeper@archive.example");
    town.set("CLOCK__MODE", "virtual");
    let mut dice = Dice::new(seed);
    let mut acknowledged = Vec::new();
    for (number, day) in DAYS.iter().take(size.pick(2, 4, 6)).enumerate() {
        town.set("CLOCK__START", day);
        let nodes = nodes(&town).await;
        let urls: Vec<String> = nodes.iter().map(|node| node.url.clone()).collect();
        if number == 0 {
            acknowledged.extend(load::left_open(&town, &urls[0], "left-open", open).await);
        }
        let load = Load::start(&town, &urls, CLIENTS, seed + number as u64);
        tokio::time::sleep(dice.millis(0..1_500)).await;
        let chosen = &nodes[dice.below(NODES)];
        chosen.signal("STOP");
        tokio::time::sleep(stopped).await;
        let alive = load.book.goes_on(10).await;
        outcome.expect(alive, || "the others do not go on".to_owned());
        chosen.signal("CONT");
        outcome.injected += 1;
        tokio::time::sleep(Duration::from_secs(2)).await;
        let book = load.end().await;
        settled(&town, day).await;
        outcome.add(town.quiet(QUIET_SECONDS).await);
        for node in nodes {
            node.terminate();
        }
        outcome.add(load::missing(&town, &book).await);
        acknowledged.extend(book.filed());
        outcome.add(town.verify(&acknowledged));
        outcome.note(&format!("answers_{}", number + 1), book.told());
    }
    let letters = letters::compare(&town, &post).await;
    outcome.add(letters.violations);
    outcome.note("letters", letters.arrived);
    outcome.note("letters_twice", letters.twice);
    outcome.add(ticks_came_once(&town).await);
    outcome
}

async fn nodes(town: &Town) -> Vec<Node> {
    let anywhere = [("LIANBAN__SERVER__LISTEN", "127.0.0.1:0")];
    let (one, two, three) = tokio::join!(
        town.start("serve", &anywhere),
        town.start("serve", &anywhere),
        town.start("serve", &anywhere)
    );
    vec![one.0, two.0, three.0]
}

/// Waits until no request has its turn coming any more.
async fn settled(town: &Town, day: &str) {
    let store = town.store().await;
    let at = day.parse::<DateTime<Utc>>().unwrap();
    until_within(QUIET_SECONDS, "every request had its turn", || async {
        let due = requests::due(store.reader(), at, None, 1).await;
        due.unwrap().is_empty()
    })
    .await;
}

async fn ticks_came_once(town: &Town) -> Vec<String> {
    let store = town.store().await;
    let ticks = job::Entity::find().filter(job::Column::Queue.eq("cron"));
    let rows = ticks.all(store.reader()).await.unwrap();
    let mut keys: Vec<Option<String>> = rows.into_iter().map(|row| row.dedup_key).collect();
    let count = keys.len();
    keys.sort();
    keys.dedup();
    match (count, keys.len() == count) {
        (0, _) => vec!["no schedule ever came".to_owned()],
        (_, true) => Vec::new(),
        (_, false) => vec!["a schedule came twice".to_owned()],
    }
}
