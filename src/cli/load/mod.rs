//! `lianban load`: the work "joint 6" against a running house, through its public API.
//!
//! Submit, accept, six parallel reviews each with its deadline, six opinions, join, result read back.
//! Bounded in clients and seconds, and it ends by itself. `prepare` opens the accounts it needs.

mod figures;
mod prepare;
mod round;
mod wire;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use super::{Ending, Misuse, Settings, say};
use figures::Figures;
use round::Client;
use wire::{Place, Wire};

/// Most clients at once.
const CLIENTS_MAX: i64 = 1_024;
/// Longest measurement, in seconds.
const SECONDS_MAX: i64 = 3_600;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban load --prepare officers.json\n  lianban load --officers officers.json --clients 16 --seconds 10 --json\n\n`--prepare` needs the database: it publishes the workflow joint-six, opens eight accounts and writes\ntheir tokens. Each request is read back at the applicant's door, so set\nserver.public_calls_per_minute high enough for the measurement (LIANBAN__SERVER__PUBLIC_CALLS_PER_MINUTE)."
)]
pub(super) struct Arguments {
    /// Open the accounts for a measurement, write their tokens here, and measure nothing
    #[arg(long, value_name = "FILE", conflicts_with = "officers")]
    prepare: Option<PathBuf>,
    /// The tokens that `--prepare` wrote
    #[arg(long, value_name = "FILE", required_unless_present = "prepare")]
    officers: Option<PathBuf>,
    /// Where the house answers
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// How many clients work at once, each on its own request
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=CLIENTS_MAX))]
    clients: u16,
    /// For how long
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=SECONDS_MAX as u64))]
    seconds: u64,
    /// As JSON, one line
    #[arg(long)]
    json: bool,
}

/// The tokens of a measurement.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Officers {
    /// Who receives.
    window: String,
    /// Who reviews: department and token, in the order in which opinions are given.
    reviewers: Vec<(String, String)>,
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    if let Some(path) = &arguments.prepare {
        return prepare::run(settings, path).await;
    }
    let path = arguments
        .officers
        .as_deref()
        .unwrap_or(Path::new("officers.json"));
    let officers = Arc::new(read(path)?);
    let place = Place::new(&arguments.url)?;
    let figures = measure_apart(place, officers, arguments.clients, arguments.seconds).await?;
    if arguments.json {
        say::line(serde_json::to_string(&figures.summary(arguments.clients))?)?;
    } else {
        say::line(figures.summary(arguments.clients).to_string())?;
    }
    if let Some(trouble) = &figures.first_trouble {
        say::aside(format!("the first of {} errors: {trouble}", figures.errors));
    }
    Ok(if figures.opinions.is_empty() {
        Ending::Refused
    } else {
        Ending::Done
    })
}

fn read(path: &Path) -> anyhow::Result<Officers> {
    let text = std::fs::read_to_string(path).with_context(|| {
        format!(
            "{} cannot be read; `lianban load --prepare` writes it",
            path.display()
        )
    })?;
    serde_json::from_str(&text).map_err(|error| {
        Misuse(format!(
            "{} is not what `--prepare` writes: {error}",
            path.display()
        ))
        .into()
    })
}

/// On one thread of its own: waking others would cost more than they could do.
async fn measure_apart(
    place: Place,
    officers: Arc<Officers>,
    clients: u16,
    seconds: u64,
) -> anyhow::Result<Figures> {
    let measuring = tokio::task::spawn_blocking(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build()?;
        anyhow::Ok(runtime.block_on(measure(&place, &officers, clients, seconds)))
    });
    measuring.await?
}

/// Every client works through requests until the time is up; the one it is at is finished.
async fn measure(place: &Place, officers: &Arc<Officers>, clients: u16, seconds: u64) -> Figures {
    let run = uuid::Uuid::new_v4();
    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds);
    let bar = progress(seconds);
    let mut working = tokio::task::JoinSet::new();
    for number in 0..clients {
        let (wire, officers) = (Wire::new(place.clone()), officers.clone());
        let name = format!("{run}-{number}");
        working.spawn(async move { Client::new(wire, &officers, name).repeat(until).await });
    }
    let mut all = Figures::default();
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            done = working.join_next() => match done {
                Some(figures) => all.add(figures.unwrap_or_default()),
                None => break,
            },
            _ = tick.tick() => bar.set_position(begun.elapsed().as_secs().min(seconds)),
        }
    }
    bar.finish_and_clear();
    all.lasted = begun.elapsed();
    all
}

/// Shown on a terminal alone.
fn progress(seconds: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} s");
    let bar = ProgressBar::new(seconds);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
