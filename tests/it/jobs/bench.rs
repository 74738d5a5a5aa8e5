//! Jobs made for the tests, and what they leave behind.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use lianban::jobs::{Failure, Job, Meta, Rush, Settings, Workers};
use lianban::storage::jobs::{self, Model, NewJob};
use lianban::storage::{self, Store};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Long enough for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the jobs of one test share.
pub struct Bench {
    pub store: Store,
    pub runs: Mutex<Vec<Run>>,
    /// Lets jobs go that wait for it.
    pub gate: CancellationToken,
    /// Runs of [`Wait`] that were cut off.
    pub cut: AtomicUsize,
}

#[derive(Clone, Debug)]
pub struct Run {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub attempt: i32,
    pub correlation: Option<String>,
}

impl Bench {
    pub fn new(store: &Store) -> Arc<Self> {
        Arc::new(Self {
            store: store.clone(),
            runs: Mutex::default(),
            gate: CancellationToken::new(),
            cut: AtomicUsize::new(0),
        })
    }

    fn note(&self, meta: &Meta) {
        self.runs.lock().unwrap().push(Run {
            id: meta.id,
            at: Utc::now(),
            attempt: meta.attempt,
            correlation: meta.correlation.clone(),
        });
    }

    pub fn runs_of(&self, id: Uuid) -> Vec<Run> {
        let runs = self.runs.lock().unwrap();
        runs.iter().filter(|run| run.id == id).cloned().collect()
    }
}

/// Succeeds.
#[derive(Serialize, Deserialize)]
pub struct Greet {
    pub name: String,
}

impl Job for Greet {
    const QUEUE: &'static str = "greet";
    type Context = Bench;

    async fn run(self, cx: &Bench, meta: &Meta) -> Result<(), Failure> {
        cx.note(meta);
        Ok(())
    }
}

/// Succeeds, and lets a rush go first.
#[derive(Serialize, Deserialize)]
pub struct Polite;

impl Job for Polite {
    const QUEUE: &'static str = "polite";
    const GIVES_WAY: bool = true;
    type Context = Bench;

    async fn run(self, cx: &Bench, meta: &Meta) -> Result<(), Failure> {
        cx.note(meta);
        Ok(())
    }
}

/// Fails in the first run.
#[derive(Serialize, Deserialize)]
pub struct Flaky;

impl Job for Flaky {
    const QUEUE: &'static str = "flaky";
    type Context = Bench;

    async fn run(self, cx: &Bench, meta: &Meta) -> Result<(), Failure> {
        cx.note(meta);
        match meta.attempt {
            1 => Err(Failure::Retry("the first time it always fails".to_owned())),
            _ => Ok(()),
        }
    }
}

/// Fails in every run, and may do so twice.
#[derive(Serialize, Deserialize)]
pub struct Hopeless;

impl Job for Hopeless {
    const QUEUE: &'static str = "hopeless";
    const MAX_ATTEMPTS: i32 = 2;
    type Context = Bench;

    async fn run(self, cx: &Bench, meta: &Meta) -> Result<(), Failure> {
        cx.note(meta);
        Err(Failure::Retry("it never works".to_owned()))
    }
}

/// Panics when told to.
#[derive(Serialize, Deserialize)]
pub struct Explosive {
    pub lit: bool,
}

impl Job for Explosive {
    const QUEUE: &'static str = "explosive";
    type Context = Bench;

    async fn run(self, cx: &Bench, meta: &Meta) -> Result<(), Failure> {
        cx.note(meta);
        assert!(!self.lit, "boom");
        Ok(())
    }
}

/// Takes longer than it may.
#[derive(Serialize, Deserialize)]
pub struct Slow;

impl Job for Slow {
    const QUEUE: &'static str = "slow";
    const TIMEOUT: Duration = Duration::from_millis(50);
    const MAX_ATTEMPTS: i32 = 1;
    type Context = Bench;

    async fn run(self, cx: &Bench, _: &Meta) -> Result<(), Failure> {
        cx.gate.cancelled().await;
        Ok(())
    }
}

/// Runs until the gate opens.
#[derive(Serialize, Deserialize)]
pub struct Wait;

impl Job for Wait {
    const QUEUE: &'static str = "wait";
    type Context = Bench;

    async fn run(self, cx: &Bench, meta: &Meta) -> Result<(), Failure> {
        cx.note(meta);
        let unfinished = Unfinished(&cx.cut);
        cx.gate.cancelled().await;
        std::mem::forget(unfinished);
        Ok(())
    }
}

/// Counts itself when dropped, that is when the run did not get to its end.
struct Unfinished<'a>(&'a AtomicUsize);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Its effect is another job, in the transaction that completes it.
#[derive(Serialize, Deserialize)]
pub struct Relay {
    pub commit: bool,
}

impl Job for Relay {
    const QUEUE: &'static str = "relay";
    type Context = Bench;

    async fn run(self, cx: &Bench, meta: &Meta) -> Result<(), Failure> {
        cx.note(meta);
        let transaction = cx.store.begin().await?;
        jobs::enqueue(&transaction, NewJob::new("effects", &meta.id)?, Utc::now()).await?;
        meta.complete_in(&transaction).await?;
        if self.commit || meta.attempt > 1 {
            transaction
                .commit()
                .await
                .map_err(lianban::storage::Error::from)?;
            return Ok(());
        }
        transaction
            .rollback()
            .await
            .map_err(lianban::storage::Error::from)?;
        Err(Failure::Retry("changed our mind".to_owned()))
    }
}

/// Quick enough for tests; a lost lease is found within a second.
pub fn brisk() -> Settings {
    Settings {
        lease: Duration::from_millis(900),
        clock_margin: Duration::ZERO,
        reap_every: Duration::from_millis(100),
        poll: Duration::from_millis(50),
        backoff_first: Duration::from_millis(100),
        backoff_limit: Duration::from_secs(1),
        drain: Duration::from_secs(20),
        ..Settings::default()
    }
}

/// Workers for every kind of job above.
pub struct Running {
    pub shutdown: CancellationToken,
    pub handle: JoinHandle<()>,
}

pub fn start(store: &Store, bench: &Arc<Bench>, settings: Settings) -> Running {
    start_beside(Rush::default(), store, bench, settings)
}

/// The same beside a rush.
pub fn start_beside(rush: Rush, store: &Store, bench: &Arc<Bench>, settings: Settings) -> Running {
    let shutdown = CancellationToken::new();
    let handle = Workers::new(
        store.clone(),
        bench.clone(),
        settings,
        Arc::new(chrono::Utc::now),
    )
    .giving_way_to(rush)
    .register::<Greet>(2)
    .register::<Polite>(2)
    .register::<Flaky>(1)
    .register::<Hopeless>(1)
    .register::<Explosive>(1)
    .register::<Slow>(1)
    .register::<Wait>(4)
    .register::<Relay>(1)
    .run(shutdown.clone());
    Running { shutdown, handle }
}

impl Running {
    pub async fn stop(self) {
        self.shutdown.cancel();
        let ended = tokio::time::timeout(PATIENCE, self.handle).await;
        ended
            .expect("workers end in time")
            .expect("workers end well");
    }
}

pub async fn enqueue(store: &Store, job: NewJob) -> Uuid {
    let added = again(async || jobs::enqueue(store.writer(), job.clone(), Utc::now()).await).await;
    store.wake();
    added.expect("a new job")
}

pub async fn row(store: &Store, id: Uuid) -> Model {
    let found = again(async || jobs::find(store.reader(), id).await).await;
    found.expect("the job is there")
}

/// Asks anew where a connection was cut, as any client does.
async fn again<T>(ask: impl AsyncFn() -> Result<T, storage::Error>) -> T {
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(error) => assert!(error.is_transient(), "{error}"),
        }
    }
}

/// Looks again and again until it is so.
pub async fn until<F: Future<Output = bool>>(what: &str, mut look: impl FnMut() -> F) {
    let look_again = async {
        while !look().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let seen = tokio::time::timeout(PATIENCE, look_again).await;
    seen.unwrap_or_else(|_| panic!("never seen: {what}"));
}

pub async fn until_status(store: &Store, id: Uuid, status: jobs::Status) {
    until(&format!("the job is {status:?}"), || async {
        row(store, id).await.status == status
    })
    .await;
}
