//! `lianban serve` and `lianban worker`

use clap::Args;

use super::{Ending, Settings, say};
use crate::app::serve::{self, Part};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban serve\n  lianban --config /etc/lianban/lianban.toml serve\n  lianban serve --no-worker        PostgreSQL: answer only, `lianban worker` elsewhere works\n\nEnds on SIGTERM or Ctrl-C: takes no new connections, finishes open requests and running jobs within\nserver.drain_seconds. SIGHUP reads a renewed certificate."
)]
pub(super) struct ServeArguments {
    /// Answer only; jobs, schedules and clocks are worked by other nodes
    #[arg(long)]
    no_worker: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban worker\n\nAny number of workers may run beside any number of `lianban serve --no-worker`, on PostgreSQL."
)]
pub(super) struct WorkerArguments {}

pub(super) async fn serve(
    settings: &Settings,
    arguments: &ServeArguments,
) -> anyhow::Result<Ending> {
    let part = match arguments.no_worker {
        true => Part::DoorsAlone,
        false => Part::Everything,
    };
    node(settings, part).await
}

pub(super) async fn worker(settings: &Settings, _: &WorkerArguments) -> anyhow::Result<Ending> {
    node(settings, Part::WorkAlone).await
}

async fn node(settings: &Settings, part: Part) -> anyhow::Result<Ending> {
    let config = settings.load()?;
    serve::start_logs(&config)?;
    let scheme = if config.server.tls_cert.is_some() {
        "https"
    } else {
        "http"
    };
    let base_path = config.server.base_path.clone();
    serve::run(config, part, |address| {
        say::aside(format!(
            "lianban answers on {scheme}://{address}{base_path}"
        ));
    })
    .await?;
    Ok(Ending::Done)
}
