//! Mails that die without a word of their own: whatever ends the last attempt, the desk has the
//! work, and a letter that is sent after all takes it away again.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use futures::FutureExt;
use futures::future::BoxFuture;
use lianban::domain::command::{Action, Item};
use lianban::domain::identifiers::RequestId;
use lianban::domain::request::{ClockKey, Duty, Request, Told};
use lianban::engine::Engine;
use lianban::engine::outbox::{MAIL_QUEUE, TellJob};
use lianban::engine::ports::post::{Answer, Letter, Post};
use lianban::jobs::{Office, Settings, Workers};
use lianban::storage::jobs::{self, BURIAL_QUEUE, Burial, Held, Status};
use lianban::storage::mails::{self, Progress, State};
use sea_orm::{ConnectionTrait, Statement};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::engine::house::{House, officer};
use crate::jobs::bench::{Running, brisk, row, until, until_status};
use crate::support::databases::{Database, on_both};

on_both!(
    a_panic_in_the_last_attempt,
    a_last_attempt_that_stalls,
    a_node_killed_in_the_last_attempt,
    a_mail_that_nobody_can_read,
    a_letter_taken_before_its_job_died_is_told,
    what_was_told_at_the_counter_stays_told,
);

/// Set for the process that is going to be killed: the database it works on.
const VICTIM: &str = "LIANBAN_TEST_VICTIM_DATABASE";
/// The correction, on which the applicant's time to answer waits; 1 is the receipt.
const CORRECTION: u32 = 2;

/// What the post does with the next letter.
#[derive(Clone, Copy)]
enum Whim {
    Panic,
    Stall,
    Deliver,
}

struct Fickle(Mutex<Whim>);

impl Post for Fickle {
    fn send<'a>(&'a self, _: &'a Letter) -> BoxFuture<'a, Answer> {
        let whim = *self.0.lock().unwrap();
        async move {
            match whim {
                Whim::Panic => panic!("a fault in the post"),
                Whim::Stall => std::future::pending().await,
                Whim::Deliver => Answer::Sent,
            }
        }
        .boxed()
    }
}

fn start(engine: &Engine, post: Arc<Fickle>, settings: Settings) -> Running {
    let office = Office {
        engine: engine.clone(),
        post,
        public_url: "https://lianban.example".to_owned(),
        domain: "lianban.example".to_owned(),
        seal_recipients: Vec::new(),
    };
    let shutdown = CancellationToken::new();
    let handle = Workers::new(engine.store().clone(), Arc::new(office), settings)
        .register::<TellJob>(2)
        .register::<Burial>(1)
        .run(shutdown.clone());
    Running { shutdown, handle }
}

/// A request whose applicant is to be told of a correction, by a mail with one attempt left.
struct Case {
    house: House,
    id: RequestId,
    mail: Uuid,
    post: Arc<Fickle>,
}

impl Case {
    async fn open(database: Database, whim: Whim) -> Self {
        let house = House::open(database).await;
        let id = house.file("residence-permit").await.id;
        house.tamper("DELETE FROM job").await;
        let item = Item {
            what: "identity_card".to_owned(),
            explanation: "The back is missing.".to_owned(),
        };
        let desk = officer(1, "window", "window");
        house.act(id, &desk, Action::AskAtIntake(vec![item])).await;
        let last = format!("UPDATE job SET max_attempts = 1 WHERE queue = '{MAIL_QUEUE}'");
        assert_eq!(house.tamper(&last).await, 1, "the one mail");
        let db = house.engine.store().writer();
        let ids = Statement::from_string(db.get_database_backend(), "SELECT id FROM job");
        let found = db.query_one_raw(ids).await.unwrap().unwrap();
        Self {
            id,
            mail: found.try_get("", "id").unwrap(),
            post: Arc::new(Fickle(Mutex::new(whim))),
            house,
        }
    }

    fn start(&self, settings: Settings) -> Running {
        start(&self.house.engine, self.post.clone(), settings)
    }

    async fn request(&self) -> Request {
        self.house.engine.request(self.id).await.unwrap().request
    }

    async fn told(&self) -> Told {
        let request = self.request().await;
        let mut notices = request.notices.iter();
        let notice = notices.find(|notice| notice.number == CORRECTION);
        notice.expect("the correction").told
    }

    /// The job is dead, and instead of a letter there is work with a bound.
    async fn is_work_for_the_desk(&self) {
        until_status(self.house.engine.store(), self.mail, Status::Dead).await;
        until("the notice is not told", || async {
            self.told().await == Told::Not
        })
        .await;
        let request = self.request().await;
        let duty = Duty::Tell(CORRECTION);
        assert!(request.seats.contains_key(&duty), "somebody has to tell");
        assert!(request.clocks[&duty.clock()].ended.is_none());
        assert!(!request.clocks.contains_key(&ClockKey::IntakeAnswer));
    }

    /// An operator has the job run again, and this time the post works.
    async fn is_told_after_a_retry(&self) {
        *self.post.0.lock().unwrap() = Whim::Deliver;
        let store = self.house.engine.store();
        assert!(
            jobs::revive(store.writer(), self.mail, Utc::now())
                .await
                .unwrap()
        );
        store.wake();
        until_status(store, self.mail, Status::Done).await;
        assert!(matches!(self.told().await, Told::At(_)));
        let request = self.request().await;
        assert!(!request.seats.contains_key(&Duty::Tell(CORRECTION)));
        assert!(request.intake_correction.unwrap().told);
        assert!(request.clocks.contains_key(&ClockKey::IntakeAnswer));
    }

    /// Gives the mail up as a worker would that has no say in the matter.
    async fn bury(&self) {
        let store = self.house.engine.store();
        let (now, lease) = (Utc::now(), TimeDelta::minutes(1));
        let claimed = jobs::claim(store, MAIL_QUEUE, 1, now, lease).await.unwrap();
        let token = claimed[0].lease_token.unwrap();
        let held = Held {
            id: self.mail,
            token,
        };
        assert!(jobs::bury(store, held, "gone", now).await.unwrap());
    }

    async fn burial_is_done(&self) {
        let store = self.house.engine.store();
        until("the burial is done", || async {
            let counts = jobs::counts(store.reader()).await.unwrap();
            let mut burials = counts.iter().filter(|count| count.queue == BURIAL_QUEUE);
            burials.all(|count| count.status == Status::Done)
        })
        .await;
    }
}

async fn a_panic_in_the_last_attempt(database: Database) {
    let case = Case::open(database, Whim::Panic).await;
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
