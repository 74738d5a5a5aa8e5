//! Several nodes on one PostgreSQL, as processes: what each of them would do alone, they do
//! together once, though one is killed and another stalls past its leases.
//!
//! The law's clock is virtual and is set forward from start to start: it stands a few seconds before
//! a schedule's time, so that every node sees that tick come, after days that none of them saw.

pub mod node;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use lianban::domain::event::Event;
use lianban::domain::identifiers::{CaseNumber, RequestId};
use lianban::engine::outbox::MAIL_QUEUE;
use lianban::jobs::cron;
use lianban::storage::entities::job;
use lianban::storage::jobs::Status;
use lianban::storage::mails::{self, State};
use lianban::storage::{Settings, Store, journal, requests};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use self::node::{Node, file, until_within};
use crate::cli::house::{House, Ran};
use crate::support::postgres;
use crate::support::smtp::{Behaviour, Listener};

/// Jobs that a node runs at a time.
const SLOTS: usize = 2;
const NODES: usize = 3;
/// More than all nodes can hold at a time.
const REQUESTS: usize = SLOTS * NODES + 2;
/// Longest a lease may outlive its holder: the lease, the margin between clocks, the reaper's beat,
/// and as much again for a busy machine.
const TAKEN_OVER_SECONDS: u64 = 30;
/// Longest for everything due to be done.
const QUIET_SECONDS: u64 = 60;

/// Three seconds before the first digest; the requests are filed here.
const FIRST_MORNING: &str = "2026-04-08T08:29:57+08:00";
/// Before the seal of a day, four nights later: the desk's silence has run out.
const LATER_NIGHT: &str = "2026-04-13T00:04:57+08:00";
/// Before a digest, weeks later: so has that of the departments.
const MUCH_LATER: &str = "2026-04-30T08:29:57+08:00";

const APPLICANT: &str = "tenzin@example.org";
const KEEPER: &str = "keeper@archive.example";

/// The nodes' common house.
struct Town {
    house: House,
    store: Store,
    environment: Vec<(&'static str, String)>,
    post: Listener,
}

impl Town {
    async fn open() -> Self {
        let url = postgres::database().await;
        let post = Listener::start().await;
        let environment = vec![
            ("LIANBAN__DATABASE__URL", url.clone()),
            ("LIANBAN__DATABASE__POOL_SIZE", "8".to_owned()),
            ("LIANBAN__MAIL__TRANSPORT", "smtp".to_owned()),
            ("LIANBAN__MAIL__HOST", post.host()),
            ("LIANBAN__MAIL__PORT", post.port().to_string()),
            ("LIANBAN__MAIL__TLS", "none".to_owned()),
            ("LIANBAN__MAIL__TIMEOUT_SECONDS", "300".to_owned()),
            ("LIANBAN__JOBS__POLL_SECONDS", "1".to_owned()),
            ("LIANBAN__JOBS__LEASE_SECONDS", "5".to_owned()),
            ("LIANBAN__JOBS__CONCURRENCY", SLOTS.to_string()),
            ("LIANBAN__JOBS__BACKOFF_SECONDS", "1".to_owned()),
            ("LIANBAN__SEAL__RECIPIENTS", KEEPER.to_owned()),
            ("LIANBAN__CLOCK__MODE", "virtual".to_owned()),
            ("LIANBAN__CLOCK__START", FIRST_MORNING.to_owned()),
        ];
        let store = Store::connect(&Settings::new(url)).await.unwrap();
        let house = House::new();
        let town = Self {
            house,
            store,
            environment,
            post,
        };
        town.lianban(&["migrate"]);
        let desk =
            "officer add --name Wu --department window --role window --email wu@office.example";
        town.lianban(&desk.split(' ').collect::<Vec<_>>());
        town
    }

    /// Runs a command that has to succeed.
    fn lianban(&self, arguments: &[&str]) {
        let mut command = self.house.command(arguments);
        command.envs(self.environment.iter().map(|(key, value)| (key, value)));
        let ran = Ran::of(command.output().unwrap());
        assert_eq!(ran.code, 0, "{arguments:?}\n{}\n{}", ran.out, ran.err);
    }

    /// One node that does everything and two that work, with the law's clock at an instant.
    async fn nodes(&self, at: &str) -> (Node, Node, Node) {
        let mut environment: Vec<(&str, &str)> = self
            .environment
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
            .collect();
        environment.push(("LIANBAN__CLOCK__START", at));
        tokio::join!(
            Node::start(&self.house, "serve", &environment),
            Node::start(&self.house, "worker", &environment),
            Node::start(&self.house, "worker", &environment),
        )
    }

    async fn rows(&self, queue: &str) -> Vec<job::Model> {
        let of_queue = job::Entity::find().filter(job::Column::Queue.eq(queue));
        of_queue.all(self.store.reader()).await.unwrap()
    }

    async fn unfinished(&self) -> Vec<job::Model> {
        let undone = job::Entity::find().filter(job::Column::Status.ne(Status::Done));
        undone.all(self.store.reader()).await.unwrap()
    }

    /// Waits until a tick has come, and nothing is left to do at an instant.
    async fn quiet(&self, tick: &str, at: &str) {
        let at = at.parse::<DateTime<Utc>>().unwrap();
        until_within(
            QUIET_SECONDS,
            &format!("{tick}, and all is done"),
            || async {
                let ticks = self.rows(cron::QUEUE).await;
                let due = requests::due(self.store.reader(), at, None, 1)
                    .await
                    .unwrap();
                ticks
                    .iter()
                    .any(|row| row.dedup_key.as_deref() == Some(tick))
                    && due.is_empty()
                    && self.unfinished().await.is_empty()
            },
        )
        .await;
    }

    /// How often each rung of each clock and round fired.
    async fn rungs(&self, ids: &[RequestId]) -> BTreeMap<String, usize> {
        let mut fired = BTreeMap::new();
        for id in ids {
            for line in journal::read(self.store.reader(), *id).await.unwrap() {
                if let Event::RungFired {
                    clock,
                    round,
                    index,
                    ..
                } = line.entry.event
                {
                    let rung = format!("{id}: {clock}, round {round}, rung {index}");
                    *fired.entry(rung).or_default() += 1;
                }
            }
        }
        fired
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_nodes_do_everything_once_though_one_dies_and_one_stalls() {
    let town = Town::open().await;
    let ids = one_dies_and_one_stalls(&town).await;

    let (serve, first, second) = town.nodes(LATER_NIGHT).await;
    town.quiet("seal@2026-04-12T16:05:00Z", LATER_NIGHT).await;
    first.kill();
    second.kill();
    serve.terminate();
    let early = town.rungs(&ids).await;
    assert!(!early.is_empty(), "the desk's silence is noticed");

    let (serve, first, second) = town.nodes(MUCH_LATER).await;
    town.quiet("digest@2026-04-30T00:30:00Z", MUCH_LATER).await;
    for node in [first, second, serve] {
        node.terminate();
    }
    let rungs = town.rungs(&ids).await;
    assert!(rungs.len() > early.len(), "so is the departments'");
    assert!(rungs.values().all(|times| *times == 1), "{rungs:?}");
    ticks_came_once(&town).await;
    every_letter_is_its_own(&town, &ids).await;
    town.lianban(&["verify"]);
}

/// Files more than all nodes can tell at a time, and takes two of three away in the middle of it.
async fn one_dies_and_one_stalls(town: &Town) -> Vec<RequestId> {
    town.post.behave(Behaviour::Hold);
    let (serve, doomed, stalled) = town.nodes(FIRST_MORNING).await;
    let mut ids = Vec::new();
    for number in 0..REQUESTS {
        let filed = file(&serve.url, &format!("key-{number}")).await;
        ids.push(filed.case.parse::<CaseNumber>().unwrap().request_id());
    }
    let running = |rows: &[job::Model]| -> BTreeSet<Uuid> {
        let running = rows.iter().filter(|row| row.status == Status::Running);
        running.map(|row| row.id).collect()
    };
    until_within(
        QUIET_SECONDS,
        "every slot of every node is taken",
        || async { running(&town.rows(MAIL_QUEUE).await).len() == SLOTS * NODES },
    )
    .await;
    let held = running(&town.rows(MAIL_QUEUE).await);
    doomed.kill();
    stalled.signal("STOP");

    // The third node has no slot free, so what it takes back from the others lies and waits.
    let orphans = || async {
        let rows = town.rows(MAIL_QUEUE).await;
        let back = rows.into_iter().filter(|row| row.status == Status::Pending);
        let back = back.filter(|row| held.contains(&row.id));
        back.map(|row| row.id).collect::<BTreeSet<Uuid>>()
    };
    until_within(TAKEN_OVER_SECONDS, "their jobs are taken back", || async {
        orphans().await.len() == SLOTS * (NODES - 1)
    })
    .await;
    let orphans = orphans().await;
    town.post.behave(Behaviour::Accept);
    town.quiet("digest@2026-04-08T00:30:00Z", FIRST_MORNING)
        .await;

    stalled.signal("CONT");
    until_within(TAKEN_OVER_SECONDS, "its runs count for nothing", || async {
        let log = stalled.log();
        let cut = log.matches("lease lost, run cut short").count();
        cut + log.matches("job was taken over; run not counted").count() == SLOTS
    })
    .await;
    for row in town.rows(MAIL_QUEUE).await {
        let attempts = if orphans.contains(&row.id) { 2 } else { 1 };
        assert_eq!((row.status, row.attempts), (Status::Done, attempts));
    }
    stalled.terminate();
    serve.terminate();
    ids
}

/// Those that the nodes saw come, and of those they missed as many as the schedule catches up.
async fn ticks_came_once(town: &Town) {
    let rows = town.rows(cron::QUEUE).await;
    let keys: Vec<String> = rows.into_iter().filter_map(|row| row.dedup_key).collect();
    let of = |name: &str| -> Vec<String> {
        let named = keys.iter().filter_map(|key| key.strip_prefix(name));
        let mut named: Vec<String> = named.map(str::to_owned).collect();
        named.sort();
        named
    };
    let days = ["08", "12", "29", "30"];
    let digests = days.map(|day| format!("2026-04-{day}T00:30:00Z"));
    assert_eq!(of("digest@"), digests);
    // Every day is sealed, five minutes into the next.
    let seals: Vec<String> = (8..30)
        .map(|day| format!("2026-04-{day:02}T16:05:00Z"))
        .collect();
    assert_eq!(of("seal@"), seals);
    let distinct: BTreeSet<&String> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
    let keeper = town.post.messages();
    let keeper = keeper.iter().filter(|letter| letter.to == [KEEPER]);
    let sealed: BTreeSet<_> = keeper
        .filter_map(|letter| letter.header("Message-ID"))
        .collect();
    // Ticks that are caught up together may come in any order; once a later day is sealed, an
    // earlier one has nothing to add.
    let days = lianban::storage::seals::days(town.store.reader())
        .await
        .unwrap();
    assert_eq!(days.last().unwrap().to_string(), "2026-04-29");
    assert_eq!(sealed.len(), days.len(), "each seal left the building");
}

/// A letter that came twice came under one Message-ID, and no two letters share one.
async fn every_letter_is_its_own(town: &Town, ids: &[RequestId]) {
    let mut recorded = BTreeSet::new();
    for id in ids {
        for mail in mails::of_request(town.store.reader(), *id).await.unwrap() {
            assert_eq!(mail.state, State::Sent, "{}", mail.detail);
            let message_id = mail.message_id.expect("a mail that was sent");
            assert!(recorded.insert(format!("<{message_id}>")), "{message_id}");
        }
    }
    assert!(recorded.len() >= REQUESTS, "each has a receipt at least");
    let mut letters: BTreeMap<String, (Vec<String>, Option<String>)> = BTreeMap::new();
    for letter in town.post.messages() {
        let message_id = letter.header("Message-ID").unwrap();
        let what = (letter.to.clone(), letter.header("X-Lianban-Case"));
        let known = letters.entry(message_id).or_insert_with(|| what.clone());
        assert_eq!(*known, what);
    }
    let arrived: BTreeSet<String> = letters
        .into_iter()
        .filter(|(_, (to, _))| *to == [APPLICANT])
        .map(|(message_id, _)| message_id)
        .collect();
    assert_eq!(arrived, recorded);
}
