//! Whoever owns the database changes what was sealed: one edit at a time, `lianban verify --seals`
//! finds each, and says where.
//!
//! The limit: what happened after the newest seal that left the building is fixed by nothing, so whoever
//! writes a whole chain anew there, with everything that follows from it, is not found.

mod edits;
mod target;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lianban::storage::entities::document;
use lianban::storage::{Settings, Store, seals};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::dice::Dice;
use crate::line::Outcome;
use crate::load::{self, Load};
use crate::node::until_within;
use crate::size::Size;
use crate::town::Town;
use edits::Edit;
use target::Target;

const AT_ONCE: usize = 2;
const CLIENTS: usize = 3;
const QUIET_SECONDS: u64 = 60;
const DAYS: [(&str, &str); 2] = [
    ("2026-04-08T10:00:00+08:00", "2026-04-09T00:04:57+08:00"),
    ("2026-04-09T10:00:00+08:00", "2026-04-10T00:04:57+08:00"),
];

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let mut town = Town::on_sqlite();
    town.set("CLOCK__MODE", "virtual");
    let mut sealed = Vec::new();
    for (day, night) in DAYS {
        sealed.push(lived(&mut town, day, night, seed).await);
    }
    let seals = seals_outside(&town).await;
    outcome.expect(seals.len() == DAYS.len(), || {
        format!("{} seals", seals.len())
    });
    let scene = Arc::new(Scene {
        target: Target::read(&town).await,
        database: sealed[1].clone(),
        backup: sealed[0].clone(),
        seals,
        town,
    });
    let untouched = scene.verified(&scene.database, None);
    outcome.expect(untouched.is_empty(), || format!("untouched: {untouched:?}"));

    let mut dice = Dice::new(seed);
    let mut trying = JoinSet::new();
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for number in 0..size.pick(26, 400, 1_000) {
        let edit = edits::any(number, &scene.target, &mut dice);
        outcome.injected += 1;
        *kinds.entry(edit.kind).or_default() += 1;
        if trying.len() == AT_ONCE {
            outcome.add(trying.join_next().await.unwrap().unwrap());
        }
        let scene = scene.clone();
        trying.spawn(async move { scene.attempt(number, &edit).await });
    }
    while let Some(tried) = trying.join_next().await {
        outcome.add(tried.unwrap());
    }
    outcome.note("kinds", serde_json::to_value(kinds).unwrap());
    outcome
}

/// A day's work and the night's seal; a copy of the database after it.
async fn lived(town: &mut Town, day: &str, night: &str, seed: u64) -> PathBuf {
    town.set("CLOCK__START", day);
    let (node, _) = town.serve().await;
    // Some stay under review: their clocks run.
    load::left_open(town, &node.url, day, 3).await;
    let load = Load::start(town, std::slice::from_ref(&node.url), CLIENTS, seed);
    let store = town.store().await;
    while load.book.filed().len() < 12 || papers(&store).await < 4 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    load.end().await;
    town.quiet(QUIET_SECONDS).await;
    node.terminate();
    town.set("CLOCK__START", night);
    let before = seals::days(store.reader()).await.unwrap().len();
    let (node, _) = town.serve().await;
    until_within(QUIET_SECONDS, "the night is sealed", || async {
        seals::days(store.reader()).await.unwrap().len() > before
    })
    .await;
    town.quiet(QUIET_SECONDS).await;
    node.terminate();
    store.close().await.unwrap();
    let copy = town.house.path(&format!("sealed-{before}.sqlite"));
    std::fs::copy(town.house.path("lianban.sqlite"), &copy).unwrap();
    copy
}

/// Files that were handed in.
async fn papers(store: &Store) -> u64 {
    document::Entity::find()
        .count(store.reader())
        .await
        .unwrap()
}

/// The seals as the letters brought them.
async fn seals_outside(town: &Town) -> Vec<PathBuf> {
    let store = town.store().await;
    let mut files = Vec::new();
    for day in seals::days(store.reader()).await.unwrap() {
        let seal = seals::find(store.reader(), day).await.unwrap();
        let file = town.house.path(&format!("seal-{day}.json"));
        std::fs::write(&file, serde_json::to_string(&seal.unwrap()).unwrap()).unwrap();
        files.push(file);
    }
    files
}

struct Scene {
    town: Town,
    target: Target,
    database: PathBuf,
    /// From before the second seal.
    backup: PathBuf,
    seals: Vec<PathBuf>,
}

impl Scene {
    /// Makes one edit on a copy; what is wrong with what `verify` says of it.
    async fn attempt(&self, number: usize, edit: &Edit) -> Vec<String> {
        let folder = self.town.house.path(&format!("edit-{number}"));
        std::fs::create_dir(&folder).unwrap();
        let copy = folder.join("lianban.sqlite");
        let from = match edit.restores_backup {
            true => &self.backup,
            false => &self.database,
        };
        std::fs::copy(from, &copy).unwrap();
        change(&copy, &edit.sql).await;
        let files = edit.spoils.as_ref().map(|file| self.spoilt(&folder, file));
        let found = self.verified(&copy, files.as_deref());
        std::fs::remove_dir_all(&folder).unwrap();
        let told = found.join("\n");
        let (kind, said) = (edit.kind, &edit.says);
        match found.is_empty() {
            true => vec![format!(
                "edit {number} ({kind}) was not found: {:?}",
                edit.sql
            )],
            false if said.iter().all(|words| told.contains(words)) => Vec::new(),
            false => vec![format!(
                "edit {number} ({kind}) is not told with {said:?}: {told}"
            )],
        }
    }

    /// A copy of the files with another byte in one of them.
    fn spoilt(&self, folder: &Path, name: &str) -> PathBuf {
        let files = folder.join("files");
        let mut copy = std::process::Command::new("cp");
        copy.arg("-a")
            .arg(self.town.house.path("files"))
            .arg(&files);
        assert!(copy.status().unwrap().success());
        let file = files.join(&name[..2]).join(name);
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[0] ^= 1;
        std::fs::write(file, bytes).unwrap();
        files
    }

    /// Everything that `verify` finds in a database.
    fn verified(&self, database: &Path, files: Option<&Path>) -> Vec<String> {
        let mut arguments = vec!["verify", "--json", "--seals"];
        arguments.extend(self.seals.iter().map(|file| file.to_str().unwrap()));
        let url = format!("sqlite://{}?mode=rwc", database.display());
        let files = files.map_or_else(|| self.town.house.path("files"), Path::to_owned);
        let own = [
            ("LIANBAN__DATABASE__URL", url.as_str()),
            ("LIANBAN__FILES__FOLDER", files.to_str().unwrap()),
        ];
        let ran = self.town.run_as(&arguments, &own);
        let Ok(report) = serde_json::from_str::<Value>(&ran.out) else {
            return vec![format!("verify ended with {}: {}", ran.code, ran.err)];
        };
        let checks = report["checks"].as_array().unwrap().iter();
        let offenders = checks.flat_map(|check| check["offenders"].as_array().unwrap());
        let told = offenders.map(ToString::to_string);
        let told: Vec<String> = told.collect();
        assert_eq!(ran.code == 0, told.is_empty(), "{}", ran.out);
        told
    }
}

async fn change(database: &Path, sql: &[String]) {
    let url = format!("sqlite://{}?mode=rwc", database.display());
    let store = Store::connect(&Settings::new(url)).await.unwrap();
    let db = store.writer();
    db.execute_unprepared("PRAGMA foreign_keys = OFF")
        .await
        .unwrap();
    for statement in sql {
        let changed = db.execute_unprepared(statement).await;
        let changed = changed.unwrap_or_else(|error| panic!("{statement}: {error}"));
        assert!(changed.rows_affected() > 0, "nothing changed: {statement}");
    }
    store.close().await.unwrap();
}
