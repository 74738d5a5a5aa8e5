//! Workers over the table: what becomes of good jobs and bad ones.

use std::time::{Duration, Instant};

use chrono::Utc;
use lianban::jobs::{Job, Rush, Settings};
use lianban::storage::jobs::{self, NewJob, Status, UNLIMITED};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use super::bench::{
    Bench, Explosive, Flaky, Greet, Hopeless, Polite, Relay, Slow, Wait, brisk, enqueue, row,
    start, start_beside, until, until_status,
};
use crate::support::databases::{Database, on_both};

on_both!(
    a_job_runs_once_and_knows_its_cause,
    a_failed_job_waits_its_time_through_a_restart,
    a_job_that_keeps_failing_is_a_dead_letter,
    a_payload_nobody_understands_is_a_dead_letter,
    a_panic_is_a_dead_letter,
    a_job_that_is_never_given_up_outlives_its_panics,
    a_run_over_its_time_has_failed,
    effects_in_the_database_happen_once,
    a_new_job_wakes_an_idle_worker,
    running_jobs_finish_before_the_end,
    jobs_cut_off_at_the_deadline_are_given_back,
    no_more_run_at_a_time_than_there_are_slots,
    a_rush_goes_before_those_who_give_way_and_before_nobody_else,
);

fn greeting() -> NewJob {
    let name = "Amina".to_owned();
    Greet { name }.row().unwrap()
}

async fn a_job_runs_once_and_knows_its_cause(db: Database) {
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, brisk());
    let id = enqueue(&db.store, greeting().correlation("visit-7")).await;
    until_status(&db.store, id, Status::Done).await;
    workers.stop().await;
    let runs = bench.runs_of(id);
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].correlation.as_deref(), Some("visit-7"));
}

async fn a_failed_job_waits_its_time_through_a_restart(db: Database) {
    let settings = Settings {
        backoff_first: Duration::from_secs(3),
        backoff_limit: Duration::from_secs(3),
        ..brisk()
    };
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, settings.clone());
    let id = enqueue(&db.store, Flaky.row().unwrap()).await;
    until("the first failure", || async {
        row(&db.store, id).await.last_error.is_some()
    })
    .await;
    workers.stop().await;
    let failed = row(&db.store, id).await;
    assert_eq!((failed.status, failed.attempts), (Status::Pending, 1));
    let due = lianban::storage::instant(failed.run_at);
    let first = bench.runs_of(id)[0].at;
    assert!(
        due - first >= chrono::Duration::milliseconds(1500),
        "half of three seconds at least"
    );
    assert!(
        Utc::now() < due,
        "the machine is too slow for this test to mean anything"
    );

    let reopened = db.another().await;
    let workers = start(&reopened, &bench, settings);
    until_status(&reopened, id, Status::Done).await;
    workers.stop().await;
    let runs = bench.runs_of(id);
    assert_eq!(runs.len(), 2);
    assert!(runs[1].at >= due, "not a moment early");
}

async fn a_job_that_keeps_failing_is_a_dead_letter(db: Database) {
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, brisk());
    let id = enqueue(&db.store, Hopeless.row().unwrap()).await;
    until_status(&db.store, id, Status::Dead).await;
    workers.stop().await;
    let attempts: Vec<i32> = bench.runs_of(id).iter().map(|run| run.attempt).collect();
    assert_eq!(attempts, [1, 2]);
    let error = row(&db.store, id).await.last_error;
    assert_eq!(error.as_deref(), Some("it never works"));
}

async fn a_payload_nobody_understands_is_a_dead_letter(db: Database) {
    let bench = Bench::new(&db.store);
    let poison = NewJob::new(Greet::QUEUE, &json!({"nom": 7})).unwrap();
    let poison = enqueue(&db.store, poison.priority(1)).await;
    let good = enqueue(&db.store, greeting()).await;
    let workers = start(&db.store, &bench, brisk());
    until_status(&db.store, poison, Status::Dead).await;
    until_status(&db.store, good, Status::Done).await;
    let after = enqueue(&db.store, greeting()).await;
    until_status(&db.store, after, Status::Done).await;
    workers.stop().await;
    let dead = row(&db.store, poison).await;
    assert_eq!(dead.attempts, 1, "there is no point in a second run");
    assert!(dead.last_error.unwrap().contains("name"));
}

async fn a_panic_is_a_dead_letter(db: Database) {
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, brisk());
    let lit = enqueue(&db.store, Explosive { lit: true }.row().unwrap()).await;
    until_status(&db.store, lit, Status::Dead).await;
    let after = enqueue(&db.store, Explosive { lit: false }.row().unwrap()).await;
    until_status(&db.store, after, Status::Done).await;
    workers.stop().await;
    assert!(
        row(&db.store, lit)
            .await
            .last_error
            .unwrap()
            .contains("boom")
    );
}

async fn a_job_that_is_never_given_up_outlives_its_panics(db: Database) {
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, brisk());
    let lit = Explosive { lit: true }.row().unwrap();
    let id = enqueue(&db.store, lit.max_attempts(UNLIMITED)).await;
    until("a third run", || async { bench.runs_of(id).len() > 2 }).await;
    workers.stop().await;
    let still = row(&db.store, id).await;
    assert_eq!(still.status, Status::Pending);
    assert!(still.last_error.unwrap().contains("boom"));
}

async fn a_run_over_its_time_has_failed(db: Database) {
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, brisk());
    let id = enqueue(&db.store, Slow.row().unwrap()).await;
    until_status(&db.store, id, Status::Dead).await;
    workers.stop().await;
    let error = row(&db.store, id).await.last_error;
    assert_eq!(error.as_deref(), Some("the run took too long"));
}

async fn effects_in_the_database_happen_once(db: Database) {
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, brisk());
    for commit in [true, false] {
        let id = enqueue(&db.store, Relay { commit }.row().unwrap()).await;
        until_status(&db.store, id, Status::Done).await;
        assert_eq!(bench.runs_of(id).len(), if commit { 1 } else { 2 });
    }
    workers.stop().await;
    let counts = jobs::counts(db.store.reader()).await.unwrap();
    let effects = counts
        .iter()
        .find(|count| count.queue == "effects")
        .unwrap();
    assert_eq!(effects.jobs, 2, "one for each of the two jobs");
}

/// The poll is a minute away, so whatever arrives sooner came by waking.
async fn a_new_job_wakes_an_idle_worker(db: Database) {
    let settings = Settings {
        poll: Duration::from_secs(60),
        ..brisk()
    };
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, settings);
    // On PostgreSQL the job comes from another node, whose own `wake` we do not hear.
    let sender = match db.store.backend() {
        lianban::storage::Backend::Postgres => db.another().await,
        lianban::storage::Backend::Sqlite => db.store.clone(),
    };
    let mut slowest = Duration::ZERO;
    // The first two may be found by the first claim, or by the first look after listening began.
    for round in 0..6 {
        let begun = Instant::now();
        let id = enqueue(&sender, greeting()).await;
        until_status(&db.store, id, Status::Done).await;
        if round > 1 {
            slowest = slowest.max(begun.elapsed());
        }
    }
    eprintln!("slowest wake-up to done: {slowest:?}");
    workers.stop().await;
}

async fn running_jobs_finish_before_the_end(db: Database) {
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, brisk());
    let id = enqueue(&db.store, Wait.row().unwrap()).await;
    until("the job runs", || async { !bench.runs_of(id).is_empty() }).await;
    workers.shutdown.cancel();
    let late = enqueue(&db.store, Wait.row().unwrap()).await;
    bench.gate.cancel();
    workers.stop().await;
    assert_eq!(row(&db.store, id).await.status, Status::Done);
    let late = row(&db.store, late).await;
    assert_eq!(
        (late.status, late.attempts),
        (Status::Pending, 0),
        "nothing new is begun"
    );
}

async fn jobs_cut_off_at_the_deadline_are_given_back(db: Database) {
    let settings = Settings {
        lease: Duration::from_secs(600),
        drain: Duration::from_millis(50),
        ..brisk()
    };
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, settings);
    let id = enqueue(&db.store, Wait.row().unwrap()).await;
    until("the job runs", || async { !bench.runs_of(id).is_empty() }).await;
    workers.stop().await;
    let given_back = row(&db.store, id).await;
    assert_eq!(
        (given_back.status, given_back.attempts),
        (Status::Pending, 1)
    );
    assert_eq!(given_back.lease_token, None);
}

async fn no_more_run_at_a_time_than_there_are_slots(db: Database) {
    let bench = Bench::new(&db.store);
    let waiting = (0..7).map(|_| Wait.row().unwrap()).collect();
    let added = jobs::enqueue_many(db.store.writer(), waiting, Utc::now())
        .await
        .unwrap();
    assert_eq!(added, 7);
    let workers = start(&db.store, &bench, brisk());
    until("four run", || async {
        bench.runs.lock().unwrap().len() == 4
    })
    .await;
    // A worker that claims beyond its slots does so now, if ever: it has just been woken.
    db.store.wake();
    let greeted = enqueue(&db.store, greeting()).await;
    until_status(&db.store, greeted, Status::Done).await;
    let claimed = jobs::counts(db.store.reader()).await.unwrap();
    let running = claimed
        .iter()
        .find(|c| c.queue == Wait::QUEUE && c.status == Status::Running);
    assert_eq!(running.unwrap().jobs, 4);
    bench.gate.cancel();
    until("all have run", || async {
        bench.runs.lock().unwrap().len() == 8
    })
    .await;
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_connections_end_no_worker_on_postgres() {
    let db = Database::postgres().await;
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, brisk());
    let before = enqueue(&db.store, greeting()).await;
    until_status(&db.store, before, Status::Done).await;
    let operator = db.another().await;
    for _ in 0..5 {
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let statement = Statement::from_string(DbBackend::Postgres, cut);
        let cut = operator.writer().query_all_raw(statement).await.unwrap();
        assert!(!cut.is_empty());
        let id = enqueue(&operator, greeting()).await;
        until_status(&operator, id, Status::Done).await;
    }
    workers.stop().await;
}

async fn a_rush_goes_before_those_who_give_way_and_before_nobody_else(db: Database) {
    let bench = Bench::new(&db.store);
    let rush = Rush::of(Duration::from_secs(600));
    let rushing = rush.begin();
    let workers = start_beside(rush, &db.store, &bench, brisk());
    let polite = enqueue(&db.store, Polite.row().unwrap()).await;
    let greeting = enqueue(&db.store, greeting()).await;
    until_status(&db.store, greeting, Status::Done).await;
    assert_eq!(row(&db.store, polite).await.status, Status::Pending);
    drop(rushing);
    until_status(&db.store, polite, Status::Done).await;
    workers.stop().await;
}
