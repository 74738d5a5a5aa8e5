//! An engine on a database of its own, a virtual law clock, the shipped workflows and the town's
//! people.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use futures::future::BoxFuture;
use lianban::domain::calendar::{Calendar, Instant};
use lianban::domain::command::{Action, Actor, Application, Command, Opinion};
use lianban::domain::definition::FilerKind;
use lianban::domain::directory::{Directory, Officer, Succession};
use lianban::domain::facts::{Applicant, Document};
use lianban::domain::identifiers::{DepartmentKey, OfficerId, Regions, RequestId};
use lianban::domain::request::{Duty, Verdict};
use lianban::engine::ports::{Entropy, FileBytes, LawClock, MachineClock, Ports};
use lianban::engine::{Acted, Call, Engine, Error, Filed, Keys};
use lianban::language::{self, Catalogue};
use lianban::storage::Store;
use lianban::storage::packing::Packed;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::databases::Database;

/// A Wednesday in the season of school admission, ten o'clock in the town.
pub const MORNING: &str = "2026-04-08T02:00:00Z";

/// So few that the last attempt comes within a test.
const LETTER_ATTEMPTS: i32 = 24;

pub struct House {
    pub engine: Engine,
    pub clock: Arc<VirtualClock>,
    pub bytes: Arc<Shelf>,
    pub database: Database,
}

pub struct VirtualClock(Mutex<Instant>);

impl VirtualClock {
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl LawClock for VirtualClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

struct SystemClock;

impl MachineClock for SystemClock {
    fn now(&self) -> Instant {
        chrono::Utc::now()
    }
}

pub struct Chance(SystemRandom);

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes).expect("the system's generator");
    }
}

/// One of two numbers by turns.
#[derive(Default)]
pub struct NarrowChance(AtomicU8);

impl Entropy for NarrowChance {
    fn fill(&self, bytes: &mut [u8]) {
        // Numbers have four bytes, salts more; every number is drawn twice.
        let turn = match bytes.len() {
            4 => self.0.fetch_add(1, Ordering::Relaxed) / 2,
            _ => 0,
        };
        bytes.fill(turn % 2);
    }
}

/// Files in memory, each with when it was put last.
#[derive(Default)]
pub struct Shelf(Mutex<HashMap<String, (Vec<u8>, Instant)>>);

impl Shelf {
    pub fn lose(&self) {
        self.0.lock().unwrap().clear();
    }

    pub fn spoil(&self) {
        let mut files = self.0.lock().unwrap();
        files.values_mut().for_each(|(bytes, _)| bytes.push(b'!'));
    }

    /// Lets a day go by without anybody putting anything.
    pub fn age(&self) {
        let mut files = self.0.lock().unwrap();
        let day = TimeDelta::days(1);
        files.values_mut().for_each(|(_, put)| *put -= day);
    }
}

impl FileBytes for Shelf {
    fn put<'a>(&'a self, sha256: &'a str, bytes: &'a [u8]) -> BoxFuture<'a, io::Result<()>> {
        let file = (bytes.to_vec(), SystemClock.now());
        self.0.lock().unwrap().insert(sha256.to_owned(), file);
        Box::pin(async { Ok(()) })
    }

    fn get<'a>(&'a self, sha256: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        let found = self.0.lock().unwrap().get(sha256).cloned();
        Box::pin(async {
            found
                .map(|(bytes, _)| bytes)
                .ok_or(io::ErrorKind::NotFound.into())
        })
    }

    fn delete_untouched_for<'a>(
        &'a self,
        sha256: &'a str,
        age: Duration,
    ) -> BoxFuture<'a, io::Result<bool>> {
        let mut files = self.0.lock().unwrap();
        let old = files
            .get(sha256)
            .is_some_and(|(_, put)| *put + age <= SystemClock.now());
        if old {
            files.remove(sha256);
        }
        Box::pin(async move { Ok(old) })
    }

    fn untouched_for(&self, age: Duration) -> BoxFuture<'_, io::Result<Vec<String>>> {
        let files = self.0.lock().unwrap();
        let old = files
            .iter()
            .filter(|(_, (_, put))| *put + age <= SystemClock.now());
        let names = old.map(|(name, _)| name.clone()).collect();
        Box::pin(async { Ok(names) })
    }
}

impl House {
    pub async fn open(database: Database) -> Self {
        let clock = Arc::new(VirtualClock(Mutex::new(MORNING.parse().unwrap())));
        let bytes = Arc::new(Shelf::default());
        let engine = engine(database.store.clone(), clock.clone(), bytes.clone());
        let house = Self {
            engine,
            clock,
            bytes,
            database,
        };
        for key in ["residence-permit", "open-a-shop", "school-admission"] {
            house.publish(key, |source| source).await;
        }
        house
    }

    /// Publishes a shipped workflow, with changes written into its file.
    pub async fn publish(&self, key: &str, change: impl FnOnce(String) -> String) {
        let source = change(file(&format!("workflows/{key}.yaml")));
        let reading = language::read(key, &source, &town());
        let workflow = reading.workflow.expect("a workflow");
        self.engine.publish(workflow, &source).await.unwrap();
    }

    /// Another node on the same database and clock.
    pub async fn another_engine(&self) -> Engine {
        let store = self.database.another().await;
        engine(store, self.clock.clone(), self.bytes.clone())
    }

    /// Another node, which draws its numbers so.
    pub async fn engine_by(&self, chance: Arc<dyn Entropy>) -> Engine {
        let (clock, bytes) = (self.clock.clone(), self.bytes.clone());
        let engine = engine_by(self.database.store.clone(), clock, bytes, town(), chance);
        engine.load_workflows().await.unwrap();
        engine
    }

    /// The same house after its town's departments were changed: a node started anew.
    pub async fn in_town(mut self, change: impl FnOnce(&mut Directory)) -> Self {
        let (clock, bytes) = (self.clock.clone(), self.bytes.clone());
        let mut town = town();
        change(&mut town.directory);
        self.engine = engine_in(self.database.store.clone(), clock, bytes, town);
        self.engine.load_workflows().await.unwrap();
        self.engine.rebuild_if_moved().await.unwrap();
        self
    }

    pub async fn file(&self, key: &str) -> Filed {
        self.try_file(key, Call::default()).await.unwrap()
    }

    pub async fn try_file(&self, key: &str, call: Call) -> Result<Filed, Error> {
        let application = self.application(key).await;
        let workflow = key.parse().unwrap();
        self.engine
            .file(&workflow, application, Actor::Applicant, call)
            .await
    }

    pub async fn application(&self, key: &str) -> Application {
        let example = file(&format!("workflows/examples/{key}.json"));
        let example: Value = serde_json::from_str(&example).unwrap();
        let mut person = example["applicant"].clone();
        person["language"] = example["language"].clone();
        let applicant: Applicant = serde_json::from_value(person).unwrap();
        let mut materials = BTreeMap::new();
        for (material, files) in example["materials"].as_object().unwrap() {
            let mut documents = Vec::new();
            for named in files.as_array().unwrap() {
                documents.push(self.document(material, named).await);
            }
            materials.insert(material.parse().unwrap(), documents);
        }
        Application {
            filer: FilerKind::SelfFiled,
            applicant,
            proxy: None,
            form: example["form"].as_object().unwrap().clone(),
            materials,
            salt: String::new(),
        }
    }

    async fn document(&self, material: &str, named: &Value) -> Document {
        let bytes = format!("the bytes of {material}").into_bytes();
        let sha256 = hex::encode(Sha256::digest(&bytes));
        self.bytes.put(&sha256, &bytes).await.unwrap();
        Document {
            sha256,
            name: named["name"].as_str().unwrap().to_owned(),
            content_type: named["content_type"].as_str().unwrap().to_owned(),
            bytes: bytes.len() as u64,
        }
    }

    pub async fn act(&self, id: RequestId, who: &Officer, action: Action) -> Acted {
        self.try_act(id, who, action).await.unwrap()
    }

    pub async fn try_act(
        &self,
        id: RequestId,
        who: &Officer,
        action: Action,
    ) -> Result<Acted, Error> {
        self.engine
            .act(id, command(who, action), Call::default())
            .await
    }

    /// Files a residence permit and accepts it: two stages are then open at once.
    pub async fn under_review(&self) -> RequestId {
        let id = self.file("residence-permit").await.id;
        self.act(id, &officer(1, "window", "window"), Action::Accept)
            .await;
        id
    }

    /// Puts SQL to the database past the house, as its owner might.
    pub async fn tamper(&self, sql: &str) -> u64 {
        use sea_orm::{ConnectionTrait, Statement};
        let db = self.engine.store().writer();
        let statement = Statement::from_string(db.get_database_backend(), sql.to_owned());
        db.execute_raw(statement).await.unwrap().rows_affected()
    }

    /// Rewords lines of a request's journal behind everybody's back; says which changed.
    pub async fn reword(
        &self,
        id: RequestId,
        which: impl Fn(i64) -> bool,
        change: impl Fn(&str) -> String,
    ) -> Vec<i64> {
        use lianban::storage::entities::journal::{Column, Entity};
        use sea_orm::{
            ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set,
        };
        let db = self.engine.store().writer();
        let lines = Entity::find().filter(Column::RequestId.eq(id.get()));
        let mut changed = Vec::new();
        for line in lines.all(db).await.unwrap() {
            let text = line.body.text("journal").unwrap().into_owned();
            let other = change(&text);
            if which(line.seq) && other != text {
                changed.push(line.seq);
                let mut row = line.into_active_model();
                row.body = Set(Packed::of(&other));
                row.update(db).await.unwrap();
            }
        }
        changed
    }

    /// Changes the stored state of a request behind everybody's back.
    pub async fn restate(&self, id: RequestId, change: impl FnOnce(&mut Value)) {
        use lianban::storage::entities::request::Entity;
        use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
        let db = self.engine.store().writer();
        let row = Entity::find_by_id(id.get()).one(db).await.unwrap().unwrap();
        let mut state = serde_json::from_str(&row.state.text("request").unwrap()).unwrap();
        change(&mut state);
        let mut row = row.into_active_model();
        row.state = Set(Packed::of(&state.to_string()));
        row.update(db).await.unwrap();
    }

    pub async fn rows(&self, table: &str) -> i64 {
        use sea_orm::{ConnectionTrait, Statement};
        let db = self.engine.store().writer();
        let sql = format!("SELECT count(*) AS rows FROM {table}");
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get("", "rows").unwrap()
    }
}

fn engine(store: Store, clock: Arc<VirtualClock>, bytes: Arc<Shelf>) -> Engine {
    engine_in(store, clock, bytes, town())
}

fn engine_in(store: Store, clock: Arc<VirtualClock>, bytes: Arc<Shelf>, town: Catalogue) -> Engine {
    let chance = Arc::new(Chance(SystemRandom::new()));
    engine_by(store, clock, bytes, town, chance)
}

fn engine_by(
    store: Store,
    clock: Arc<VirtualClock>,
    bytes: Arc<Shelf>,
    town: Catalogue,
    entropy: Arc<dyn Entropy>,
) -> Engine {
    let ports = Ports {
        law: clock,
        machine: Arc::new(SystemClock),
        entropy,
        bytes,
    };
    let secret: Vec<u8> = (0..32).collect();
    Engine::new(
        store,
        ports,
        Keys::from_secret(&secret).unwrap(),
        town.directory,
        town.calendar,
    )
    .with_letter_attempts(LETTER_ATTEMPTS)
}

pub fn town() -> Catalogue {
    let path = "config/departments.yaml";
    let departments = language::read_departments(path, &file(path)).value;
    let roles = language::read_roles("config/roles.yaml", &file("config/roles.yaml")).value;
    let path = "config/ladders.yaml";
    let ladders = language::read_ladders(path, &file(path)).value;
    let calendar = Calendar::from_json(&file("config/calendars.json")).unwrap();
    let regions = Regions::from_csv(&file("config/regions.csv")).unwrap();
    let directory = Directory {
        departments,
        roles,
        regions,
    };
    Catalogue::new(directory, ladders, calendar)
}

/// From 10 April, a Friday, one department goes on in another.
pub fn merged(from: &'static str, into: &'static str) -> impl FnOnce(&mut Directory) {
    move |directory| {
        let department = directory
            .departments
            .get_mut(&from.parse::<DepartmentKey>().unwrap())
            .unwrap();
        department.succeeded_by = Some(Succession {
            by: into.parse().unwrap(),
            from: "2026-04-10".parse().unwrap(),
        });
    }
}

fn file(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(root.join(path)).unwrap()
}

pub fn officer(id: i64, department: &str, role: &str) -> Officer {
    Officer {
        id: OfficerId(id),
        department: department.parse().unwrap(),
        roles: [role.parse().unwrap()].into(),
    }
}

pub fn command(who: &Officer, action: Action) -> Command {
    Command {
        actor: Actor::Officer(who.clone()),
        action,
        expected: None,
    }
}

pub fn agree(review: &str) -> Action {
    Action::Opine {
        review: review.parse().unwrap(),
        opinion: agreement(),
    }
}

pub fn agreement() -> Opinion {
    Opinion {
        verdict: Verdict::Agree,
        reason: None,
        basis: None,
        text: "in order".to_owned(),
        with: Vec::new(),
    }
}

pub fn review(review: &str) -> Duty {
    Duty::Review(review.parse().unwrap())
}
