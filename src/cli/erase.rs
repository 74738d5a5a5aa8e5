//! `lianban erase`

use std::sync::Arc;

use clap::Args;

use super::{Ending, Misuse, Settings, say};
use crate::app::{Clocks, House};
use crate::domain::command::Actor;
use crate::domain::directory::Officer;
use crate::domain::identifiers::{CaseNumber, OfficerId};
use crate::engine::Error;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban erase 2222-ABC-DEF-2345 --reason 'retention over'\n  lianban erase 2222-ABC-DEF-2345 --reason 'asked for by the person' --by 7\n\nErases everything personal about a request that is over: answers, files, free words, drafts, names\nin minutes, what mail servers said. The journal stays, and says when and why. It cannot be undone;\ncopies in backups age with the backups."
)]
pub(super) struct Arguments {
    /// The case number
    case: CaseNumber,
    /// Why; stays on the journal for good, so name nobody in it
    #[arg(long)]
    reason: String,
    /// The number of the administrator who does it; without it the journal says: at the machine
    #[arg(long, value_name = "OFFICER")]
    by: Option<i64>,
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    let config = Arc::new(settings.load()?);
    let clocks = Clocks::of(&config);
    let house = House::open(config, clocks).await?;
    let ended = erase(&house, arguments).await;
    house.close().await?;
    ended
}

async fn erase(house: &House, arguments: &Arguments) -> anyhow::Result<Ending> {
    let actor = match arguments.by {
        None => Actor::Engine,
        Some(number) => administrator(house, number).await?,
    };
    let id = arguments.case.request_id();
    match house.engine.erase(id, actor, &arguments.reason).await {
        Ok(()) => {
            say::line(format!("{} is erased", arguments.case))?;
            Ok(Ending::Done)
        }
        Err(error @ (Error::Refused(_) | Error::NotFound)) => {
            say::aside(format!("{} is not erased: {error}", arguments.case));
            Ok(Ending::Refused)
        }
        Err(error) => Err(error.into()),
    }
}

async fn administrator(house: &House, number: i64) -> anyhow::Result<Actor> {
    let account = house.access.officer(OfficerId(number)).await?;
    if !account.active {
        return Err(Misuse(format!("officer {number} is closed")).into());
    }
    Ok(Actor::Officer(Officer {
        id: account.id,
        department: account.department,
        roles: account.roles,
    }))
}
