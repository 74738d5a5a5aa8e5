//! Workers that disappear, and workers that only seem to.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::time::Duration;

use lianban::jobs::Job;
use lianban::storage::jobs::Status;
use lianban::storage::{Settings, Store};

use super::bench::{Bench, Wait, brisk, enqueue, row, start, until, until_status};
use crate::support::databases::{Database, on_both};

on_both!(
    a_job_of_an_aborted_worker_is_taken_over,
    a_long_job_is_not_run_twice_while_its_lease_is_renewed,
    a_run_that_lost_its_lease_is_cut_short,
    a_job_of_a_killed_process_is_taken_over,
);

/// Set for the process that is going to be killed: the database it works on.
const VICTIM: &str = "LIANBAN_TEST_VICTIM_DATABASE";

async fn a_job_of_an_aborted_worker_is_taken_over(db: Database) {
    let (doomed, heir) = (Bench::new(&db.store), Bench::new(&db.store));
    let workers = start(&db.store, &doomed, brisk());
    let id = enqueue(&db.store, Wait.row().unwrap()).await;
    until("the job runs", || async { !doomed.runs_of(id).is_empty() }).await;
    workers.handle.abort();
    workers.handle.await.unwrap_err();
    let left = row(&db.store, id).await;
    assert_eq!(
        left.status,
        Status::Running,
        "an aborted worker gives nothing back"
    );

    heir.gate.cancel();
    let workers = start(&db.store, &heir, brisk());
    until_status(&db.store, id, Status::Done).await;
    workers.stop().await;
    let attempts: Vec<i32> = heir.runs_of(id).iter().map(|run| run.attempt).collect();
    assert_eq!(attempts, [2]);
}

/// Two workers, and a job that outlasts its lease several times over.
async fn a_long_job_is_not_run_twice_while_its_lease_is_renewed(db: Database) {
    let bench = Bench::new(&db.store);
    let first = start(&db.store, &bench, brisk());
    let second = start(&db.store, &bench, brisk());
    let id = enqueue(&db.store, Wait.row().unwrap()).await;
    let mut ends = BTreeSet::new();
    // Renewed at a third of the lease: nine renewals are three leases.
    while ends.len() < 10 {
        let seen = ends.len();
        until("the lease is renewed", || {
            let look = row(&db.store, id);
            async {
                look.await
                    .lease_until
                    .is_some_and(|end| !ends.contains(&end))
            }
        })
        .await;
        ends.extend(row(&db.store, id).await.lease_until);
        assert!(ends.len() > seen);
    }
    bench.gate.cancel();
    until_status(&db.store, id, Status::Done).await;
    first.stop().await;
    second.stop().await;
    assert_eq!(bench.runs_of(id).len(), 1);
    assert_eq!(row(&db.store, id).await.attempts, 1);
}

async fn a_run_that_lost_its_lease_is_cut_short(db: Database) {
    let bench = Bench::new(&db.store);
    let workers = start(&db.store, &bench, brisk());
    let id = enqueue(&db.store, Wait.row().unwrap()).await;
    until("the job runs", || async { !bench.runs_of(id).is_empty() }).await;
    // Another node believes us dead: its clock is an hour ahead.
    let ahead = chrono::Utc::now() + chrono::Duration::hours(1);
    let reaped = lianban::storage::jobs::reap(&db.store, ahead, ahead)
        .await
        .unwrap();
    assert_eq!(reaped.returned, 1);
    until("the second run", || async { bench.runs_of(id).len() == 2 }).await;
    until("the first run is cut short", || async {
        bench.cut.load(Ordering::SeqCst) == 1
    })
    .await;
    bench.gate.cancel();
    until_status(&db.store, id, Status::Done).await;
    workers.stop().await;
    assert_eq!(
        row(&db.store, id).await.attempts,
        2,
        "the first run's end counted for nothing"
    );
}

/// The victim is this very test in a process of its own, which never gets past the first line.
async fn a_job_of_a_killed_process_is_taken_over(db: Database) {
    if let Ok(url) = std::env::var(VICTIM) {
        work_until_killed(url).await;
    }
    let id = enqueue(&db.store, Wait.row().unwrap()).await;
    let module = match db.store.backend() {
        lianban::storage::Backend::Sqlite => "sqlite",
        lianban::storage::Backend::Postgres => "postgres",
    };
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .arg("--exact")
        .arg(format!(
            "jobs::takeover::{module}::a_job_of_a_killed_process_is_taken_over"
        ))
        .env(VICTIM, db.url())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until_status(&db.store, id, Status::Running).await;
    assert!(
        victim.try_wait().unwrap().is_none(),
        "it is alive and at work"
    );
    victim.kill().expect("SIGKILL");
    victim.wait().unwrap();
    assert_eq!(row(&db.store, id).await.status, Status::Running);

    let heir = Bench::new(&db.store);
    heir.gate.cancel();
    let workers = start(&db.store, &heir, brisk());
    until_status(&db.store, id, Status::Done).await;
    workers.stop().await;
    let attempts: Vec<i32> = heir.runs_of(id).iter().map(|run| run.attempt).collect();
    assert_eq!(attempts, [2]);
}

async fn work_until_killed(url: String) -> ! {
    let store = Store::connect(&Settings::new(url)).await.unwrap();
    let _workers = start(&store, &Bench::new(&store), brisk());
    // Should nobody kill us, we do not stay.
    tokio::time::sleep(Duration::from_secs(60)).await;
    std::process::exit(1);
}
