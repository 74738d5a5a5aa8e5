//! One seed: a town, some nodes, people, a post office, time; and what the scheduler has happen next.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use futures::future::join_all;
use lianban::domain::calendar::{Instant, civil};
use lianban::domain::command::{Actor, Command};
use lianban::domain::definition::FilerKind;
use lianban::domain::identifiers::RequestId;
use lianban::engine::{Engine, Error};
use lianban::storage::jobs::{self, Held, Status};
use lianban::storage::requests;

use super::applications;
use super::book::{Book, Told, Want, carry_out};
use super::node::{Ground, Life, Node, QUEUES, Went, Work, attempt};
use super::people::Scene;
use super::ports::{Chance, NodeClock, Shelf, Time};
use super::post::PostOffice;
use super::town::{self, Town};
use super::trace::Trace;
use crate::dice::Dice;

/// Mornings to begin with: in the season of schools, before holidays, before a make-up Saturday, before a
/// year that nobody knows, before the spring festival.
const MORNINGS: [&str; 8] = [
    "2026-04-08T02:00:00Z",
    "2026-04-13T01:10:00Z",
    "2026-04-24T08:40:00Z",
    "2026-04-28T02:00:00Z",
    "2026-04-30T07:00:00Z",
    "2026-09-28T02:00:00Z",
    "2026-12-28T03:30:00Z",
    "2026-02-11T02:00:00Z",
];
const NODES_MAX: usize = 3;
/// Of a hundred steps of a node, in how many it may die.
const DOOMED: u64 = 7;
/// Of a hundred answers, how many are lost on their way.
const LOST: u64 = 8;
/// Requests of one town.
const REQUESTS_MAX: usize = 4;
/// More than there ever are.
pub const ALL: u64 = 1_000;

/// Places at which a node may die, by what it does.
pub const COMMITS: [&str; 2] = ["commit.before", "commit.after"];
const SWEEPS: [&str; 2] = COMMITS;
const CLAIMS: [&str; 1] = ["claim.after"];
const RUNS: [&str; 7] = [
    "mail.before",
    "mail.after",
    "mail.recorded",
    "commit.before",
    "commit.after",
    "seal.before",
    "seal.after",
];
const WORDS: [&str; 2] = ["ack.before", "ack.after"];
const TICKS: [&str; 2] = ["tick.before", "tick.after"];

pub struct World<'t> {
    pub town: &'t Town,
    pub ground: Ground,
    pub time: Time,
    pub dice: Dice,
    pub nodes: Vec<Node>,
    pub book: Book,
    pub trace: Trace,
    pub wrong: Vec<String>,
    /// Faults that really happened: deaths, lost answers, stale words.
    pub injected: u64,
    database: PathBuf,
    filed: usize,
}

impl<'t> World<'t> {
    pub async fn begin(town: &'t Town, seed: u64, aloud: bool) -> Self {
        let mut dice = Dice::new(seed);
        let (store, database) = town.copy(&format!("{seed}.sqlite")).await;
        let start: Instant = dice.one_of(&MORNINGS).parse().unwrap();
        let time = Time::at(start);
        let mut routines = vec!["sitting:"];
        for (routine, chance) in [("seal", 35), ("purge", 35), ("digest", 12)] {
            if dice.percent(chance) {
                routines.push(routine);
            }
        }
        let troubles = *dice.one_of(&[0, 15, 40, 70]);
        let ground = Ground {
            store,
            shelf: Arc::new(Shelf::new(time.clone())),
            post: Arc::new(PostOffice::new(Dice::apart(seed, 1), troubles)),
            chance: Arc::new(Chance(Mutex::new(Dice::apart(seed, 2)))),
            routines,
        };
        let mut nodes = Vec::new();
        for _ in 0..1 + dice.below(NODES_MAX) {
            let ahead = TimeDelta::milliseconds(dice.below(4_000) as i64 - 2_000);
            let clock = NodeClock {
                time: time.clone(),
                ahead,
            };
            let life = Some(Life::begin(town, &ground, &clock).await);
            nodes.push(Node { clock, life });
        }
        Self {
            town,
            ground,
            time,
            dice,
            nodes,
            book: Book::default(),
            trace: Trace::aloud(aloud),
            wrong: Vec::new(),
            injected: 0,
            database,
            filed: 0,
        }
    }

    /// Lets so much happen, or until something is wrong.
    pub async fn live(&mut self, steps: usize) {
        for _ in 0..steps {
            self.step().await;
            if !self.wrong.is_empty() {
                return;
            }
        }
    }

    pub async fn close(self) {
        drop(self.nodes);
        let _ = self.ground.store.close().await;
        town::remove(&self.database);
    }

    pub fn tell(&mut self, what: impl std::fmt::Display) {
        let at = civil(self.time.now());
        self.trace.tell(format!("{at} {what}"));
    }

    pub fn wrong(&mut self, what: String) {
        self.tell(format!("WRONG: {what}"));
        self.wrong.push(what);
    }

    async fn step(&mut self) {
        if self.filed == 0 {
            return self.commands(1).await;
        }
        let Some(node) = self.a_living_node() else {
            return self.start().await;
        };
        match self.dice.below(100) {
            0..34 => {
                let company = *self.dice.one_of(&[1, 1, 1, 3]);
                self.commands(company).await;
            }
            34..40 => self.repeat(node).await,
            40..48 => self.wait().await,
            48..53 => self.sweep(node).await,
            53..57 => self.look_at_schedules(node).await,
            57..68 => self.claim(node).await,
            68..88 => self.go_on(node).await,
            88..90 => self.reap(node).await,
            90 => self.renew(node).await,
            91 => self.kill(node),
            92..95 => self.start().await,
            95 => self.return_letter(node).await,
            96..99 => self.sitting(node).await,
            _ => self.look(node).await,
        }
    }

    pub fn a_living_node(&mut self) -> Option<usize> {
        let living = (0..self.nodes.len()).filter(|node| self.nodes[*node].life.is_some());
        let living: Vec<usize> = living.collect();
        (!living.is_empty()).then(|| *self.dice.one_of(&living))
    }

    pub fn life(&mut self, node: usize) -> &mut Life {
        self.nodes[node].life.as_mut().expect("a living node")
    }

    pub fn engine(&mut self, node: usize) -> Engine {
        self.life(node).engine.clone()
    }

    /// Where this step's node dies, if it does.
    pub fn doom(&mut self, places: &[&'static str]) -> Option<(&'static str, u32)> {
        if !self.dice.percent(DOOMED) {
            return None;
        }
        let passings = *self.dice.one_of(&[1, 1, 1, 2]);
        let place: &&str = self.dice.one_of(places);
        Some((place, passings))
    }

    /// What a step came to; none where its node died or broke.
    pub fn came<T>(&mut self, node: usize, what: &str, went: Went<T>) -> Option<T> {
        match went {
            Went::Done(done) => Some(done),
            Went::Died => {
                self.injected += 1;
                self.nodes[node].life = None;
                self.tell(format!("node {node} dies: {what}"));
                None
            }
            Went::Broke(how) => {
                self.wrong(format!("node {node} {how}: {what}"));
                None
            }
        }
    }

    pub async fn ids(&self) -> Vec<RequestId> {
        let reader = self.ground.store.reader();
        requests::ids(reader, None, ALL).await.unwrap()
    }

    /// Some commands at once at one node; they share a commit.
    async fn commands(&mut self, company: usize) {
        let Some(node) = self.a_living_node() else {
            return;
        };
        let engine = self.engine(node);
        let mut left = self.ids().await;
        let mut numbers = Vec::new();
        for _ in 0..company {
            let files = self.filed < REQUESTS_MAX && (left.is_empty() || self.dice.percent(15));
            let want = match files {
                true => self.an_application(),
                false if left.is_empty() => break,
                false => {
                    let id = left.swap_remove(self.dice.below(left.len()));
                    self.a_command(&engine, id).await
                }
            };
            numbers.push(self.book.note(want));
        }
        self.ask(node, &numbers).await;
    }

    fn an_application(&mut self) -> Want {
        self.filed += 1;
        let (workflow, application) =
            applications::random(&mut self.dice, &self.ground.shelf, self.filed);
        let window = self.town.officer(&"window".parse().unwrap(), 0);
        let actor = match application.filer {
            FilerKind::Window => Actor::Officer(window),
            _ => Actor::Applicant,
        };
        Want::File {
            workflow,
            application,
            actor,
        }
    }

    async fn a_command(&mut self, engine: &Engine, id: RequestId) -> Want {
        let stored = engine.request(id).await.unwrap();
        let scene = Scene {
            town: self.town,
            shelf: &self.ground.shelf,
            service: &self.town.services[&stored.request.workflow.key],
            request: &stored.request,
            facts: &stored.facts,
            now: self.time.now(),
        };
        let (actor, action) = scene.command(&mut self.dice);
        let mut revisions = stored.request.seats.values().map(|seat| seat.revision);
        let expected = revisions.next_back().filter(|_| self.dice.percent(10));
        let command = Command {
            actor,
            action,
            expected,
        };
        Want::Act { id, command }
    }

    /// Has noted wishes carried out at a node, and hears what comes of them.
    pub async fn ask(&mut self, node: usize, numbers: &[usize]) {
        let engine = self.engine(node);
        let wishes = numbers.iter().map(|number| {
            let asked = &self.book.asked[*number];
            (asked.want.clone(), asked.call.clone())
        });
        let all = join_all(wishes.map(|(want, call)| carry_out(&engine, want, call)));
        let doom = self.doom(&COMMITS);
        let went = attempt(doom, all).await;
        let Some(outcomes) = self.came(node, &format!("calls {numbers:?}"), went) else {
            return;
        };
        for (number, outcome) in numbers.iter().zip(outcomes) {
            let what = match &self.book.asked[*number].want {
                Want::File { workflow, .. } => workflow.to_string(),
                Want::Act { command, .. } => {
                    let action = format!("{:?}", command.action);
                    action
                        .split([' ', '('])
                        .next()
                        .unwrap_or_default()
                        .to_owned()
                }
            };
            match outcome {
                Err(error) => self.wrong(format!("call {number}, {what}: {error}")),
                Ok(_) if self.dice.percent(LOST) => {
                    self.injected += 1;
                    self.tell(format!(
                        "node {node}, call {number}, {what}: the answer is lost"
                    ));
                }
                Ok(told) => {
                    self.tell(format!("node {node}, call {number}, {what}: {told:?}"));
                    let wrong = self.book.hear(*number, told);
                    wrong.into_iter().for_each(|what| self.wrong(what));
                }
            }
        }
    }

    /// Somebody asks again under the same key: mostly whoever was told nothing.
    async fn repeat(&mut self, node: usize) {
        let asked = &self.book.asked;
        let unheard = (0..asked.len()).filter(|number| asked[*number].told == Told::Nothing);
        let unheard: Vec<usize> = unheard.collect();
        let number = match unheard.is_empty() {
            true => self.dice.below(asked.len()),
            false => *self.dice.one_of(&unheard),
        };
        self.tell(format!("call {number} again"));
        self.ask(node, &[number]).await;
    }

    async fn wait(&mut self) {
        let by = match self.dice.below(10) {
            0..4 => TimeDelta::minutes(1 + self.dice.below(180) as i64),
            4 | 5 => TimeDelta::hours(3 + self.dice.below(28) as i64),
            6 => TimeDelta::days(1 + self.dice.below(6) as i64),
            _ => {
                let wake = self.next_wake().await;
                let early = TimeDelta::milliseconds(self.dice.below(3_000) as i64 - 1_500);
                wake.map_or(TimeDelta::zero(), |wake| wake + early - self.time.now())
            }
        };
        self.time.pass(by.max(TimeDelta::zero()));
        self.tell("time has passed");
    }

    /// When time changes something next.
    pub async fn next_wake(&self) -> Option<Instant> {
        let far = self.time.now() + TimeDelta::days(400);
        let due = requests::due(self.ground.store.reader(), far, None, 1).await;
        let first = due.unwrap().first().map(|(wake_at, _)| *wake_at);
        first.and_then(chrono::DateTime::from_timestamp_micros)
    }

    pub async fn sweep(&mut self, node: usize) {
        let (engine, doom) = (self.engine(node), self.doom(&SWEEPS));
        let went = attempt(doom, engine.sweep(100)).await;
        match self.came(node, "a sweep", went) {
            Some(Ok(swept)) if swept.failed == 0 => {
                let (due, changed) = (swept.due, swept.changed);
                self.tell(format!("node {node} sweeps: {due} due, {changed} changed"));
            }
            Some(other) => self.wrong(format!("node {node} sweeps: {other:?}")),
            None => {}
        }
    }

    async fn look_at_schedules(&mut self, node: usize) {
        let doom = self.doom(&TICKS);
        let went = attempt(doom, self.life(node).scheduler.pass()).await;
        match self.came(node, "schedules", went) {
            Some(Ok(ticks)) => self.tell(format!("node {node}: {ticks} ticks")),
            Some(Err(error)) => self.wrong(format!("node {node}, schedules: {error:?}")),
            None => {}
        }
    }

    async fn claim(&mut self, node: usize) {
        let queue = match self.dice.percent(50) {
            true => QUEUES[1],
            false => *self.dice.one_of(&QUEUES),
        };
        let (limit, doom) = (1 + self.dice.below(3), self.doom(&CLAIMS));
        self.claim_from(node, queue, limit, doom).await;
    }

    /// How many were claimed.
    pub async fn claim_from(
        &mut self,
        node: usize,
        queue: &str,
        limit: usize,
        doom: Option<(&str, u32)>,
    ) -> usize {
        let went = attempt(doom, self.life(node).steps.claim(queue, limit)).await;
        match self.came(node, &format!("claims {queue}"), went) {
            Some(Ok(taken)) => {
                let count = taken.len();
                self.tell(format!("node {node} claims {count} of {queue}"));
                let work = taken.into_iter().map(|taken| Work {
                    taken,
                    run: None,
                    result: None,
                });
                self.life(node).held.extend(work);
                count
            }
            Some(Err(error)) => {
                self.wrong(format!("node {node} claims {queue}: {error:?}"));
                0
            }
            None => 0,
        }
    }

    /// A node goes on with something it holds: begins, comes back to the counter, or has the last word.
    async fn go_on(&mut self, node: usize) {
        let held = self.life(node).held.len();
        if held == 0 {
            return self.claim(node).await;
        }
        let which = self.dice.below(held);
        let doom = match self.life(node).held[which].result {
            Some(_) => self.doom(&WORDS),
            None => self.doom(&RUNS),
        };
        self.carry_on(node, which, doom).await;
    }

    pub async fn carry_on(&mut self, node: usize, which: usize, doom: Option<(&str, u32)>) {
        let mut work = self.life(node).held.swap_remove(which);
        let row = work.taken.row();
        let key = row.dedup_key.clone().unwrap_or_default();
        let name = format!("{} {key}, attempt {}", row.queue, row.attempts);
        if let Some(result) = work.result.take() {
            return self.say(node, &work, result, &name, doom).await;
        }
        let mut run = match work.run.take() {
            Some(run) => run,
            None => self.life(node).begun(&work.taken),
        };
        let post = self.ground.post.clone();
        let driven = async {
            tokio::select! {
                biased;
                result = &mut run => Some(result),
                () = post.somebody_waits() => None,
            }
        };
        let went = attempt(doom, driven).await;
        let Some(result) = self.came(node, &name, went) else {
            return;
        };
        match result {
            Some(result) => {
                self.tell(format!("node {node} ran {name}: {result:?}"));
                work.result = Some(result);
            }
            None => {
                self.tell(format!("node {node} waits at the counter with {name}"));
                work.run = Some(run);
            }
        }
        self.life(node).held.push(work);
    }

    /// The last word is heard from whoever has the job, and from nobody else.
    async fn say(
        &mut self,
        node: usize,
        work: &Work,
        result: Result<(), lianban::jobs::Failure>,
        name: &str,
        doom: Option<(&str, u32)>,
    ) {
        let held = work.taken.held();
        let is_ours = self.has(held).await;
        let jitter = self.dice.below(1_000) as f64 / 1_000.0;
        let went = attempt(doom, self.life(node).steps.say(&work.taken, result, jitter)).await;
        let Some(heard) = self.came(node, name, went) else {
            return;
        };
        self.injected += u64::from(!is_ours);
        self.tell(format!("node {node} has the last word on {name}: {heard}"));
        if heard != is_ours {
            self.wrong(format!(
                "the last word on {name} was heard: {heard}; the lease was ours: {is_ours}"
            ));
        }
    }

    async fn has(&self, held: Held) -> bool {
        let row = jobs::find(self.ground.store.reader(), held.id).await;
        row.unwrap()
            .is_some_and(|row| row.status == Status::Running && row.lease_token == Some(held.token))
    }

    pub async fn reap(&mut self, node: usize) {
        let went = attempt(None, self.life(node).steps.reap()).await;
        match self.came(node, "reaps", went) {
            Some(Ok(reaped)) => self.tell(format!("node {node}: {reaped:?}")),
            Some(Err(error)) => self.wrong(format!("node {node} reaps: {error:?}")),
            None => {}
        }
    }

    async fn renew(&mut self, node: usize) {
        let held = self.life(node).held.iter();
        let held: Vec<Held> = held.map(|work| work.taken.held()).collect();
        let count = held.len();
        let went = attempt(None, self.life(node).steps.renew(&held)).await;
        match self.came(node, "renews", went) {
            Some(Ok(ours)) => {
                let ours = ours.len();
                self.tell(format!(
                    "node {node} renews {count} leases, {ours} are its own"
                ));
            }
            Some(Err(error)) => self.wrong(format!("node {node} renews: {error:?}")),
            None => {}
        }
    }

    /// Its power is cut, whatever it was doing.
    fn kill(&mut self, node: usize) {
        self.injected += 1;
        self.nodes[node].life = None;
        self.tell(format!("node {node} is killed"));
    }

    pub async fn start(&mut self) {
        let down = (0..self.nodes.len()).filter(|node| self.nodes[*node].life.is_none());
        let down: Vec<usize> = down.collect();
        if down.is_empty() {
            return;
        }
        let node = *self.dice.one_of(&down);
        let life = Life::begin(self.town, &self.ground, &self.nodes[node].clock).await;
        self.nodes[node].life = Some(life);
        self.tell(format!("node {node} starts"));
    }

    async fn return_letter(&mut self, node: usize) {
        let Some(letter) = self.ground.post.a_taken_one(&mut self.dice) else {
            return;
        };
        let (engine, doom) = (self.engine(node), self.doom(&COMMITS));
        let went = attempt(doom, engine.letter_returned(&letter, Some("5.1.1"))).await;
        match self.came(node, "a letter comes back", went) {
            Some(Ok(returned)) => self.tell(format!("node {node}: back came {returned:?}")),
            Some(Err(Error::Refused(_) | Error::Busy)) | None => {}
            Some(Err(error)) => self.wrong(format!("a letter came back: {error:?}")),
        }
    }
}
