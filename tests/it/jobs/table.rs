//! The table by itself: what enters it, who may speak for a row, what leaves it.

use chrono::{Duration, Utc};
use lianban::storage::jobs::{self, BURIAL_QUEUE, Burial, Held, NewJob, Status, UNLIMITED};
use lianban::storage::{Error, Store};
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use super::bench::row;
use crate::support::databases::{Database, on_both};

on_both!(
    a_job_exists_exactly_when_its_transaction_does,
    a_key_is_taken_once_per_queue,
    the_urgent_go_first_and_the_early_wait,
    an_attempt_that_never_began_is_not_counted,
    only_the_holder_of_the_lease_has_the_last_word,
    completion_is_undone_with_its_transaction,
    an_expired_lease_without_attempts_left_is_a_dead_letter,
    every_death_leaves_one_burial,
    the_dead_are_revived_and_the_done_purged,
    migrating_twice_changes_nothing,
    a_payload_has_a_limit,
);

fn job(queue: &str) -> NewJob {
    NewJob::new(queue, &"payload").unwrap()
}

async fn add(store: &Store, job: NewJob) -> Uuid {
    let added = jobs::enqueue(store.writer(), job, Utc::now()).await;
    added.unwrap().expect("a new job")
}

async fn claim(store: &Store, queue: &str, limit: usize) -> Vec<Held> {
    let rows = jobs::claim(store, queue, limit, Utc::now(), Duration::minutes(1)).await;
    rows.unwrap().into_iter().map(|row| held(&row)).collect()
}

fn held(row: &jobs::Model) -> Held {
    Held {
        id: row.id,
        token: row.lease_token.expect("a claimed row has a token"),
    }
}

async fn a_job_exists_exactly_when_its_transaction_does(db: Database) {
    let store = &db.store;
    let abandoned = store.begin().await.unwrap();
    let id = jobs::enqueue(&abandoned, job("q"), Utc::now())
        .await
        .unwrap()
        .unwrap();
    abandoned.rollback().await.unwrap();
    assert!(jobs::find(store.reader(), id).await.unwrap().is_none());

    let kept = store.begin().await.unwrap();
    let id = jobs::enqueue(&kept, job("q"), Utc::now())
        .await
        .unwrap()
        .unwrap();
    assert!(
        jobs::find(store.reader(), id).await.unwrap().is_none(),
        "not before the commit"
    );
    kept.commit().await.unwrap();
    assert_eq!(row(store, id).await.status, Status::Pending);
}

async fn a_key_is_taken_once_per_queue(db: Database) {
    let store = &db.store;
    let transaction = store.begin().await.unwrap();
    let mut added = Vec::new();
    for queue in ["q", "q", "other"] {
        let job = job(queue).dedup_key("daily@1");
        added.push(
            jobs::enqueue(&transaction, job, Utc::now())
                .await
                .unwrap()
                .is_some(),
        );
    }
    let many = vec![
        job("q").dedup_key("daily@1"),
        job("q").dedup_key("daily@2"),
        job("q"),
        job("q"),
    ];
    let new = jobs::enqueue_many(&transaction, many, Utc::now())
        .await
        .unwrap();
    transaction
        .commit()
        .await
        .expect("a taken key does not spoil the transaction");
    assert_eq!(added, [true, false, true]);
    assert_eq!(new, 3);
}

/// However many wait, and however few there were when the plan was made: a queue that grew in a moment
/// would otherwise be read from end to end by every claim.
#[tokio::test(flavor = "multi_thread")]
async fn a_claim_reads_no_more_than_it_takes() {
    const WAITING: usize = 3_000;
    const TAKEN: usize = 4;
    const WHILE_EMPTY: usize = 100;
    let db = Database::postgres().await;
    let store = &db.store;
    // PostgreSQL knows that the table is empty, and settles on a plan once a connection has asked some times.
    store
        .writer()
        .execute_unprepared("VACUUM ANALYZE job")
        .await
        .unwrap();
    for _ in 0..WHILE_EMPTY {
        assert_eq!(claim(store, "q", TAKEN).await, []);
    }
    let many = (0..WAITING).map(|_| job("q")).collect();
    let transaction = store.begin().await.unwrap();
    jobs::enqueue_many(&transaction, many, Utc::now())
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    let before = entries_read(store, WAITING as i64).await;
    assert_eq!(claim(store, "q", TAKEN).await.len(), TAKEN);
    let read = entries_read(store, (WAITING + TAKEN) as i64).await - before;
    assert!(read < 100, "{read} entries of indexes and rows were read");
}

/// Entries of the job table's indexes and rows of scans read so far, once as many rows as `written` were
/// put or changed: a connection gives its counts in when a second has passed and it does something more.
async fn entries_read(store: &Store, written: i64) -> i64 {
    let counts = "SELECT (n_tup_ins + n_tup_upd)::bigint, (seq_tup_read +
        (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE relname = 'job'))::bigint
        FROM pg_stat_user_tables WHERE relname = 'job'";
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        claim(store, "nobody's", 1).await;
        let statement = Statement::from_string(store.reader().get_database_backend(), counts);
        let row = store.reader().query_one_raw(statement).await.unwrap();
        let row = row.unwrap();
        if row.try_get_by_index::<i64>(0).unwrap() >= written {
            return row.try_get_by_index(1).unwrap();
        }
    }
    panic!("the counts never came");
}

async fn the_urgent_go_first_and_the_early_wait(db: Database) {
    let store = &db.store;
    let now = Utc::now();
    let later = add(store, job("q").run_at(now + Duration::hours(1)).priority(9)).await;
    let second = add(store, job("q").run_at(now - Duration::minutes(1))).await;
    let third = add(store, job("q")).await;
    let first = add(store, job("q").priority(5)).await;
    add(store, job("other").priority(7)).await;

    let order: Vec<Uuid> = claim(store, "q", 2)
        .await
        .iter()
        .map(|held| held.id)
        .collect();
    assert_eq!(order, [first, second], "no more than asked for");
    let order: Vec<Uuid> = claim(store, "q", 9)
        .await
        .iter()
        .map(|held| held.id)
        .collect();
    assert_eq!(order, [third]);
    assert_eq!(row(store, later).await.status, Status::Pending);
}

async fn an_attempt_that_never_began_is_not_counted(db: Database) {
    let store = &db.store;
    let id = add(store, job("q")).await;
    for (started, attempts) in [(false, 0), (true, 1), (false, 1)] {
        let held = claim(store, "q", 1).await[0];
        assert!(jobs::release(store.writer(), held, started).await.unwrap());
        let row = row(store, id).await;
        assert_eq!((row.status, row.attempts), (Status::Pending, attempts));
    }
}

async fn only_the_holder_of_the_lease_has_the_last_word(db: Database) {
    let store = &db.store;
    let id = add(store, job("q")).await;
    let old = claim(store, "q", 1).await[0];
    let later = Utc::now() + Duration::minutes(5);
    let reaped = jobs::reap(store, later, later).await.unwrap();
    assert_eq!((reaped.returned, reaped.buried), (1, 0));
    let new = claim(store, "q", 1).await[0];
    assert_eq!((old.id, new.id), (id, id));

    let (db, now) = (store.writer(), Utc::now());
    assert!(!jobs::ack(db, old, now).await.unwrap());
    assert!(!jobs::retry_at(db, old, now, "late").await.unwrap());
    assert!(!jobs::bury(store, old, "late", now).await.unwrap());
    assert!(!jobs::release(db, old, true).await.unwrap());
    assert_eq!(jobs::renew(db, &[old, new], later).await.unwrap(), [new]);
    let transaction = store.begin().await.unwrap();
    let refused = jobs::complete_in(&transaction, old, now).await.unwrap_err();
    assert!(matches!(refused, Error::LeaseLost) && refused.is_conflict());
    transaction.rollback().await.unwrap();

    assert_eq!(
        row(store, id).await.lease_token,
        Some(new.token),
        "the new holder was not touched"
    );
    assert!(jobs::ack(store.writer(), new, now).await.unwrap());
    assert!(!jobs::ack(store.writer(), new, now).await.unwrap(), "once");
    assert_eq!(row(store, id).await.status, Status::Done);
}

async fn completion_is_undone_with_its_transaction(db: Database) {
    let store = &db.store;
    let id = add(store, job("q")).await;
    let held = claim(store, "q", 1).await[0];
    let transaction = store.begin().await.unwrap();
    jobs::complete_in(&transaction, held, Utc::now())
        .await
        .unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(row(store, id).await.status, Status::Running);
    let transaction = store.begin().await.unwrap();
    jobs::complete_in(&transaction, held, Utc::now())
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(row(store, id).await.status, Status::Done);
}

async fn an_expired_lease_without_attempts_left_is_a_dead_letter(db: Database) {
    let store = &db.store;
    let id = add(store, job("q").max_attempts(1)).await;
    let running = add(store, job("other")).await;
    let now = Utc::now();
    jobs::claim(
        store,
        "q",
        1,
        now - Duration::hours(1),
        Duration::minutes(1),
    )
    .await
    .unwrap();
    assert_eq!(
        row(store, id).await.status,
        Status::Pending,
        "it was not due an hour ago"
    );
    claim(store, "q", 1).await;
    let later = now + Duration::minutes(5);
    let reaped = jobs::reap(store, now, now).await.unwrap();
    assert_eq!(reaped, jobs::Reaped::default(), "no lease has ended yet");
    let reaped = jobs::reap(store, later, later).await.unwrap();
    assert_eq!((reaped.returned, reaped.buried), (0, 1));
    let dead = jobs::dead(store.reader(), 10).await.unwrap();
    assert_eq!(dead.iter().map(|job| job.id).collect::<Vec<_>>(), [id]);
    assert!(
        dead[0]
            .last_error
            .as_deref()
            .unwrap()
            .contains("lease ran out")
    );
    assert_eq!(row(store, running).await.status, Status::Pending);
}

async fn every_death_leaves_one_burial(db: Database) {
    let store = &db.store;
    let later = Utc::now() + Duration::minutes(5);
    let given_up = add(store, job("q").correlation("visit-7")).await;
    let held = claim(store, "q", 1).await[0];
    assert!(jobs::bury(store, held, "no", later).await.unwrap());
    assert!(!jobs::bury(store, held, "no", later).await.unwrap(), "once");
    let lost = add(store, job("q").max_attempts(1)).await;
    claim(store, "q", 1).await;
    let returned = add(store, job("other")).await;
    claim(store, "other", 1).await;
    jobs::reap(store, later, later).await.unwrap();
    assert_eq!(row(store, returned).await.status, Status::Pending);

    let limit = Duration::minutes(1);
    let burials = jobs::claim(store, BURIAL_QUEUE, 9, later, limit)
        .await
        .unwrap();
    let of: Vec<Uuid> = burials
        .iter()
        .map(|row| serde_json::from_str::<Burial>(&row.payload).unwrap().job)
        .collect();
    assert_eq!(of, [given_up, lost]);
    assert_eq!(burials[0].correlation.as_deref(), Some("visit-7"));
    assert!(burials.iter().all(|row| row.max_attempts == UNLIMITED));
}

async fn the_dead_are_revived_and_the_done_purged(db: Database) {
    let store = &db.store;
    let (now, later) = (Utc::now(), Utc::now() + Duration::hours(1));
    for _ in 0..3 {
        add(store, job("q")).await;
    }
    let held = claim(store, "q", 3).await;
    assert!(jobs::bury(store, held[0], "no\0good", now).await.unwrap());
    assert!(jobs::ack(store.writer(), held[1], now).await.unwrap());
    assert!(jobs::ack(store.writer(), held[2], now).await.unwrap());
    let counted = jobs::counts(store.reader()).await.unwrap();
    let counted: Vec<_> = counted
        .iter()
        .map(|c| (c.queue.as_str(), c.status, c.jobs))
        .collect();
    assert_eq!(
        counted,
        [
            (BURIAL_QUEUE, Status::Pending, 1),
            ("q", Status::Dead, 1),
            ("q", Status::Done, 2)
        ]
    );

    assert_eq!(
        jobs::purge(store.writer(), now, 10).await.unwrap(),
        0,
        "not old enough"
    );
    assert_eq!(
        jobs::purge(store.writer(), later, 1).await.unwrap(),
        1,
        "no more than asked for"
    );
    assert_eq!(
        jobs::purge(store.writer(), later, 10).await.unwrap(),
        1,
        "the dead stay"
    );

    assert_eq!(
        row(store, held[0].id).await.last_error.as_deref(),
        Some("nogood")
    );
    assert!(jobs::revive(store.writer(), held[0].id, now).await.unwrap());
    assert!(
        !jobs::revive(store.writer(), held[0].id, now).await.unwrap(),
        "no longer dead"
    );
    let row = row(store, held[0].id).await;
    assert_eq!(
        (row.status, row.attempts, row.done_at),
        (Status::Pending, 0, None)
    );
}

async fn migrating_twice_changes_nothing(db: Database) {
    assert!(db.store.schema_is_current().await.unwrap());
    let other = db.another().await;
    let (one, two) = tokio::join!(db.store.migrate(), other.migrate());
    one.and(two).unwrap();
    assert!(db.store.schema_is_current().await.unwrap());
}

async fn a_payload_has_a_limit(_: Database) {
    let long = "x".repeat(jobs::MAX_PAYLOAD_BYTES);
    let refused = NewJob::new("q", &long).unwrap_err();
    assert!(matches!(refused, Error::PayloadTooLong { .. }));
    assert!(NewJob::new("q", &long[2..]).is_ok());
}
