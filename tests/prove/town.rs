//! A house in a folder of its own over some database, with officers who have tokens.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use lianban::domain::event::Event;
use lianban::storage::entities::job;
use lianban::storage::jobs::Status;
use lianban::storage::{Settings, Store, journal, requests};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Deserialize;
use serde_json::Value;

use crate::cli::house::{House, Ran, root};
use crate::node::Node;
use crate::support::postgres;
use crate::support::smtp::Listener;

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Whoever works on the requests of the measuring workflow.
#[derive(Debug, Clone, Deserialize)]
pub struct Officers {
    pub window: String,
    /// Department and token.
    pub reviewers: Vec<(String, String)>,
}

pub struct Town {
    pub house: House,
    pub database: String,
    pub officers: Officers,
    environment: BTreeMap<String, String>,
}

impl Town {
    /// A house over this database, migrated, with its officers, answering always at one address.
    pub fn over(database: impl Into<String>) -> Self {
        let mut town = Self::bare(database.into());
        town.done(&["migrate"]);
        town.officers = town.staff("officers.json");
        town
    }

    /// The same over a PostgreSQL database of its own.
    pub async fn on_postgres() -> Self {
        Self::over(postgres::database().await)
    }

    /// The same over a SQLite file in its folder.
    pub fn on_sqlite() -> Self {
        let town = Self::bare(String::new());
        let file = town.house.path("lianban.sqlite");
        let mut town = Self {
            database: format!("sqlite://{}?mode=rwc", file.display()),
            ..town
        };
        town.set("DATABASE__URL", &town.database.clone());
        town.done(&["migrate"]);
        town.officers = town.staff("officers.json");
        town
    }

    /// A house without tables or people.
    pub fn bare(database: String) -> Self {
        let port = postgres::free_port().unwrap();
        let mut town = Self {
            house: House::new(),
            officers: Officers {
                window: String::new(),
                reviewers: Vec::new(),
            },
            database: database.clone(),
            environment: BTreeMap::new(),
        };
        let settings = [
            ("DATABASE__URL", database.as_str()),
            ("DATABASE__POOL_SIZE", "12"),
            ("SERVER__LISTEN", &format!("127.0.0.1:{port}")),
            ("SERVER__PUBLIC_CALLS_PER_MINUTE", "10000000"),
            ("SERVER__DRAIN_SECONDS", "5"),
            ("MAIL__TRANSPORT", "none"),
            ("JOBS__POLL_SECONDS", "1"),
            ("JOBS__LEASE_SECONDS", "5"),
            ("JOBS__BACKOFF_SECONDS", "1"),
            ("JOBS__BACKOFF_LIMIT_SECONDS", "2"),
            ("LOG__LEVEL", "warn,lianban=info"),
        ];
        for (key, value) in settings {
            town.set(key, value);
        }
        town
    }

    /// Sets what follows `LIANBAN__`.
    pub fn set(&mut self, key: &str, value: &str) {
        let key = format!("LIANBAN__{key}");
        self.environment.insert(key, value.to_owned());
    }

    /// Has letters sent to this server.
    pub fn write_to(&mut self, post: &Listener) {
        self.set("MAIL__TRANSPORT", "smtp");
        self.set("MAIL__HOST", &post.host());
        self.set("MAIL__PORT", &post.port().to_string());
        self.set("MAIL__TLS", "none");
        self.set("MAIL__TIMEOUT_SECONDS", "10");
    }

    /// Eight accounts with tokens, as for a measurement.
    pub fn staff(&self, name: &str) -> Officers {
        let path = self.house.path(name);
        self.done(&["load", "--prepare", path.to_str().unwrap()]);
        let text = std::fs::read_to_string(path).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_as(arguments, &[])
    }

    /// The same with some settings of its own.
    pub fn run_as(&self, arguments: &[&str], own: &[(&str, &str)]) -> Ran {
        let mut command = self.house.command(arguments);
        command.envs(&self.environment).envs(own.iter().copied());
        // The load, the proxies and the mail server go on meanwhile.
        Ran::of(tokio::task::block_in_place(|| command.output().unwrap()))
    }

    /// Runs a command that has to succeed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}\n{}\n{}", ran.out, ran.err);
        ran.out
    }

    /// A node that does everything, at the house's one address; and how long it took to be ready.
    pub async fn serve(&self) -> (Node, Duration) {
        self.start("serve", &[]).await
    }

    /// A node with some settings of its own.
    pub async fn start(&self, role: &str, own: &[(&str, &str)]) -> (Node, Duration) {
        let begun = Instant::now();
        let node = Node::start(&self.house, role, &self.settings(own)).await;
        (node, begun.elapsed())
    }

    /// One that may die before it is at work.
    pub fn doomed(&self, own: &[(&str, &str)]) -> Node {
        Node::spawn(&self.house, "serve", &self.settings(own))
    }

    fn settings<'a>(&'a self, own: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let common = self.environment.iter();
        let common = common.map(|(key, value)| (key.as_str(), value.as_str()));
        common.chain(own.iter().copied()).collect()
    }

    pub async fn store(&self) -> Store {
        let mut settings = Settings::new(self.database.clone());
        settings.connections = 3;
        Store::connect(&settings).await.unwrap()
    }

    /// How many rungs fired, over all requests; a line of a journal may hold several.
    pub async fn rungs_fired(&self) -> usize {
        let store = self.store().await;
        let db = store.reader();
        let (mut fired, mut after) = (0, None);
        loop {
            let ids = requests::ids(db, after, 100).await.unwrap();
            after = ids.last().copied();
            if after.is_none() {
                return fired;
            }
            for id in ids {
                let lines = journal::read(db, id).await.unwrap();
                let events = lines.iter().map(|written| &written.entry.event);
                fired += events
                    .filter(|event| matches!(event, Event::RungFired { .. }))
                    .count();
            }
        }
    }

    /// What `lianban verify` finds wrong, against what clients were told.
    pub fn verify(&self, acknowledged: &[String]) -> Vec<String> {
        self.verify_as(acknowledged, &[], &[])
    }

    /// The same with further arguments and settings.
    pub fn verify_as(
        &self,
        acknowledged: &[String],
        more: &[&str],
        own: &[(&str, &str)],
    ) -> Vec<String> {
        let list = self.house.path("acknowledged.txt");
        std::fs::write(&list, acknowledged.join("\n")).unwrap();
        let asked = ["verify", "--json", "--acks", list.to_str().unwrap()];
        let ran = self.run_as(&[&asked[..], more].concat(), own);
        found(&ran, acknowledged.len() as u64)
    }

    /// Waits until no job is left to be done, for so many seconds; what is left otherwise.
    pub async fn quiet(&self, seconds: u64) -> Vec<String> {
        let store = self.store().await;
        let left = job::Column::Status.is_in([Status::Pending, Status::Running]);
        let until = Instant::now() + Duration::from_secs(seconds);
        loop {
            let undone = job::Entity::find().filter(left.clone());
            match undone.count(store.reader()).await {
                Ok(0) => return Vec::new(),
                Ok(count) if Instant::now() > until => {
                    return vec![format!("{count} jobs are not done after {seconds} s")];
                }
                Err(error) if Instant::now() > until => return vec![error.to_string()],
                _ => tokio::time::sleep(LOOK_EVERY).await,
            }
        }
    }
}

/// What a run of `verify --json` found; something is wrong with it too where it counted nothing.
fn found(ran: &Ran, acknowledged: u64) -> Vec<String> {
    let Ok(report) = serde_json::from_str::<Value>(&ran.out) else {
        return vec![format!("verify ended with {}: {}", ran.code, ran.err)];
    };
    let checks = report["checks"].as_array().unwrap();
    let mut wrong = Vec::new();
    for check in checks {
        let name = check["invariant"].as_str().unwrap();
        for offender in check["offenders"].as_array().unwrap() {
            let case = offender["case_number"].as_str().unwrap_or("the house");
            wrong.push(format!("{name} in {case}: {}", offender["detail"]));
        }
    }
    let counted = |name: &str| {
        let check = checks.iter().find(|check| check["invariant"] == name);
        check.map_or(0, |check| check["counted"].as_u64().unwrap())
    };
    if counted("I1") < acknowledged || counted("I3") == 0 || counted("I4") == 0 {
        wrong.push("verify looked at less than there is".to_owned());
    }
    if ran.code != 0 && wrong.is_empty() {
        wrong.push(format!("verify ended with {}: {}", ran.code, ran.err));
    }
    wrong
}

/// An example application of the project, with small files that differ by number.
pub fn application(name: &str, number: u64) -> Value {
    use base64::Engine as _;
    let example = root().join(format!("workflows/examples/{name}.json"));
    let mut application: Value =
        serde_json::from_str(&std::fs::read_to_string(example).unwrap()).unwrap();
    let materials = application["materials"].as_object_mut().unwrap();
    for (key, files) in materials {
        let paper = format!("%PDF-1.4\n% {key} {number}\n%%EOF");
        let content = base64::engine::general_purpose::STANDARD.encode(paper);
        files[0]["content"] = content.into();
        files[0]["content_type"] = "application/pdf".into();
        files[0]["name"] = format!("{key}.pdf").into();
    }
    application
}
