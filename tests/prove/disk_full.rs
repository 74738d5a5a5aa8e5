//! A disk fills up under the files, under SQLite, under PostgreSQL's tables: what cannot be kept is
//! refused with "try again", nothing that was acknowledged is lost, and with room again all goes on.
//!
//! The disk is a small tmpfs, mounted by root. Where the proof does not run as root, this row runs
//! itself once more in a user and mount namespace of its own (`unshare -Urm`), without PostgreSQL,
//! which refuses to be root there.

use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::cluster::Cluster;
use crate::line::Outcome;
use crate::load::{self, As, Client, Load};
use crate::size::Size;
use crate::town::{Town, application};

/// Set in the namespace: no second one is needed.
const INSIDE: &str = "LIANBAN_PROVE_INSIDE";
const CLIENTS: usize = 4;
const GOES_ON_WITHIN_SECONDS: u64 = 20;
const FILLS_WITHIN: Duration = Duration::from_secs(30);
const QUIET_SECONDS: u64 = 60;

pub async fn run(size: Size, seed: u64) -> Outcome {
    let is_root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    if !is_root {
        return in_namespace(size, seed);
    }
    let mut outcome = Outcome::default();
    let times = size.pick(1, 3, 10);
    files(times, &mut outcome).await;
    sqlite(times, seed, &mut outcome).await;
    if std::env::var_os(INSIDE).is_none() {
        postgres(times, seed, &mut outcome).await;
    }
    outcome
}

/// Runs this row as the root of a namespace and takes over its line.
fn in_namespace(size: Size, seed: u64) -> Outcome {
    let own = std::env::current_exe().unwrap();
    let mut command = Command::new("unshare");
    command.args(["-U", "-r", "-m"]).arg(own).arg("disk_full");
    command
        .env(INSIDE, "1")
        .env("PROVE", size.pick("short", "usual", "full"))
        .env("PROVE_SEED", seed.to_string());
    let ran = tokio::task::block_in_place(|| command.output().unwrap());
    let line = String::from_utf8_lossy(&ran.stdout).into_owned();
    let told: serde_json::Value = serde_json::from_str(line.trim()).unwrap_or_default();
    let mut outcome = Outcome {
        injected: told["injected"].as_u64().unwrap_or(0),
        ..Outcome::default()
    };
    outcome.note("in_namespace", true);
    outcome.expect(ran.status.success(), || {
        String::from_utf8_lossy(&ran.stderr).into_owned()
    });
    outcome
}

/// A small disk; gone with its value.
struct Disk(PathBuf);

impl Disk {
    fn new(path: PathBuf, megabytes: usize) -> Self {
        std::fs::create_dir_all(&path).unwrap();
        let size = format!("size={megabytes}m,mode=0777");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&path);
        let mounted = mount.output().unwrap();
        let said = String::from_utf8_lossy(&mounted.stderr).into_owned();
        assert!(
            mounted.status.success(),
            "no small disk can be mounted: {said}"
        );
        Self(path)
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Takes all room that is left.
    fn fill(&self) {
        let mut file = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.ballast())
            .unwrap();
        for block in [64 << 10, 4 << 10, 1 << 10] {
            while file.write_all(&vec![7; block]).is_ok() {}
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// The folder of files is full: an application with files is put off, everything else goes on.
async fn files(times: usize, outcome: &mut Outcome) {
    let mut town = Town::on_sqlite();
    let disk = Disk::new(town.house.path("small"), 4);
    town.set("FILES__FOLDER", disk.0.to_str().unwrap());
    let (node, _) = town.serve().await;
    let client = Client::new();
    let url = format!("{}/api/v1/requests", node.url);
    let mut acknowledged = Vec::new();
    for time in 0..times {
        disk.fill();
        let key = format!("full-{time}");
        let application = application("residence-permit", time as u64);
        let send = || client.post(&url, &As::Public, Some(&key), &application);
        let refused = send().await.unwrap();
        outcome.injected += 1;
        outcome.expect(refused.status == 503 && refused.is_not_now(), || {
            format!("with no room for files: {refused:?}")
        });
        let window = As::Officer(town.officers.window.clone());
        let plain = json!({
            "workflow": "joint-six", "filer": {"kind": "window"},
            "applicant": {"name": "样例"}, "form": {"subject": key},
        });
        let plain_key = format!("plain-{time}");
        let taken = client
            .post(&url, &window, Some(&plain_key), &plain)
            .await
            .unwrap();
        outcome.expect(taken.is_yes(), || format!("what needs no room: {taken:?}"));
        disk.make_room();
        let again = send().await.unwrap();
        outcome.expect(again.is_yes(), || format!("with room again: {again:?}"));
        acknowledged.push(again.text("case_number"));
        acknowledged.push(taken.text("case_number"));
    }
    node.terminate();
    outcome.add(town.verify(&acknowledged));
}

/// The disk of the SQLite file is full.
async fn sqlite(times: usize, seed: u64, outcome: &mut Outcome) {
    let mut town = Town::bare(String::new());
    let disk = Disk::new(town.house.path("small"), 48);
    town.database = format!("sqlite://{}/lianban.sqlite?mode=rwc", disk.0.display());
    town.set("DATABASE__URL", &town.database.clone());
    town.done(&["migrate"]);
    town.officers = town.staff("officers.json");
    under_load(&town, &disk, times, seed, "SQLite", outcome).await;
}

/// The disk of PostgreSQL's tables is full, that of its log is not.
async fn postgres(times: usize, seed: u64, outcome: &mut Outcome) {
    let cluster = Cluster::start();
    let small = cluster.folder().join("small");
    let disk = Disk::new(small.clone(), 48);
    cluster.give(&small);
    let space = format!("CREATE TABLESPACE small LOCATION '{}'", small.display());
    cluster.sql("postgres", &space).await;
    cluster
        .sql("postgres", "CREATE DATABASE town TABLESPACE small")
        .await;
    let town = Town::over(cluster.url("town"));
    under_load(&town, &disk, times, seed, "PostgreSQL", outcome).await;
}

async fn under_load(
    town: &Town,
    disk: &Disk,
    times: usize,
    seed: u64,
    what: &str,
    outcome: &mut Outcome,
) {
    let (mut node, _) = town.serve().await;
    let load = Load::start(town, std::slice::from_ref(&node.url), CLIENTS, seed);
    load.book.goes_on(10).await;
    for _ in 0..times {
        let refused = refusals(&load);
        let until = Instant::now() + FILLS_WITHIN;
        // Room inside the tables has to be used up as well.
        while refusals(&load) < refused + 10 && Instant::now() < until {
            disk.fill();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let came = refusals(&load) - refused;
        outcome.expect(came > 0, || format!("{what} never ran out of room"));
        outcome.injected += came;
        disk.make_room();
        let alive = load.book.goes_on(GOES_ON_WITHIN_SECONDS).await;
        outcome.expect(alive, || format!("{what} has room and nothing goes on"));
    }
    outcome.expect(node.ended().is_none(), || "the node ended".to_owned());
    let book = load.end().await;
    outcome.add(town.quiet(QUIET_SECONDS).await);
    node.terminate();
    outcome.add(load::missing(town, &book).await);
    outcome.add(town.verify(&book.filed()));
    outcome.note(&format!("answers_{}", what.to_lowercase()), book.told());
}

/// Answers that asked to come again.
fn refusals(load: &Load) -> u64 {
    let answers = load.book.answers.lock().unwrap();
    let put_off = answers.iter().filter(|(told, _)| told.starts_with("503"));
    put_off.map(|(_, count)| count).sum::<u64>()
}
