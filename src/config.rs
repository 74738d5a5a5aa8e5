//! What an operator may set: read from three layers, checked wholly, then never changed.
//!
//! The layers are the embedded `config/default.toml` (which is also the list of known keys), one
//! file, and the environment (`LIANBAN__SECTION__KEY`, for secrets also `…_FILE`). Every mistake
//! is reported at once. This room never opens a port, a database or any file but the ones named
//! here, and knows no other room. Start at [`Config::load`]; the keys are in [`sections`].

mod error;
mod layers;
mod rules;
pub mod sections;
pub mod values;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use error::{Error, Problem};
pub use rules::FILE_TYPES;
pub use sections::{
    Access, Calendar, Clock, ClockMode, Database, Files, Jobs, Log, LogFormat, Mail, MailTls, Oidc,
    OidcAccounts, Retention, Seal, SecondFactor, Server, Signing, Sms, Town, Transport, Workflows,
};
pub use values::{DatabaseUrl, Key, Network, Pair, Secret};

/// The commented defaults, as an operator may copy them.
pub const DEFAULTS: &str = include_str!("../config/default.toml");

/// Where a file is looked for when none is named; the first that exists counts.
const USUAL_FILES: [&str; 2] = ["lianban.toml", "/etc/lianban/lianban.toml"];

/// Everything that is set, checked. `Display` is TOML with every secret masked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each section says it")]
pub struct Config {
    pub server: Server,
    pub access: Access,
    pub oidc: Oidc,
    pub database: Database,
    pub files: Files,
    pub mail: Mail,
    pub sms: Sms,
    pub jobs: Jobs,
    pub clock: Clock,
    pub calendar: Calendar,
    pub town: Town,
    pub workflows: Workflows,
    pub seal: Seal,
    pub signing: Signing,
    pub retention: Retention,
    pub log: Log,
}

impl Config {
    /// The settings file in force: the one that is named, or else the first of the usual files.
    #[must_use]
    pub fn file(named: Option<&Path>) -> Option<PathBuf> {
        let usual = || USUAL_FILES.iter().map(Path::new).find(|file| file.exists());
        named.or_else(usual).map(Path::to_owned)
    }

    /// Reads all layers: `path` or else the first of the usual files, then `env`.
    ///
    /// # Errors
    /// Every unknown key, unfit value and contradiction of all layers together.
    pub fn load(
        path: Option<&Path>,
        env: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Error> {
        let file = Self::file(path).map(|path| {
            let text = std::fs::read_to_string(&path);
            (path.display().to_string(), text)
        });
        let (config, mut problems) = match file {
            None => layers::assemble(None, env),
            Some((name, Ok(text))) => layers::assemble(Some((&name, &text)), env),
            Some((name, Err(e))) => {
                let (config, mut problems) = layers::assemble(None, env);
                problems.insert(0, Problem::new(name, format!("cannot be read: {e}")));
                (config, problems)
            }
        };
        let config = config.inspect(|config| problems.extend(rules::broken_by(config)));
        match config {
            Some(config) if problems.is_empty() => Ok(config),
            _ => Err(Error { problems }),
        }
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&toml::to_string(self).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests;
