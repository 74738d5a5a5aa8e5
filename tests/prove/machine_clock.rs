//! A machine's clock jumps under one of two nodes, an hour, a day and weeks, forth and back, and one starts
//! while its machine's is wrong: the house goes by the database's time, so that no rung comes early,
//! nothing gets another time than that, no lease is taken for over, and the node goes on.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use lianban::storage::entities::job;
use lianban::storage::{instant, journal, requests};
use sea_orm::EntityTrait;

use crate::letters;
use crate::line::Outcome;
use crate::load::{self, Load};
use crate::node::{Node, until_within};
use crate::size::Size;
use crate::support::smtp::Listener;
use crate::town::Town;

const CLIENTS: usize = 4;
const QUIET_SECONDS: u64 = 60;
/// What says how far a machine's clock is from the database's.
const DIFFERENCE: &str = "lianban_clock_difference_seconds ";
/// How long until that is looked at again.
const LOOKED_WITHIN: u64 = 15;
/// How exact a clock has to be, in seconds.
const EXACT_SECONDS: i64 = 2;
/// So long before and after the row its jobs may be said to run: less than most jumps.
const JOBS_WITHIN: TimeDelta = TimeDelta::minutes(30);
/// A lease so long that none runs out by itself.
const LEASE_SECONDS: &str = "60";
/// What a node says that takes jobs from one it holds for lost.
const TAKEN: &str = "taken back";
/// What a node says of a machine's clock that is wrong.
const WRONG: &str = "this machine's clock";

/// How far the machine's clock is ahead, in seconds: an hour, a day, weeks beyond every due date.
const JUMPS: [i64; 8] = [3_600, -3_600, 86_400, -86_400, 3_456_000, -3_456_000, 90, 0];

/// A machine's clock that is wrong, by libfaketime: it reads from a file how far.
struct Wrong {
    preloaded: String,
    file: PathBuf,
}

impl Wrong {
    fn find(town: &Town) -> Result<Self, String> {
        let wherever = "/usr/lib/*/faketime/libfaketime.so.1";
        let found = glob(wherever).ok_or(format!("there is no {wherever}: libfaketime"))?;
        let file = town.house.path("ahead");
        std::fs::write(&file, "+0").unwrap();
        Ok(Self {
            preloaded: found,
            file,
        })
    }

    fn settings(&self) -> [(&str, &str); 5] {
        [
            ("LIANBAN__SERVER__LISTEN", "127.0.0.1:0"),
            ("LD_PRELOAD", &self.preloaded),
            ("FAKETIME_TIMESTAMP_FILE", self.file.to_str().unwrap()),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ]
    }

    fn jump(&self, ahead: i64) {
        // In one go: what reads it meanwhile sees the one or the other.
        let new = self.file.with_extension("new");
        std::fs::write(&new, format!("{ahead:+}")).unwrap();
        std::fs::rename(&new, &self.file).unwrap();
    }
}

fn glob(pattern: &str) -> Option<String> {
    let (folder, below) = pattern.split_once("/*/")?;
    let entries = std::fs::read_dir(folder).ok()?;
    let files = entries.flatten().map(|entry| entry.path().join(below));
    let mut files = files.filter(|file| file.exists());
    files.next().map(|file| file.display().to_string())
}

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let mut town = Town::on_postgres().await;
    let wrong = match Wrong::find(&town) {
        Ok(wrong) => wrong,
        Err(why) => return Outcome::broken(why),
    };
    let post = Listener::start().await;
    town.write_to(&post);
    town.set("JOBS__LEASE_SECONDS", LEASE_SECONDS);
    let begun = Utc::now();
    let anywhere = [("LIANBAN__SERVER__LISTEN", "127.0.0.1:0")];
    let (right, _) = town.start("serve", &anywhere).await;
    let (mut jumping, _) = town.start("serve", &wrong.settings()).await;
    let mut acknowledged = load::left_open(&town, &jumping.url, "left-open", 30).await;
    let urls = [right.url.clone(), jumping.url.clone()];
    let load = Load::start(&town, &urls, CLIENTS, seed);
    for ahead in JUMPS.into_iter().take(size.pick(4, 8, 8)) {
        wrong.jump(ahead);
        outcome.injected += 1;
        shows(&jumping, ahead).await;
        let name = format!("ahead-{ahead}");
        acknowledged.extend(load::left_open(&town, &jumping.url, &name, 1).await);
        let alive = load.book.goes_on(10).await;
        outcome.expect(alive, || format!("{ahead} s ahead: nobody goes on"));
        tokio::time::sleep(Duration::from_secs(size.pick(1, 3, 10))).await;
    }
    let book = load.end().await;
    // What starts while its machine's clock is wrong is right from its first moment.
    let mut logs = vec![jumping.terminate()];
    wrong.jump(JUMPS[4]);
    jumping = town.start("serve", &wrong.settings()).await.0;
    outcome.injected += 1;
    acknowledged.extend(load::left_open(&town, &jumping.url, "begun-wrong", 30).await);
    shows(&jumping, JUMPS[4]).await;
    outcome.add(town.quiet(QUIET_SECONDS).await);
    outcome.add(outside(&town, begun, Utc::now()).await);
    logs.push(jumping.terminate());
    for log in &logs {
        outcome.expect(log.contains(WRONG), || {
            "the log does not say that the machine's clock is wrong".to_owned()
        });
    }
    logs.push(right.terminate());
    for log in &logs {
        let taken = log.lines().find(|line| line.contains(TAKEN));
        outcome.expect(taken.is_none(), || format!("nobody was lost: {taken:?}"));
    }
    outcome.add(load::missing(&town, &book).await);
    acknowledged.extend(book.filed());
    outcome.add(town.verify(&acknowledged));
    let letters = letters::compare(&town, &post).await;
    outcome.add(letters.violations);
    let rungs = town.rungs_fired().await;
    outcome.expect(rungs == 0, || {
        format!("{rungs} rungs fired, and none was due")
    });
    outcome.note("letters", letters.arrived);
    outcome.note("letters_twice", letters.twice);
    outcome.note("requests", acknowledged.len());
    outcome
}

/// Waits until a node knows how far its machine's clock is ahead.
async fn shows(node: &Node, ahead: i64) {
    let metrics = format!("{}/metrics", node.url);
    let what = format!("the node sees its machine's clock {ahead} s ahead");
    until_within(LOOKED_WITHIN, &what, || async {
        let text = reqwest::get(&metrics).await.unwrap().text().await.unwrap();
        let mut told = text
            .lines()
            .filter_map(|line| line.strip_prefix(DIFFERENCE));
        let told = told.next().and_then(|told| told.parse::<f64>().ok());
        told.is_some_and(|told| (told - ahead as f64).abs() < EXACT_SECONDS as f64)
    })
    .await;
}

/// What is said to have happened before or after the row.
async fn outside(town: &Town, begun: DateTime<Utc>, ended: DateTime<Utc>) -> Vec<String> {
    let store = town.store().await;
    let exact = TimeDelta::seconds(EXACT_SECONDS);
    let within = begun - exact..=ended + exact;
    let (mut wrong, mut after) = (Vec::new(), None);
    let jobs_within = begun - JOBS_WITHIN..=ended + JOBS_WITHIN;
    for job in job::Entity::find().all(store.reader()).await.unwrap() {
        let times = [
            Some(job.created_at),
            Some(job.run_at),
            job.done_at,
            job.lease_until,
        ];
        let mut times = times.into_iter().flatten().map(instant);
        if let Some(at) = times.find(|at| !jobs_within.contains(at)) {
            wrong.push(format!("a job of {} has the time {at}", job.queue));
        }
    }
    loop {
        let ids = requests::ids(store.reader(), after, 100).await.unwrap();
        after = ids.last().copied();
        if after.is_none() {
            return wrong;
        }
        for id in ids {
            let lines = journal::read(store.reader(), id).await.unwrap();
            let mut ats = lines.iter().map(|written| written.entry.at);
            if let Some(at) = ats.find(|at| !within.contains(at)) {
                wrong.push(format!("{id}: something happened at {at}"));
            }
        }
    }
}
