//! Data of earlier releases, with requests under way, under this binary: it migrates, every journal
//! replays to what the tables say, nobody is stuck, and time goes on for each of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, Duration, Utc};
use lianban::storage::digest::Digest;
use lianban::storage::entities::request;
use lianban::storage::{Settings, Store, requests};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect, Statement};

use crate::cli::house::root;
use crate::line::Outcome;
use crate::node::until_within;
use crate::size::Size;
use crate::town::Town;

const KEPT: [&str; 1] = ["town-2026-11-26.tar.gz"];
const QUIET_SECONDS: u64 = 60;
/// By then every rung of every open request has come.
const LATER: Duration = Duration::days(90);

pub async fn run(_: Size, _: u64) -> Outcome {
    let mut outcome = Outcome::default();
    for name in KEPT {
        under_this_binary(name, &mut outcome).await;
    }
    outcome
}

async fn under_this_binary(name: &str, outcome: &mut Outcome) {
    let (mut town, begins) = unpacked(name);
    let before = lines(&town).await;
    outcome.injected += before.len() as u64;
    town.done(&["migrate"]);
    let migrated = lines(&town).await;
    outcome.expect(migrated == before, || {
        "migrating changed a journal".to_owned()
    });
    outcome.add(town.verify(&[]));
    let open = open(&town).await;
    outcome.expect(!open.is_empty(), || {
        format!("{name} has no request under way")
    });

    for at in [begins, begins + LATER] {
        town.set("CLOCK__START", &at.to_rfc3339());
        let (node, _) = town.serve().await;
        settled(&town, at).await;
        outcome.add(town.quiet(QUIET_SECONDS).await);
        node.terminate();
        outcome.add(town.verify(&[]));
    }
    let after = lines(&town).await;
    for id in &open {
        let grew = after[id] > before[id];
        outcome.expect(grew, || {
            format!("request {id} is stuck: time changed nothing")
        });
    }
    outcome.note("under_way", open.len());
}

/// A house over a copy of the kept data, and what time it was there.
fn unpacked(name: &str) -> (Town, DateTime<Utc>) {
    let mut town = Town::bare(String::new());
    let folder = town.house.path("kept");
    std::fs::create_dir(&folder).unwrap();
    let kept = root().join("tests/prove/fixtures").join(name);
    let mut tar = Command::new("tar");
    tar.arg("-xzf")
        .arg(kept)
        .arg("--no-same-owner")
        .arg("-C")
        .arg(&folder);
    assert!(tar.status().unwrap().success(), "{name}");
    let text = std::fs::read_to_string(folder.join("lianban.toml")).unwrap();
    let kept: toml::Table = text.parse().unwrap();
    let set = |section: &str, key: &str| kept[section][key].as_str().unwrap().to_owned();
    let at = |path: &str| folder.join(path).display().to_string();
    town.database = url(&folder);
    let settings = [
        ("DATABASE__URL", url(&folder)),
        ("FILES__FOLDER", at("files")),
        ("WORKFLOWS__FOLDER", at("workflows")),
        ("MAIL__TRANSPORT", "file".to_owned()),
        ("MAIL__FOLDER", at("mail")),
        ("SEAL__KEY", set("seal", "key")),
        ("SIGNING__KEY", set("signing", "key")),
        ("CLOCK__MODE", "virtual".to_owned()),
        ("CLOCK__START", set("clock", "start")),
    ];
    for (key, value) in &settings {
        town.set(key, value);
    }
    (town, set("clock", "start").parse().unwrap())
}

fn url(folder: &Path) -> String {
    let file: PathBuf = folder.join("lianban.sqlite");
    format!("sqlite://{}?mode=rwc", file.display())
}

/// Length and last hash of each journal, read past anything a migration may have changed.
async fn lines(town: &Town) -> BTreeMap<i64, (i64, String)> {
    let store = Store::connect(&Settings::new(town.database.clone()))
        .await
        .unwrap();
    let db = store.reader();
    const ASK: &str = "SELECT request_id, MAX(seq) AS length, \
         (SELECT hash FROM journal AS last WHERE last.request_id = journal.request_id \
          ORDER BY seq DESC LIMIT 1) AS head FROM journal GROUP BY request_id";
    let ask = Statement::from_string(db.get_database_backend(), ASK);
    let rows = db.query_all_raw(ask).await.unwrap();
    let of = |row: &sea_orm::QueryResult| {
        let id: i64 = row.try_get("", "request_id").unwrap();
        let length: i64 = row.try_get("", "length").unwrap();
        let head: Digest = row.try_get("", "head").unwrap();
        // A digest was text once.
        (id, (length, Digest::of(&head.to_string()).to_string()))
    };
    let lines = rows.iter().map(of).collect();
    store.close().await.unwrap();
    lines
}

/// Requests that are not over.
async fn open(town: &Town) -> Vec<i64> {
    use sea_orm::{ColumnTrait, QueryFilter};
    let store = town.store().await;
    let open = request::Entity::find()
        .select_only()
        .column(request::Column::Id)
        .filter(request::Column::EndedAt.is_null());
    open.into_tuple().all(store.reader()).await.unwrap()
}

/// Waits until every request had its turn.
async fn settled(town: &Town, at: DateTime<Utc>) {
    let store = town.store().await;
    until_within(QUIET_SECONDS, "every request had its turn", || async {
        let due = requests::due(store.reader(), at, None, 1).await;
        due.unwrap().is_empty()
    })
    .await;
}
