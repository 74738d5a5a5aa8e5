//! `lianban keys generate`

use anyhow::anyhow;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;

use super::{Ending, say};

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
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let What::Generate { json } = arguments.what;
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
