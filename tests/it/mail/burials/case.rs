//! A mail with one attempt left, a post that does what a test wants, and what is left of both.

use std::sync::{Arc, Mutex};

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
use sea_orm::{ConnectionTrait, Statement};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::engine::house::{House, officer};
use crate::jobs::bench::{Running, until, until_status};
use crate::support::databases::Database;

/// The numbered receipt.
const RECEIPT: u32 = 1;
/// Mail to officers is of no concern here.
const NOT_TO_THE_APPLICANT: &str = "DELETE FROM job WHERE dedup_key NOT LIKE '%-applicant-%'";
/// The correction, on which the applicant's time to answer waits.
pub const CORRECTION: u32 = 2;

/// What the post does with the next letter.
#[derive(Clone, Copy)]
pub enum Whim {
    Panic,
    Stall,
    Deliver,
}

pub struct Fickle(pub Mutex<Whim>);

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

pub fn start(engine: &Engine, post: Arc<Fickle>, settings: Settings) -> Running {
    let office = Office {
        engine: engine.clone(),
        post,
        sms: None,
        public_url: "https://lianban.example".to_owned(),
        domain: "lianban.example".to_owned(),
        seal_recipients: Vec::new(),
    };
    let shutdown = CancellationToken::new();
    let handle = Workers::new(
        engine.store().clone(),
        Arc::new(office),
        settings,
        Arc::new(chrono::Utc::now),
    )
    .register::<TellJob>(2)
    .register::<Burial>(1)
    .run(shutdown.clone());
    Running { shutdown, handle }
}

/// A request whose applicant is to be told of a correction, by a mail with one attempt left.
pub struct Case {
    pub house: House,
    pub id: RequestId,
    pub mail: Uuid,
    notice: u32,
    post: Arc<Fickle>,
}

impl Case {
    /// The mail brings the receipt, for which nothing waits.
    pub async fn of_receipt(database: Database, whim: Whim) -> Self {
        let house = House::open(database).await;
        let id = house.file("residence-permit").await.id;
        Self::over(house, id, RECEIPT, whim).await
    }

    /// The mail brings a correction.
    pub async fn open(database: Database, whim: Whim) -> Self {
        let house = House::open(database).await;
        let id = house.file("residence-permit").await.id;
        house.tamper("DELETE FROM job").await;
        let item = Item {
            what: "identity_card".to_owned(),
            explanation: "The back is missing.".to_owned(),
        };
        let desk = officer(1, "window", "window");
        house.act(id, &desk, Action::AskAtIntake(vec![item])).await;
        Self::over(house, id, CORRECTION, whim).await
    }

    async fn over(house: House, id: RequestId, notice: u32, whim: Whim) -> Self {
        house.tamper(NOT_TO_THE_APPLICANT).await;
        let last = format!("UPDATE job SET max_attempts = 1 WHERE queue = '{MAIL_QUEUE}'");
        assert_eq!(house.tamper(&last).await, 1, "the one mail");
        let db = house.engine.store().writer();
        let ids = Statement::from_string(db.get_database_backend(), "SELECT id FROM job");
        let found = db.query_one_raw(ids).await.unwrap().unwrap();
        Self {
            id,
            notice,
            mail: found.try_get("", "id").unwrap(),
            post: Arc::new(Fickle(Mutex::new(whim))),
            house,
        }
    }

    pub fn start(&self, settings: Settings) -> Running {
        start(&self.house.engine, self.post.clone(), settings)
    }

    pub async fn request(&self) -> Request {
        self.house.engine.request(self.id).await.unwrap().request
    }

    pub async fn told(&self) -> Told {
        let request = self.request().await;
        let mut notices = request.notices.iter();
        let notice = notices.find(|notice| notice.number == self.notice);
        notice.expect("the notice").told
    }

    /// The job is dead, and instead of a letter there is work with a bound.
    pub async fn is_work_for_the_desk(&self) {
        until_status(self.house.engine.store(), self.mail, Status::Dead).await;
        until("the notice is not told", || async {
            self.told().await == Told::Not
        })
        .await;
        let request = self.request().await;
        let duty = Duty::Tell(self.notice);
        assert!(request.seats.contains_key(&duty), "somebody has to tell");
        assert!(request.clocks[&duty.clock()].ended.is_none());
        assert!(!request.clocks.contains_key(&ClockKey::IntakeAnswer));
    }

    /// An operator has the job run again, and this time the post works.
    pub async fn is_told_after_a_retry(&self) {
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
        assert!(!request.seats.contains_key(&Duty::Tell(self.notice)));
        let answering = request.clocks.contains_key(&ClockKey::IntakeAnswer);
        assert_eq!(answering, self.notice == CORRECTION);
    }

    /// Gives the mail up as a worker would that has no say in the matter.
    pub async fn bury(&self) {
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

    pub async fn burial_is_done(&self) {
        let store = self.house.engine.store();
        until("the burial is done", || async {
            let counts = jobs::counts(store.reader()).await.unwrap();
            let mut burials = counts.iter().filter(|count| count.queue == BURIAL_QUEUE);
            burials.all(|count| count.status == Status::Done)
        })
        .await;
    }
}
