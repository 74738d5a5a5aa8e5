//! `lianban migrate`

use clap::Args;

use super::{Ending, Settings, say};
use crate::app::house;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban migrate\n  lianban migrate --check          ends with 1 if something is to be done\n\nSeveral nodes may call it at once; it changes nothing where nothing is to be done."
)]
pub(super) struct Arguments {
    /// Only say whether the database is up to date
    #[arg(long)]
    check: bool,
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    let config = settings.load()?;
    if arguments.check && is_missing(config.database.url.expose()) {
        say::line(format!("{} is not there yet", config.database.url))?;
        return Ok(Ending::Refused);
    }
    let store = house::store(&config).await?;
    let current = store.schema_is_current().await?;
    let ending = match (current, arguments.check) {
        (true, _) => {
            say::line(format!("{} is up to date", config.database.url))?;
            Ending::Done
        }
        (false, true) => {
            say::line(format!("{} is not up to date", config.database.url))?;
            Ending::Refused
        }
        (false, false) => {
            store.migrate().await?;
            say::line(format!("{} was brought up to date", config.database.url))?;
            Ending::Done
        }
    };
    store.close().await?;
    Ok(ending)
}

/// Whether the database is a file that does not exist: opening it would make it.
fn is_missing(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("sqlite:") else {
        return false;
    };
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let path = path.split('?').next().unwrap_or_default();
    let in_memory = path.is_empty() || path == ":memory:" || rest.contains("mode=memory");
    !in_memory && !std::path::Path::new(path).exists()
}
