//! `lianban bounce`

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::{Ending, Misuse, Settings, say};
use crate::adapters::returned::{self, Fate, MAIL_MAX_BYTES};
use crate::app::{Clocks, House};
use crate::config::Config;
use crate::engine::{Lost, Returned};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban bounce report.eml\n  lianban bounce < report.eml\n  lianban: \"|/usr/local/bin/lianban bounce\"    in /etc/aliases: where mail.from receives\n\nReads one mail that came back: a delivery report (RFC 3464) or whatever returns one of our letters\nor its headers. The notice that the letter brought counts as not told and is work for the desk. May\nbe repeated. Ends with 0 when nothing is left to do, with 1 when the mail is about no letter of this\nhouse or is an answer to one, with 75 when it cannot be heeded now: keep it and try again."
)]
pub(super) struct Arguments {
    /// The mail; `-`, or nothing, for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    mail: PathBuf,
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    let config = Arc::new(settings.load()?);
    let mail = read(&arguments.mail)?;
    let Some(returned) = returned::read(&mail).filter(|mail| !mail.message_ids.is_empty()) else {
        say::aside("this mail names no letter: nothing changed");
        return Ok(Ending::Refused);
    };
    let status = match &returned.fate {
        Fate::Failed(status) => status.as_deref(),
        Fate::OnItsWay => {
            say::line("the letter is not lost, says the report: nothing changed")?;
            return Ok(Ending::Done);
        }
        Fate::Answered => {
            say::aside("this is an answer to a letter, not its return: nothing changed");
            return Ok(Ending::Refused);
        }
    };
    // A mail server keeps what cannot be heeded now; no report is lost to a moment's trouble.
    match heed(config, &returned.message_ids, status).await {
        Ok(ending) => Ok(ending),
        Err(error) if say::is_closed_pipe(&error) => Err(error),
        Err(error) => {
            say::trouble(&error);
            Ok(Ending::Later)
        }
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut mail = Vec::new();
    let unreadable = |error| Misuse(format!("{}: {error}", path.display()));
    let source: Box<dyn Read> = match path == Path::new("-") {
        true => Box::new(std::io::stdin().lock()),
        false => Box::new(std::fs::File::open(path).map_err(unreadable)?),
    };
    let mut source = source.take(MAIL_MAX_BYTES + 1);
    source.read_to_end(&mut mail).map_err(unreadable)?;
    if mail.len() as u64 > MAIL_MAX_BYTES {
        let detail = format!("the mail is larger than {MAIL_MAX_BYTES} bytes");
        return Err(Misuse(detail).into());
    }
    Ok(mail)
}

/// The first of the Message-IDs that is ours counts.
async fn heed(
    config: Arc<Config>,
    message_ids: &[String],
    status: Option<&str>,
) -> anyhow::Result<Ending> {
    let clocks = Clocks::of(&config);
    let house = House::open(config, clocks).await?;
    let mut heeded = Returned::Unknown;
    for message_id in message_ids {
        heeded = house.engine.letter_returned(message_id, status).await?;
        if heeded != Returned::Unknown {
            break;
        }
    }
    house.close().await?;
    let of = |Lost { case, notice }: Lost| format!("notice {notice} of {case}");
    let said = match heeded {
        Returned::NotTold(lost) => format!("{} was not told: work for the desk", of(lost)),
        Returned::Known(lost) => format!("{} is known not to be told by this letter", of(lost)),
        Returned::ToldOtherwise(lost) => format!("{} was told without the letter", of(lost)),
        Returned::NoNotice => "the letter brought no notice: nothing waits for it".to_owned(),
        Returned::ToOfficers => "a letter to officers: their work is in the queue".to_owned(),
        Returned::Erased => "the personal data of that request was erased".to_owned(),
        Returned::Unknown => {
            say::aside("this mail names no letter of this house: nothing changed");
            return Ok(Ending::Refused);
        }
    };
    say::line(said)?;
    Ok(Ending::Done)
}
