//! `lianban token`

use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, Subcommand};
use serde_json::json;

use super::{Ending, Misuse, Settings, say};
use crate::access::{Access, Issued};
use crate::app::accounts::Book;
use crate::domain::identifiers::OfficerId;

/// Longest life of a token, in days.
const LIFE_MAX_DAYS: u32 = 3_650;
/// How much of a token's hash is shown, and enough to name it.
const HASH_SHOWN_CHARS: usize = 12;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

/// How long a token holds, and what it is called.
#[derive(Debug, Args)]
pub(super) struct Lifetime {
    /// What the token is for, so that its owner knows it again
    #[arg(long, default_value = "command line")]
    label: String,
    /// After how many days it ends; else when it is revoked
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=i64::from(LIFE_MAX_DAYS)))]
    expires: Option<u32>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Issue a token and print it once
    #[command(
        after_help = "Examples:\n  lianban token create --officer 7 --expires 90 --label 'desk 3'"
    )]
    Create {
        /// Whose: the officer's number
        #[arg(long)]
        officer: i64,
        #[command(flatten)]
        lifetime: Lifetime,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List an officer's tokens, without the tokens
    List {
        /// Whose: the officer's number
        #[arg(long)]
        officer: i64,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a token worthless
    #[command(
        after_help = "Examples:\n  lianban token revoke --officer 7 3f9a1c2b77aa\n  lianban token revoke --officer 7 --all"
    )]
    Revoke {
        /// Whose: the officer's number
        #[arg(long)]
        officer: i64,
        /// The token's name in `lianban token list`
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        token: Option<String>,
        /// Every token of the officer
        #[arg(long)]
        all: bool,
    },
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    let book = Book::open(&settings.load()?).await?;
    let ending = match &arguments.what {
        What::Create {
            officer,
            lifetime,
            json,
        } => {
            let issued = issue(&book.access, OfficerId(*officer), lifetime).await?;
            if *json {
                say::json(
                    &json!({"officer": officer, "token": issued.token, "expires_at": issued.expires_at}),
                )?;
            } else {
                print(&issued)?;
            }
            Ending::Done
        }
        What::List { officer, json } => {
            list(&book.access, OfficerId(*officer), *json).await?;
            Ending::Done
        }
        What::Revoke { officer, token, .. } => {
            revoke(&book.access, OfficerId(*officer), token.as_deref()).await?
        }
    };
    book.close().await?;
    Ok(ending)
}

/// Issues a token with this life.
pub(super) async fn issue(
    access: &Access,
    officer: OfficerId,
    lifetime: &Lifetime,
) -> anyhow::Result<Issued> {
    let expires_at = lifetime
        .expires
        .map(|days| Utc::now() + TimeDelta::days(days.into()));
    Ok(access
        .operator()
        .issue_token(officer, &lifetime.label, expires_at)
        .await?)
}

/// Shows a token, once.
pub(super) fn print(issued: &Issued) -> anyhow::Result<()> {
    say::line(format!("token: {}", issued.token))?;
    let until = issued.expires_at.map_or_else(
        || "until it is revoked".to_owned(),
        |end| format!("until {}", day(end)),
    );
    say::aside(format!("It holds {until} and is shown only now."));
    Ok(())
}

fn day(at: DateTime<Utc>) -> String {
    crate::domain::calendar::civil(at)
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

fn name(hash: &str) -> &str {
    &hash[..HASH_SHOWN_CHARS.min(hash.len())]
}

async fn list(access: &Access, officer: OfficerId, json: bool) -> anyhow::Result<()> {
    access.officer(officer).await?;
    let tokens = access.tokens(officer).await?;
    if json {
        let rows: Vec<_> = tokens
            .iter()
            .map(|token| {
                json!({
                    "token": name(&token.hash), "label": token.label, "created_at": token.created_at,
                    "expires_at": token.expires_at, "revoked_at": token.revoked_at,
                })
            })
            .collect();
        return say::json(&rows);
    }
    let or_dash = |at: Option<DateTime<Utc>>| at.map_or_else(|| "-".to_owned(), day);
    let rows: Vec<Vec<String>> = tokens
        .iter()
        .map(|token| {
            vec![
                name(&token.hash).to_owned(),
                token.label.clone(),
                day(token.created_at),
                or_dash(token.expires_at),
                or_dash(token.revoked_at),
            ]
        })
        .collect();
    Ok(say::line(say::table(
        &["token", "label", "made", "ends", "revoked"],
        &rows,
    ))?)
}

async fn revoke(
    access: &Access,
    officer: OfficerId,
    wanted: Option<&str>,
) -> anyhow::Result<Ending> {
    let tokens = access.tokens(officer).await?;
    let meant: Vec<&str> = tokens
        .iter()
        .map(|token| token.hash.as_str())
        .filter(|hash| wanted.is_none_or(|start| start.len() >= 6 && hash.starts_with(start)))
        .collect();
    if wanted.is_some() && meant.len() != 1 {
        return Err(Misuse(
            "no token of that officer is called that; see `lianban token list`".to_owned(),
        )
        .into());
    }
    let mut revoked = 0;
    for hash in meant {
        revoked += usize::from(access.operator().revoke_token(hash).await?);
    }
    say::line(format!("{revoked} revoked"))?;
    Ok(if revoked > 0 {
        Ending::Done
    } else {
        Ending::Refused
    })
}
