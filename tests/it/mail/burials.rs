//! Mails that die without a word of their own: whatever ends the last attempt, the desk has the
//! work, and a letter that is sent after all takes it away again.

mod case;

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::Utc;
use lianban::domain::command::Action;
use lianban::domain::request::{Duty, Told};
use lianban::engine::outbox::MAIL_QUEUE;
use lianban::jobs::Settings;
use lianban::storage::jobs::Status;
use lianban::storage::mails::{self, Progress, State};

use self::case::{CORRECTION, Case, Fickle, Whim, start};
use crate::engine::house::{House, officer};
use crate::jobs::bench::{brisk, row, until, until_status};
use crate::support::databases::{Database, on_both};

on_both!(
    a_panic_in_the_last_attempt,
    a_panic_over_a_notice_for_which_nothing_waits,
    a_last_attempt_that_stalls,
    a_node_killed_in_the_last_attempt,
    a_mail_that_nobody_can_read,
    a_letter_taken_before_its_job_died_is_told,
    what_was_told_at_the_counter_stays_told,
);

/// Set for the process that is going to be killed: the database it works on.
const VICTIM: &str = "LIANBAN_TEST_VICTIM_DATABASE";
async fn a_panic_in_the_last_attempt(database: Database) {
    let case = Case::open(database, Whim::Panic).await;
    let workers = case.start(brisk());
    case.is_work_for_the_desk().await;
    case.is_told_after_a_retry().await;
    workers.stop().await;
}

async fn a_panic_over_a_notice_for_which_nothing_waits(database: Database) {
    let case = Case::of_receipt(database, Whim::Panic).await;
    let workers = case.start(brisk());
    case.is_work_for_the_desk().await;
    case.is_told_after_a_retry().await;
    workers.stop().await;
}

async fn a_last_attempt_that_stalls(database: Database) {
    let case = Case::open(database, Whim::Stall).await;
    let settings = Settings {
        run_limit: Duration::from_millis(300),
        ..brisk()
    };
    let workers = case.start(settings);
    case.is_work_for_the_desk().await;
    case.is_told_after_a_retry().await;
    workers.stop().await;
}

/// The victim is this very test in a process of its own, which never gets past the first line.
async fn a_node_killed_in_the_last_attempt(database: Database) {
    if let Ok(url) = std::env::var(VICTIM) {
        work_until_killed(url).await;
    }
    let module = match database.store.backend() {
        lianban::storage::Backend::Sqlite => "sqlite",
        lianban::storage::Backend::Postgres => "postgres",
    };
    let url = database.url().to_owned();
    let case = Case::open(database, Whim::Panic).await;
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .arg("--exact")
        .arg(format!(
            "mail::burials::{module}::a_node_killed_in_the_last_attempt"
        ))
        .env(VICTIM, url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let store = case.house.engine.store();
    until_status(store, case.mail, Status::Running).await;
    assert!(victim.try_wait().unwrap().is_none(), "alive and at work");
    victim.kill().expect("SIGKILL");
    victim.wait().unwrap();
    assert_eq!(row(store, case.mail).await.status, Status::Running);

    let workers = case.start(brisk());
    case.is_work_for_the_desk().await;
    case.is_told_after_a_retry().await;
    workers.stop().await;
}

async fn work_until_killed(url: String) -> ! {
    let house = House::open(Database::at(url).await).await;
    let post = Arc::new(Fickle(Mutex::new(Whim::Stall)));
    let _workers = start(&house.engine, post, brisk());
    // Should nobody kill us, we do not stay.
    tokio::time::sleep(Duration::from_secs(60)).await;
    std::process::exit(1);
}

async fn a_mail_that_nobody_can_read(database: Database) {
    let case = Case::open(database, Whim::Deliver).await;
    let payload = row(case.house.engine.store(), case.mail).await.payload;
    let poison = format!("UPDATE job SET payload = '{{\"to\": 7}}' WHERE queue = '{MAIL_QUEUE}'");
    assert_eq!(case.house.tamper(&poison).await, 1);
    let workers = case.start(brisk());
    case.is_work_for_the_desk().await;
    let cure = format!("UPDATE job SET payload = '{payload}' WHERE queue = '{MAIL_QUEUE}'");
    assert_eq!(case.house.tamper(&cure).await, 1);
    case.is_told_after_a_retry().await;
    workers.stop().await;
}

async fn a_letter_taken_before_its_job_died_is_told(database: Database) {
    let case = Case::open(database, Whim::Panic).await;
    let sent = Progress {
        job: case.mail,
        request: case.id,
        notice: Some(CORRECTION),
        recipient: "applicant".to_owned(),
        template: "correction-intake".to_owned(),
        message_id: Some("taken@lianban.example".to_owned()),
        state: State::Sent,
        detail: String::new(),
    };
    let store = case.house.engine.store();
    mails::record(store.writer(), &sent, Utc::now())
        .await
        .unwrap();
    case.bury().await;
    let workers = case.start(brisk());
    until("the correction is told", || async {
        matches!(case.told().await, Told::At(_))
    })
    .await;
    let request = case.request().await;
    assert!(!request.seats.contains_key(&Duty::Tell(CORRECTION)));
    workers.stop().await;
}

async fn what_was_told_at_the_counter_stays_told(database: Database) {
    let case = Case::open(database, Whim::Panic).await;
    let desk = officer(1, "window", "window");
    let told = Action::RecordTold {
        notice: CORRECTION,
        text: "Signed for it at the counter.".to_owned(),
    };
    case.house.act(case.id, &desk, told).await;
    case.bury().await;
    let workers = case.start(brisk());
    case.burial_is_done().await;
    assert!(matches!(case.told().await, Told::At(_)));
    workers.stop().await;
}
