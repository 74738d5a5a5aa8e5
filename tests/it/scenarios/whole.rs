//! The whole write path: the engine on a SQLite of its own, its law clock set to the story's time.
//! Whenever a request is looked at, its journal must replay to what the tables hold.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lianban::access::Access;
use lianban::adapters::clock::{Machine, Virtual};
use lianban::domain::calendar::{Instant, instant};
use lianban::domain::command::{Actor, Application, Command};
use lianban::domain::directory::Officer;
use lianban::domain::due;
use lianban::domain::event::Entry;
use lianban::domain::evolve;
use lianban::domain::identifiers::{RequestId, SittingId, StageKey};
use lianban::domain::refusal::Refusal;
use lianban::domain::request::{Duty, Request};
use lianban::domain::sitting::{Sitting, SittingAction};
use lianban::domain::timers;
use lianban::doors::present::LightWord;
use lianban::doors::settings::Settings;
use lianban::doors::{Doors, queue};
use lianban::engine::ports::{Entropy, Ports};
use lianban::engine::{Call, Engine, Error, Keys, SittingCall, SittingError};
use lianban::storage::{journal, queues};
use tokio::runtime::Runtime;

use super::stage::{Refused, Stage, Town, sitting_code};
use super::story::Story;
use crate::engine::house::Shelf;
use crate::support::databases::Database;

/// Requests one sweep looks at; a story has a few.
const SWEEP: usize = 50;
/// The longest journal of a story.
const LINES_MAX: u64 = 10_000;

/// The engine with everything it stands on.
pub struct Whole {
    engine: Engine,
    clock: Arc<Virtual>,
    town: Town,
    filed: Vec<RequestId>,
    doors: Doors,
    runtime: Runtime,
    _database: Database,
}

/// Numbers in their order: a story plays the same every time.
#[derive(Default)]
struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        for (byte, counted) in bytes.iter_mut().zip(next.iter().cycle()) {
            *byte = *counted;
        }
    }
}

impl Whole {
    /// The stage of a story, nothing filed yet.
    pub fn set(story: &Story) -> Self {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(Database::sqlite());
        let clock = Arc::new(Virtual::at(instant(story.starts)));
        let ports = Ports {
            law: clock.clone(),
            machine: Arc::new(Machine),
            entropy: Arc::new(Counted::default()),
            bytes: Arc::new(Shelf::default()),
        };
        let town = Town::of(story);
        let keys = Keys::from_secret(&(0..32).collect::<Vec<u8>>()).unwrap();
        let (directory, calendar) = (town.directory.clone(), town.calendar.clone());
        let engine = Engine::new(database.store.clone(), ports, keys, directory, calendar);
        let published = engine.publish(town.workflow.clone(), &town.source);
        runtime.block_on(published).unwrap();
        let ports = engine.ports().clone();
        let access = Access::new(engine.store().clone(), ports.machine, ports.entropy);
        Self {
            doors: Doors::new(engine.clone(), access, Settings::default()),
            engine,
            clock,
            town,
            filed: Vec::new(),
            runtime,
            _database: database,
        }
    }

    /// The engine that is played on, and the requests filed so far.
    pub fn played(&self) -> (&Engine, &[RequestId]) {
        (&self.engine, &self.filed)
    }

    /// Waits for something within the story.
    pub fn wait<T>(&self, doing: impl Future<Output = T>) -> T {
        self.runtime.block_on(doing)
    }

    /// What a queue shows of a request is read off its rows alone; it is what the clocks say.
    fn queues_say_what_clocks_do(&self, request: &Request) {
        let rows = self.wait(async {
            let reader = self.engine.store().reader();
            let seats = queues::of_request(reader, request.id).await.unwrap();
            queue::rows(&self.doors, seats).await.unwrap()
        });
        assert_eq!(rows.len(), request.seats.len());
        for row in rows {
            let clock = row.duty.parse::<Duty>().unwrap().clock();
            // What stands still is reckoned as of its last event; nothing of it moves.
            let at = match row.light {
                LightWord::Grey => request.last_event_at,
                _ => self.engine.now(),
            };
            let Some(due) = due::at(&self.town.rules(), request, &clock, at) else {
                continue;
            };
            // How much over a clock is that stands still is said by its own page alone.
            let least = if row.light == LightWord::Grey {
                0
            } else {
                i64::MIN
            };
            let shown = (row.light, row.due_at, row.working_days_left.max(least));
            let said = (due.light.into(), due.at, due.working_days_left.max(least));
            assert_eq!(shown, said, "{} at {at}", row.duty);
        }
    }

    fn at<T>(&self, at: Instant, doing: impl Future<Output = T>) -> T {
        self.clock.set(at);
        self.runtime.block_on(doing)
    }
}

impl Stage for Whole {
    fn file(
        &mut self,
        application: Application,
        actor: &Actor,
        at: Instant,
    ) -> Result<RequestId, Refused> {
        let key = &self.town.workflow.key;
        let filed = self.at(
            at,
            self.engine
                .file(key, application, actor.clone(), Call::default()),
        );
        let id = filed.map_err(refused)?.id;
        self.filed.push(id);
        Ok(id)
    }

    fn act(&mut self, id: RequestId, command: Command, at: Instant) -> Result<(), Refused> {
        let acted = self.at(at, self.engine.act(id, command, Call::default()));
        acted.map(|_| ()).map_err(refused)
    }

    fn pass(&mut self, until: Instant) {
        loop {
            let wakes = self
                .filed
                .iter()
                .filter_map(|id| timers::wake_at(&self.town.rules(), &self.request(*id)));
            let Some(wake) = wakes.min().filter(|wake| *wake <= until) else {
                return;
            };
            let swept = self.at(wake, self.engine.sweep(SWEEP)).unwrap();
            assert!(
                swept.changed > 0,
                "the sweep at {wake} found nothing of what is due"
            );
        }
    }

    fn call_sitting(
        &mut self,
        stage: &StageKey,
        officer: &Officer,
        called_for: Instant,
        at: Instant,
    ) -> Result<SittingId, Refused> {
        let call = SittingCall {
            workflow: self.town.workflow.key.clone(),
            stage: stage.clone(),
            called_for,
            by: Actor::Officer(officer.clone()),
        };
        let called = self.at(at, self.engine.call_sitting(call));
        called.map(|sitting| sitting.id).map_err(sitting_refused)
    }

    fn sit(
        &mut self,
        id: SittingId,
        action: &SittingAction,
        officer: &Officer,
        at: Instant,
    ) -> Result<(), Refused> {
        let sat = self.at(at, self.engine.sit(id, action.clone(), officer));
        sat.map(|_| ()).map_err(sitting_refused)
    }

    fn close_sitting(
        &mut self,
        id: SittingId,
        presider: &Officer,
        minutes: &str,
        at: Instant,
    ) -> Result<(), Refused> {
        let closed = self.at(at, self.engine.close_sitting(id, presider, minutes, None));
        closed.map(|_| ()).map_err(sitting_refused)
    }

    fn request(&self, id: RequestId) -> Request {
        let stored = self
            .runtime
            .block_on(self.engine.request(id))
            .unwrap()
            .request;
        let replayed = evolve::replay(id, &self.journal(id));
        assert_eq!(
            replayed.as_ref(),
            Some(&stored),
            "the journal replays to something else"
        );
        self.queues_say_what_clocks_do(&stored);
        stored
    }

    fn journal(&self, id: RequestId) -> Vec<Entry> {
        let reader = self.engine.store().reader();
        let lines = self
            .runtime
            .block_on(journal::page(reader, id, 0, LINES_MAX));
        lines.unwrap().into_iter().map(|(_, entry)| entry).collect()
    }

    fn sitting(&self, id: SittingId) -> Sitting {
        self.runtime.block_on(self.engine.sitting(id)).unwrap()
    }

    fn town(&self) -> &Town {
        &self.town
    }
}

fn refused(error: Error) -> Refused {
    match error {
        Error::Refused(refusal) => Refusal::code(&refusal),
        error => panic!("{error:?}"),
    }
}

fn sitting_refused(error: SittingError) -> Refused {
    match error {
        SittingError::Refused(refusal) => sitting_code(refusal),
        SittingError::Engine(error) => refused(error),
        error => panic!("{error:?}"),
    }
}
