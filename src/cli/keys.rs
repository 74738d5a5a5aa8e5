//! `lianban keys`

use std::sync::Arc;

use anyhow::anyhow;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;

use super::{Ending, Settings, say};
use crate::app::{Clocks, House};

/// What the settings want: 32 bytes in base64.
const KEY_BYTES: usize = 32;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a signing key and a seal key, as the settings want them
    #[command(
        after_help = "Examples:\n  lianban keys generate >> lianban.toml && chmod 600 lianban.toml\n\nEvery node needs the same keys. Without the signing key no secret and no certificate code holds\nany more: keep a copy where the database's copies are not."
    )]
    Generate {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Go on with the keys of the settings, when one of those before is lost or stolen
    #[command(
        after_help = "Examples:\n  lianban keys adopt --yes\n\nWith another signing key every tracking code and every certificate code that was handed out is\nworthless afterwards. With another seal key `lianban verify` cannot check the seals before: keep the\nold public key with those that left the house. Nodes with the keys before are refused."
    )]
    Adopt {
        /// A key is lost or stolen, and it is known what that costs
        #[arg(long, required = true)]
        yes: bool,
    },
}

pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    match arguments.what {
        What::Generate { json } => generate(json),
        What::Adopt { .. } => adopt(settings).await,
    }
}

async fn adopt(settings: &Settings) -> anyhow::Result<Ending> {
    let config = Arc::new(settings.load()?);
    let clocks = Clocks::of(&config);
    let house = House::open_with_any_keys(config, clocks).await?;
    house.engine.adopt_keys().await?;
    house.close().await?;
    say::line("the keys of the settings are those of this house now")?;
    Ok(Ending::Done)
}

fn generate(json: bool) -> anyhow::Result<Ending> {
    let (signing, seal) = (key()?, key()?);
    if json {
        say::json(&json!({"signing": {"key": signing}, "seal": {"key": seal}}))?;
    } else {
        say::line(format!(
            "[signing]\nkey = \"{signing}\"\n\n[seal]\nkey = \"{seal}\""
        ))?;
    }
    Ok(Ending::Done)
}

/// A new key.
pub(super) fn key() -> anyhow::Result<String> {
    let mut bytes = [0; KEY_BYTES];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| anyhow!("this machine gives no random bytes"))?;
    Ok(STANDARD.encode(bytes))
}
