//! Backups taken while clients write, and restored: a dump, a copy of the whole server, and the
//! server as it was at one moment. Everything acknowledged before is there, with its files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lianban::domain::identifiers::CaseNumber;
use lianban::storage::{Settings, Store, requests};

use crate::cluster::Cluster;
use crate::dice::Dice;
use crate::line::Outcome;
use crate::load::{self, Load};
use crate::size::Size;
use crate::town::Town;

const CLIENTS: usize = 8;
/// Between two requests of a client: every restored house is verified whole, time and again, beside them.
const REST: Duration = Duration::from_millis(150);

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let archive = Archive::new();
    let cluster = Cluster::start_with(|cluster| archive.belongs_to(cluster), &archive.settings());
    cluster.sql("postgres", "CREATE DATABASE town").await;
    let town = Town::over(cluster.url("town"));
    let (node, _) = town.serve().await;
    let urls = std::slice::from_ref(&node.url);
    let load = Load::start_resting(REST, &town, urls, CLIENTS, seed);
    let mut dice = Dice::new(seed);
    for number in 0..size.pick(1, 2, 8) {
        tokio::time::sleep(dice.millis(500..1_500)).await;
        dumped(&cluster, &town, &load, number, &mut outcome).await;
        copied(&cluster, &town, &load, &mut outcome).await;
        as_of_a_moment(&cluster, &town, &load, &archive, number, &mut outcome).await;
        // A house that works may be verified as well.
        outcome.add(town.verify(&load.book.filed()));
    }
    let book = load.end().await;
    node.terminate();
    outcome.add(load::missing(&town, &book).await);
    outcome.add(town.verify(&book.filed()));
    outcome.note("acknowledged", book.count());
    outcome
}

/// Verifies another database with this house's settings and files.
fn verify(town: &Town, url: &str, files: &Path, acknowledged: &[String]) -> Vec<String> {
    let own = [
        ("LIANBAN__DATABASE__URL", url),
        ("LIANBAN__FILES__FOLDER", files.to_str().unwrap()),
    ];
    town.verify_as(acknowledged, &[], &own)
}

/// The order that the handbook asks for: the database first, then the files, which only grow.
fn copy_of_files(town: &Town) -> PathBuf {
    let to = town.house.path(&format!("files-{}", uuid::Uuid::new_v4()));
    let mut copy = std::process::Command::new("cp");
    copy.arg("-a").arg(town.house.path("files")).arg(&to);
    assert!(
        tokio::task::block_in_place(|| copy.status())
            .unwrap()
            .success()
    );
    to
}

async fn dumped(cluster: &Cluster, town: &Town, load: &Load, number: usize, outcome: &mut Outcome) {
    let before = load.book.filed();
    let file = cluster.folder().join(format!("dump-{number}"));
    let file = file.to_str().unwrap();
    cluster.client("pg_dump", &["-Fc", "-f", file, "town"]);
    let files = copy_of_files(town);
    let name = format!("restored{number}");
    cluster
        .sql("postgres", &format!("CREATE DATABASE {name}"))
        .await;
    cluster.client("pg_restore", &["-d", &name, file]);
    outcome.injected += 1;
    let wrong = verify(town, &cluster.url(&name), &files, &before);
    outcome.add(
        wrong
            .into_iter()
            .map(|it| format!("a dump: {it}"))
            .collect(),
    );
}

async fn copied(cluster: &Cluster, town: &Town, load: &Load, outcome: &mut Outcome) {
    let before = load.book.filed();
    let copy = Cluster::from_copy(cluster, &["-X", "stream"]);
    let files = copy_of_files(town);
    copy.configure("archive_mode = off\n");
    copy.start_again();
    outcome.injected += 1;
    let wrong = verify(town, &copy.url("town"), &files, &before);
    outcome.add(
        wrong
            .into_iter()
            .map(|it| format!("a copy: {it}"))
            .collect(),
    );
    copy.stop("fast");
}

/// A copy from before and the log since, played to a named moment and no further.
async fn as_of_a_moment(
    cluster: &Cluster,
    town: &Town,
    load: &Load,
    archive: &Archive,
    number: usize,
    outcome: &mut Outcome,
) {
    let copy = Cluster::from_copy(cluster, &["-X", "none"]);
    load.book.goes_on(5).await;
    let before = load.book.filed();
    let point = format!("moment{number}");
    let name = format!("SELECT pg_create_restore_point('{point}')");
    cluster.sql("postgres", &name).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let known = load.book.filed().len();
    load.book.goes_on(5).await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    let after = load.book.filed().split_off(known);
    cluster.sql("postgres", "SELECT pg_switch_wal()").await;
    let files = copy_of_files(town);
    copy.configure(&format!(
        "archive_mode = off\nrestore_command = 'cp {}/%f %p'\nrecovery_target_name = '{point}'\n\
         recovery_target_action = 'promote'\n",
        archive.0.display()
    ));
    std::fs::write(copy.data().join("recovery.signal"), "").unwrap();
    copy.start_again();
    copy.recovered().await;
    outcome.injected += 1;
    let url = copy.url("town");
    let wrong = verify(town, &url, &files, &before);
    outcome.add(
        wrong
            .into_iter()
            .map(|it| format!("a moment: {it}"))
            .collect(),
    );
    let later = there(&url, &after).await;
    outcome.expect(!after.is_empty() && later == 0, || {
        format!(
            "of {} filed after the moment {later} are there",
            after.len()
        )
    });
    copy.stop("fast");
}

async fn there(url: &str, cases: &[String]) -> usize {
    let store = Store::connect(&Settings::new(url)).await.unwrap();
    let mut count = 0;
    for case in cases {
        let id = case.parse::<CaseNumber>().unwrap().request_id();
        let found = requests::find(store.reader(), id).await.unwrap();
        count += usize::from(found.is_some());
    }
    store.close().await.unwrap();
    count
}

/// Where the server's log is kept, segment by segment.
struct Archive(PathBuf);

impl Archive {
    fn new() -> Self {
        let made = tempfile::Builder::new()
            .prefix("lianban-archive-")
            .tempdir_in("/tmp");
        Self(made.unwrap().keep())
    }

    fn belongs_to(&self, cluster: &Cluster) {
        cluster.give(&self.0);
    }

    fn settings(&self) -> String {
        format!(
            "wal_level = replica\nmax_wal_senders = 8\narchive_mode = on\n\
             archive_command = 'cp %p {}/%f'\n",
            self.0.display()
        )
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
