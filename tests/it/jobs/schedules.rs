//! Schedules on the law's clock, which these tests hold in their hand.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use lianban::jobs::Clock;
use lianban::jobs::cron::{Missed, QUEUE, Schedule, Scheduler, Tick};
use lianban::storage::{Store, jobs};
use serde_json::json;

use crate::support::databases::{Database, on_both};

on_both!(
    three_nodes_fire_each_tick_once,
    downtime_is_caught_up_as_the_schedule_says,
    a_schedule_never_seen_before_begins_now,
    the_last_tick_never_moves_back,
);

/// The law's clock of a test.
#[derive(Clone)]
struct Law(Arc<Mutex<DateTime<Utc>>>);

impl Law {
    fn at(text: &str) -> Self {
        Self(Arc::new(Mutex::new(text.parse().unwrap())))
    }

    fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }

    fn clock(&self) -> Clock {
        let law = self.clone();
        Arc::new(move || *law.0.lock().unwrap())
    }
}

fn schedule(name: &str, expression: &str, missed: Missed) -> Schedule {
    Schedule::parse(name, expression, json!({"of": name}), missed).unwrap()
}

/// The instants that were enqueued for a schedule, in the order of their ids.
async fn fired(store: &Store, name: &str) -> Vec<String> {
    let now = Utc::now() + Duration::seconds(1);
    let rows = jobs::claim(store, QUEUE, 1_000, now, Duration::minutes(1))
        .await
        .unwrap();
    let mut ticks = Vec::new();
    for row in rows {
        let tick: Tick = serde_json::from_str(&row.payload).unwrap();
        assert_eq!(tick.payload, json!({"of": tick.schedule}));
        if tick.schedule == name {
            ticks.push(tick.at.format("%m-%d %H:%M").to_string());
        }
    }
    ticks.sort();
    ticks
}

async fn three_nodes_fire_each_tick_once(db: Database) {
    let law = Law::at("2026-03-12T00:30:00Z");
    let mut nodes = Vec::new();
    for _ in 0..3 {
        let store = match db.store.backend() {
            lianban::storage::Backend::Postgres => db.another().await,
            lianban::storage::Backend::Sqlite => db.store.clone(),
        };
        let schedules = vec![
            schedule("quarter", "0 0,15,30,45 * * * *", Missed::Every(10)),
            schedule("daily", "0 0 9 * * *", Missed::Latest),
        ];
        nodes.push(Scheduler::new(
            store,
            schedules,
            law.clock(),
            Arc::new(Utc::now),
        ));
    }
    let mut total = 0;
    for _ in 0..5 {
        let [a, b, c] = &mut nodes[..] else {
            panic!("three nodes")
        };
        let (a, b, c) = tokio::join!(a.pass(), b.pass(), c.pass());
        total += a.unwrap() + b.unwrap() + c.unwrap();
        law.advance(Duration::minutes(15));
    }
    // From 00:30 to 01:30 UTC: four quarters after the start, and nine o'clock in China.
    assert_eq!(total, 5);
    let counts = jobs::counts(db.store.reader()).await.unwrap();
    assert_eq!(
        counts.iter().map(|count| count.jobs).collect::<Vec<_>>(),
        [5]
    );
    let ticks = fired(&db.store, "quarter").await;
    assert_eq!(
        ticks,
        ["03-12 00:45", "03-12 01:00", "03-12 01:15", "03-12 01:30"]
    );
}

async fn downtime_is_caught_up_as_the_schedule_says(db: Database) {
    let law = Law::at("2026-03-01T12:00:00Z");
    let schedules = || {
        vec![
            schedule("latest", "0 0 9 * * *", Missed::Latest),
            schedule("every", "0 0 9 * * *", Missed::Every(3)),
        ]
    };
    let mut before = Scheduler::new(
        db.store.clone(),
        schedules(),
        law.clock(),
        Arc::new(Utc::now),
    );
    assert_eq!(before.pass().await.unwrap(), 0);
    drop(before);

    law.advance(Duration::days(9));
    let mut after = Scheduler::new(
        db.store.clone(),
        schedules(),
        law.clock(),
        Arc::new(Utc::now),
    );
    assert_eq!(after.pass().await.unwrap(), 4);
    assert_eq!(after.pass().await.unwrap(), 0, "caught up");
    let keys: BTreeSet<String> = {
        let now = Utc::now() + Duration::seconds(1);
        let rows = jobs::claim(&db.store, QUEUE, 10, now, Duration::minutes(1))
            .await
            .unwrap();
        rows.into_iter().filter_map(|row| row.dedup_key).collect()
    };
    let expected = [
        "every@2026-03-08T01:00:00Z",
        "every@2026-03-09T01:00:00Z",
        "every@2026-03-10T01:00:00Z",
        "latest@2026-03-10T01:00:00Z",
    ];
    assert_eq!(keys, expected.map(str::to_owned).into());
}

async fn a_schedule_never_seen_before_begins_now(db: Database) {
    let law = Law::at("2026-03-01T12:00:00Z");
    let daily = || vec![schedule("daily", "0 0 9 * * *", Missed::Every(100))];
    let mut first = Scheduler::new(db.store.clone(), daily(), law.clock(), Arc::new(Utc::now));
    assert_eq!(first.pass().await.unwrap(), 0);
    law.advance(Duration::hours(13));
    let mut second = Scheduler::new(db.store.clone(), daily(), law.clock(), Arc::new(Utc::now));
    assert_eq!(
        second.pass().await.unwrap(),
        1,
        "the first look was remembered"
    );
    assert_eq!(fired(&db.store, "daily").await, ["03-02 01:00"]);
}

async fn the_last_tick_never_moves_back(db: Database) {
    use lianban::storage::schedules::{advance, last_tick};
    let (early, late) = ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    assert_eq!(last_tick(db.store.reader(), "s").await.unwrap(), None);
    for tick in [early, late, early] {
        advance(db.store.writer(), "s", at(tick)).await.unwrap();
    }
    assert_eq!(
        last_tick(db.store.reader(), "s").await.unwrap(),
        Some(at(late))
    );
}
