//! `serve` and `worker`: a node from its start to its orderly end.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use super::crew::{self, Crew};
use super::{Clocks, House, Misconfigured, figures, house, identity, lock, time, web};
use crate::config::{Config, LogFormat, Transport};
use crate::doors::Doors;
use crate::doors::town::{Files, Town};
use crate::telemetry;

/// What this node does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Answers, and works.
    Everything,
    /// Answers; the work is done by other nodes.
    DoorsAlone,
    /// Works; other nodes answer.
    WorkAlone,
}

impl Part {
    fn answers(self) -> bool {
        self != Self::WorkAlone
    }

    fn works(self) -> bool {
        self != Self::DoorsAlone
    }
}

/// Starts the logs of this process as the settings want them.
///
/// # Errors
/// A level that is none.
pub fn start_logs(config: &Config) -> Result<(), Misconfigured> {
    let format = match config.log.format {
        LogFormat::Text => telemetry::Format::Text,
        LogFormat::Json => telemetry::Format::Json,
    };
    telemetry::start_logs(format, &config.log.level)
        .map_err(|error| Misconfigured(error.to_string()))
}

/// Runs a node until it is told to end (SIGTERM, Ctrl-C). `ready` is called with the address once
/// the port is open.
///
/// # Errors
/// What keeps the node from starting; nothing later ends it but the signal.
pub async fn run(config: Config, part: Part, ready: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
    let config = Arc::new(config);
    if config.database.url.is_sqlite() && part != Part::Everything {
        let advice = "SQLite takes one process, so `lianban serve` does everything itself; for nodes of \
                      their own set database.url to PostgreSQL";
        return Err(Misconfigured(advice.to_owned()).into());
    }
    let gauges = telemetry::start_figures()?;
    house::is_there(&config)?;
    let _lock = lock::take(&config.database.url)?;
    let house = House::open(config.clone(), Clocks::of(&config)).await?;
    tell_what_is_for_trying(&config);
    identity::folder(&house.engine, &config.files.folder).await?;
    house.publish().await?;
    house.heed_calendar().await?;
    let entrance = match part.answers() {
        true => Some(web::entrance(&config.server).await?),
        false => None,
    };
    let crew = match part.works() {
        true => Some(Crew::whole(&house)?),
        false => None,
    };
    // Before anybody is told that it is ready: whoever hears so may end it at once.
    let told_to_end = told_to_end()?;
    // On every node: one that answers alone has figures, and has to learn of new versions too.
    let mut upkeep = JoinSet::new();
    upkeep.spawn(figures::keep(house.engine.clone(), gauges.clone()));
    upkeep.spawn(time::keep(
        house.engine.store().clone(),
        house.clock.clone(),
    ));
    upkeep.spawn(crew::keep_workflows(house.engine.clone()));
    upkeep.spawn(crew::mark_requests(house.engine.clone()));
    let Some(entrance) = entrance else {
        tracing::info!("working");
        told_to_end.await;
        upkeep.shutdown().await;
        return close(house, crew).await;
    };
    let files = identity::watch(&house.engine, config.files.folder.clone()).await?;
    let doors = doors(&house, gauges, crew.as_ref()).with_files(files);
    let address = entrance.address;
    let answering = web::answer(entrance, doors, &config.server.base_path);
    tracing::info!(%address, "serving");
    ready(address);
    told_to_end.await;
    tracing::info!("ending: no new connections, open requests may finish");
    answering
        .end(Duration::from_secs(config.server.drain_seconds))
        .await?;
    upkeep.shutdown().await;
    close(house, crew).await
}

/// What is well for trying out, and not for a town, is told by every node.
fn tell_what_is_for_trying(config: &Config) {
    let town = &config.town;
    if town.departments.is_none() {
        tracing::warn!(
            "town.departments is not set: departments, addresses and phones are those of an invented town"
        );
    }
    if config.mail.transport == Transport::File {
        let folder = config.mail.folder.display();
        tracing::warn!(%folder, "mail.transport is \"file\": letters are written there, and reach nobody");
    }
}

/// The doors of a house, with the pulse of its crew.
pub fn doors(house: &House, figures: telemetry::Figures, crew: Option<&Crew>) -> Doors {
    let doors = Doors::new(
        house.engine.clone(),
        house.access.clone(),
        web::settings(&house.config),
    );
    let doors = doors
        .in_town(town(house))
        .with_metrics(move || figures.render());
    match crew {
        Some(crew) => doors.with_workers(crew.pulse()),
        None => doors,
    }
}

/// What the keeper of the house reads of its files.
fn town(house: &House) -> Town {
    let config = &house.config;
    let name = |path: &Option<PathBuf>| {
        path.as_deref()
            .map_or_else(String::new, |path| path.display().to_string())
    };
    Town {
        catalogue: house.catalogue.clone(),
        closures: config.calendar.closures.iter().copied().collect(),
        files: Files {
            departments: name(&config.town.departments),
            roles: name(&config.town.roles),
            ladders: name(&config.town.ladders),
            calendar: name(&config.calendar.file),
            workflows: config.workflows.folder.display().to_string(),
        },
        schedules: Arc::new(crew::comings(house)),
    }
}

async fn close(house: House, crew: Option<Crew>) -> anyhow::Result<()> {
    if let Some(crew) = crew {
        crew.end().await;
    }
    house.close().await?;
    tracing::info!("ended");
    Ok(())
}

/// Heeds SIGTERM and Ctrl-C from now on; what it gives is over when one of them comes.
///
/// # Errors
/// When signals cannot be heard.
pub fn told_to_end() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
