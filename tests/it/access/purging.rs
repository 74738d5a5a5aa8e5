//! What is over goes with the nightly purge, and nothing else does.

use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use lianban::domain::calendar::Instant;
use lianban::engine::ports::post::{Answer, Letter, Post};
use lianban::jobs::cron::{QUEUE, Tick};
use lianban::jobs::{Office, Workers};
use lianban::storage::jobs::{self, NewJob};
use lianban::storage::passcodes::{self, Passcode, Subject};
use lianban::storage::provider;
use lianban::storage::sessions::{self, Holder, Session};
use tokio_util::sync::CancellationToken;

use super::door::request;
use crate::engine::house::{House, agree, officer};
use crate::jobs::bench::{brisk, until_status};
use crate::support::databases::{Database, on_both};

on_both!(the_nightly_purge_takes_sessions_and_codes_that_are_over);

struct Silence;

impl Post for Silence {
    fn send<'a>(&'a self, _: &'a Letter) -> futures::future::BoxFuture<'a, Answer> {
        Box::pin(async { Answer::Sent })
    }
}

fn session(hash: &str, ends_at: Instant) -> Session {
    Session {
        hash: hash.to_owned(),
        holder: Holder::Request(request(77)),
        created_at: ends_at - TimeDelta::days(1),
        seen_at: ends_at - TimeDelta::days(1),
        ends_at,
        passed_second: false,
        agent: String::new(),
        address: String::new(),
        voucher: None,
        opened_by: None,
    }
}

fn passcode(hash: &str, created_at: Instant) -> Passcode {
    Passcode {
        hash: hash.to_owned(),
        purpose: "case".to_owned(),
        subject: Subject::Request(request(77)),
        code_hash: String::new(),
        channel: "sms".to_owned(),
        created_at,
        expires_at: created_at + TimeDelta::minutes(10),
    }
}

async fn the_nightly_purge_takes_sessions_and_codes_that_are_over(database: Database) {
    let house = House::open(database).await;
    let (db, now) = (house.engine.store().writer(), Utc::now());
    for (hash, ends_in) in [("over", -1), ("open", 60)] {
        let ends_at = now + TimeDelta::minutes(ends_in);
        sessions::add(db, &session(hash, ends_at)).await.unwrap();
    }
    for (hash, hours_ago) in [("old", 25), ("counts", 23)] {
        let made = now - TimeDelta::hours(hours_ago);
        passcodes::add(db, &passcode(hash, made)).await.unwrap();
    }
    for (hash, ends_in) in [("over", -1), ("open", 10)] {
        let ends_at = now + TimeDelta::minutes(ends_in);
        provider::open_way(db, hash, "/desk", ends_at)
            .await
            .unwrap();
    }
    // The window finished its part 31 days ago, the department two days later.
    let id = house.under_review().await;
    house.clock.advance(TimeDelta::days(2));
    let labor = officer(11, "labor", "clerk");
    house.act(id, &labor, agree("evidence.job")).await;
    assert_eq!(house.rows("finished").await, 2);
    house.clock.advance(TimeDelta::days(29));
    let office = Office {
        engine: house.engine.clone(),
        post: Arc::new(Silence),
        sms: None,
        public_url: "https://lianban.example".to_owned(),
        domain: "lianban.example".to_owned(),
        seal_recipients: Vec::new(),
    };
    let keep = serde_json::json!({"done_jobs_days": 1, "dead_jobs_days": 1, "idempotency_days": 1});
    let tick = Tick {
        schedule: "purge".to_owned(),
        at: now,
        payload: serde_json::json!({"routine": "purge", "keep": keep}),
    };
    let job = NewJob::new(QUEUE, &tick).unwrap();
    let id = jobs::enqueue(db, job, now).await.unwrap().expect("a job");
    let shutdown = CancellationToken::new();
    let running = Workers::new(
        house.engine.store().clone(),
        Arc::new(office),
        brisk(),
        Arc::new(chrono::Utc::now),
    )
    .register::<Tick>(1)
    .run(shutdown.clone());
    until_status(house.engine.store(), id, jobs::Status::Done).await;
    shutdown.cancel();
    running.await.unwrap();
    assert_eq!(house.rows("session").await, 1);
    assert_eq!(house.rows("session WHERE hash = 'open'").await, 1);
    assert_eq!(house.rows("finished").await, 1);
    assert_eq!(house.rows("finished WHERE officer_id = 11").await, 1);
    assert_eq!(house.rows("provider_way").await, 1);
    assert_eq!(house.rows("provider_way WHERE hash = 'open'").await, 1);
    assert_eq!(house.rows("passcode").await, 1);
    assert_eq!(house.rows("passcode WHERE hash = 'counts'").await, 1);
}
