//! `lianban jobs`: what waits, and what was given up

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;

use super::{Ending, Misuse, Settings, say};
use crate::app::accounts::Book;
use crate::app::time;
use crate::domain::calendar::civil;
use crate::storage::jobs::{self, Count, Model, Status};
use crate::storage::{Store, instant};

/// Most dead jobs of one list, latest first.
const DEAD_SHOWN_MAX: u64 = 200;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// How many jobs wait in each queue, and which were given up and why
    #[command(
        after_help = "Examples:\n  lianban jobs list\n  lianban jobs list --json | jq -r '.dead[].id'"
    )]
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Give a job that was given up a fresh set of attempts
    #[command(
        after_help = "Examples:\n  lianban jobs retry 019a5b1c-7d0e-7c3a-9f4b-2f6d8e1a0b3c\n\nThe workers of a running house take it up within jobs.poll_seconds."
    )]
    Retry {
        /// Its id in `lianban jobs list`
        #[arg(value_parser = id)]
        id: Uuid,
    },
}

fn id(text: &str) -> Result<Uuid, &'static str> {
    text.parse()
        .map_err(|_| "no id of a job; `lianban jobs list` says them")
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    let book = Book::open(&settings.load()?).await?;
    let ending = match &arguments.what {
        What::List { json } => {
            list(&book.store, *json).await?;
            Ending::Done
        }
        What::Retry { id } => retry(&book.store, *id).await?,
    };
    book.close().await?;
    Ok(ending)
}

async fn list(store: &Store, as_json: bool) -> anyhow::Result<()> {
    let counts = jobs::counts(store.reader()).await?;
    let queues = by_queue(&counts);
    let dead = jobs::dead(store.reader(), DEAD_SHOWN_MAX).await?;
    if as_json {
        let dead: Vec<_> = dead.iter().map(told).collect();
        return say::json(&json!({"queues": queues, "dead": dead}));
    }
    let rows: Vec<Vec<String>> = queues
        .iter()
        .map(|(queue, counts)| {
            let of = |status: Status| counts.get(status.as_str()).copied().unwrap_or(0);
            let shown = [Status::Pending, Status::Running, Status::Dead].map(of);
            let numbers = shown.iter().map(ToString::to_string);
            std::iter::once((*queue).to_owned())
                .chain(numbers)
                .collect()
        })
        .collect();
    say::line(say::table(&["queue", "waiting", "running", "dead"], &rows))?;
    if !dead.is_empty() {
        let rows: Vec<_> = dead.iter().map(row).collect();
        let heads = ["id", "queue", "given up", "attempts", "last error"];
        say::line(format!("\n{}", say::table(&heads, &rows)))?;
    }
    Ok(())
}

/// Jobs by queue and by the word for their status.
fn by_queue(counts: &[Count]) -> BTreeMap<&str, BTreeMap<&'static str, i64>> {
    let mut queues: BTreeMap<&str, BTreeMap<&'static str, i64>> = BTreeMap::new();
    for count in counts {
        let queue = queues.entry(&count.queue).or_default();
        queue.insert(count.status.as_str(), count.jobs);
    }
    queues
}

fn told(job: &Model) -> serde_json::Value {
    json!({
        "id": job.id, "queue": job.queue, "attempts": job.attempts, "last_error": job.last_error,
        "correlation": job.correlation, "created_at": instant(job.created_at),
        "given_up_at": job.done_at.map(instant),
    })
}

fn row(job: &Model) -> Vec<String> {
    let day = |at: i64| civil(instant(at)).format("%Y-%m-%d %H:%M").to_string();
    let error = job.last_error.as_deref().unwrap_or_default();
    vec![
        job.id.to_string(),
        job.queue.clone(),
        job.done_at.map_or_else(|| "-".to_owned(), day),
        job.attempts.to_string(),
        error.lines().next().unwrap_or_default().to_owned(),
    ]
}

async fn retry(store: &Store, id: Uuid) -> anyhow::Result<Ending> {
    if jobs::revive(store.writer(), id, time::now(store).await?).await? {
        say::line(format!("{id} is tried again"))?;
        return Ok(Ending::Done);
    }
    match jobs::find(store.reader(), id).await? {
        Some(job) => {
            say::line(format!(
                "{id} was not given up: it is {}",
                job.status.as_str()
            ))?;
            Ok(Ending::Refused)
        }
        None => Err(Misuse(format!("there is no job {id}; see `lianban jobs list`")).into()),
    }
}
