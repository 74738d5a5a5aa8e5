//! A node: an engine, a worker, schedules, and what it holds; and how it dies.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use lianban::engine::convening::{CONVENING_QUEUE, ConveneJob};
use lianban::engine::outbox::{MAIL_QUEUE, TellJob};
use lianban::engine::ports::Ports;
use lianban::engine::seal::{SEAL_QUEUE, SealJob};
use lianban::engine::{DropFilesJob, Engine, FILES_QUEUE, Keys};
use lianban::faults;
use lianban::jobs::cron::{self, Scheduler, Tick};
use lianban::jobs::digest::{DIGEST_QUEUE, DigestJob};
use lianban::jobs::routine::{self, Keep};
use lianban::jobs::steps::{Steps, Taken};
use lianban::jobs::{Failure, Office, Settings};
use lianban::storage::Store;
use lianban::storage::jobs::{BURIAL_QUEUE, Burial};

use super::ports::{Chance, NodeClock, Shelf};
use super::post::PostOffice;
use super::town::Town;

/// What jobs wait in, those first that bring others.
pub const QUEUES: [&str; 7] = [
    cron::QUEUE,
    MAIL_QUEUE,
    BURIAL_QUEUE,
    CONVENING_QUEUE,
    SEAL_QUEUE,
    DIGEST_QUEUE,
    FILES_QUEUE,
];
/// A step of a healthy node takes milliseconds of real time.
const PATIENCE: Duration = Duration::from_secs(30);
/// So few that letters are given up within a simulation.
const LETTER_ATTEMPTS: i32 = 5;
/// What is looked at afterwards is not purged.
const KEEP: Keep = Keep {
    done_jobs_days: 10_000,
    dead_jobs_days: 10_000,
    idempotency_days: 10_000,
};

/// What all nodes share.
#[derive(Clone)]
pub struct Ground {
    pub store: Store,
    pub shelf: Arc<Shelf>,
    pub post: Arc<PostOffice>,
    pub chance: Arc<Chance>,
    /// Which schedules come round.
    pub routines: Vec<&'static str>,
}

pub struct Node {
    pub clock: NodeClock,
    /// None while it is down.
    pub life: Option<Life>,
}

/// A node between its start and its death.
pub struct Life {
    pub engine: Engine,
    pub steps: Steps<Office>,
    pub scheduler: Scheduler,
    pub held: Vec<Work>,
}

/// A claimed job, how far it is.
pub struct Work {
    pub taken: Taken,
    pub run: Option<BoxFuture<'static, Result<(), Failure>>>,
    pub result: Option<Result<(), Failure>>,
}

impl Life {
    pub async fn begin(town: &Town, ground: &Ground, clock: &NodeClock) -> Self {
        let ports = Ports {
            law: Arc::new(clock.clone()),
            machine: Arc::new(clock.clone()),
            entropy: ground.chance.clone(),
            bytes: ground.shelf.clone(),
        };
        let keys = Keys::from_secret(&(0..32).collect::<Vec<u8>>()).unwrap();
        let (directory, calendar) = (town.directory.clone(), town.calendar.clone());
        let engine = Engine::new(ground.store.clone(), ports, keys, directory, calendar)
            .with_letter_attempts(LETTER_ATTEMPTS);
        engine.load_workflows().await.unwrap();
        let office = Office {
            engine: engine.clone(),
            post: ground.post.clone(),
            sms: None,
            public_url: "https://lianban.example".to_owned(),
            domain: "lianban.example".to_owned(),
            seal_recipients: vec!["keeper@example.org".to_owned()],
        };
        let shown = clock.clone();
        let machine: lianban::jobs::Clock = Arc::new(move || shown.shows());
        let steps = Steps::new(
            ground.store.clone(),
            Arc::new(office),
            Settings::default(),
            machine.clone(),
        );
        let comes_round = |name: &str| {
            let mut wanted = ground.routines.iter();
            wanted.any(|routine| name.starts_with(routine))
        };
        let mut schedules = routine::schedules(&engine, KEEP, true).unwrap();
        schedules.retain(|schedule| comes_round(schedule.name()));
        let law = machine.clone();
        let scheduler = Scheduler::new(ground.store.clone(), schedules, law, machine);
        Self {
            engine,
            steps,
            scheduler,
            held: Vec::new(),
        }
    }

    /// The run of a job that was claimed, not begun yet.
    pub fn begun(&self, taken: &Taken) -> BoxFuture<'static, Result<(), Failure>> {
        let steps = &self.steps;
        match taken.row().queue.as_str() {
            MAIL_QUEUE => steps.run::<TellJob>(taken).boxed(),
            BURIAL_QUEUE => steps.run::<Burial>(taken).boxed(),
            CONVENING_QUEUE => steps.run::<ConveneJob>(taken).boxed(),
            SEAL_QUEUE => steps.run::<SealJob>(taken).boxed(),
            DIGEST_QUEUE => steps.run::<DigestJob>(taken).boxed(),
            FILES_QUEUE => steps.run::<DropFilesJob>(taken).boxed(),
            cron::QUEUE => steps.run::<Tick>(taken).boxed(),
            queue => panic!("nobody works on {queue}"),
        }
    }
}

/// What became of a step of a node.
pub enum Went<T> {
    Done(T),
    /// Its process is gone.
    Died,
    /// It panicked, or hangs.
    Broke(String),
}

/// Does something on a node, which dies at the n-th passing of a place if it is doomed to.
pub async fn attempt<T>(doom: Option<(&str, u32)>, doing: impl Future<Output = T>) -> Went<T> {
    if let Some((place, passings)) = doom {
        faults::doom(place, passings);
    }
    let caught = AssertUnwindSafe(doing).catch_unwind();
    let done = tokio::time::timeout(PATIENCE, caught).await;
    match (faults::spare(), done) {
        (true, _) => Went::Died,
        (false, Ok(Ok(done))) => Went::Done(done),
        (false, Ok(Err(_))) => Went::Broke("panicked".to_owned()),
        (false, Err(_)) => Went::Broke(format!("hangs for {} s", PATIENCE.as_secs())),
    }
}
