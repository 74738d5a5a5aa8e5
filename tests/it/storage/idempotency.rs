//! Remembered answers go after a while, in large pages.

use chrono::TimeDelta;
use lianban::domain::calendar::Instant;
use lianban::storage::idempotency::{self, Answer, Key};

use crate::support::databases::{Database, on_both};

on_both!(answers_are_forgotten_a_full_page_at_a_time);

fn answer(number: usize) -> Answer {
    Answer {
        key: Key {
            actor: "officer:7".to_owned(),
            key: format!("key-{number}"),
            body_hash: "00".to_owned(),
        },
        status: "acted".to_owned(),
        answer: "{}".to_owned(),
    }
}

async fn answers_are_forgotten_a_full_page_at_a_time(database: Database) {
    let old: Instant = "2026-04-08T02:00:00Z".parse().unwrap();
    let new = old + TimeDelta::days(1);
    let db = database.store.writer();
    let answers: Vec<Answer> = (0..1_500).map(answer).collect();
    for some in answers.chunks(500) {
        idempotency::remember(db, some, old).await.unwrap();
    }
    let kept = answer(9_999);
    idempotency::remember(db, std::slice::from_ref(&kept), new)
        .await
        .unwrap();
    for forgotten in [1_000, 500, 0] {
        assert_eq!(idempotency::forget(db, new).await.unwrap(), forgotten);
    }
    let found = idempotency::find(db, &[&kept.key]).await.unwrap();
    assert_eq!(found, [kept]);
}
