//! The settings by section; `config/default.toml` explains each and holds its default.
#![expect(missing_docs, reason = "default.toml says what each key means, once")]

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate};
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use url::Url;

use super::values::{DatabaseUrl, Key, Network, Pair, Secret, optional, text, texts};

/// The doors.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: SocketAddr,
    /// Empty, or as `/lianban`: a slash before, none after.
    pub base_path: String,
    #[serde(with = "text")]
    pub public_url: Url,
    #[serde(with = "texts")]
    pub trusted_proxies: Vec<Network>,
    #[serde(with = "optional")]
    pub tls_cert: Option<PathBuf>,
    #[serde(with = "optional")]
    pub tls_key: Option<PathBuf>,
    pub body_limit_bytes: usize,
    pub file_limit_bytes: usize,
    pub file_types: Vec<String>,
    pub request_timeout_seconds: u64,
    /// Calls a minute from one address at the doors that need no officer's token.
    pub public_calls_per_minute: u32,
    pub drain_seconds: u64,
    #[serde(with = "optional")]
    pub metrics_token: Option<Secret>,
}

/// How staff come in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    pub session_idle_minutes: u32,
    pub session_hours: u32,
    pub second_factor: SecondFactor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    Required,
    Optional,
}

/// The provider at which officers sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// As the provider writes it, to the letter; empty: there is none.
    pub issuer: String,
    pub client_id: String,
    #[serde(with = "optional")]
    pub client_secret: Option<Secret>,
    pub scopes: Vec<String>,
    #[serde(with = "optional")]
    pub ca_file: Option<PathBuf>,
    pub timeout_seconds: u64,
    pub button_zh: String,
    pub button_en: String,
    pub accounts: OidcAccounts,
    pub login_claim: String,
    pub name_claim: String,
    pub email_claim: String,
    pub department_claim: String,
    #[serde(with = "texts")]
    pub departments: Vec<Pair>,
    pub roles_claim: String,
    #[serde(with = "texts")]
    pub roles: Vec<Pair>,
    pub second_factors: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OidcAccounts {
    Existing,
    Create,
    Either,
}

/// Where everything is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    #[serde(with = "text")]
    pub url: DatabaseUrl,
    pub pool_size: u32,
    pub acquire_timeout_seconds: u64,
}

/// Where uploaded files are kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    pub folder: PathBuf,
}

/// How people are told by mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub transport: Transport,
    pub folder: PathBuf,
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    #[serde(with = "optional")]
    pub ca_file: Option<PathBuf>,
    pub username: String,
    #[serde(with = "optional")]
    pub password: Option<Secret>,
    pub timeout_seconds: u64,
    #[serde(with = "text")]
    pub from: Mailbox,
    #[serde(with = "optional")]
    pub reply_to: Option<Mailbox>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    Smtp,
    File,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    None,
    Starttls,
    Implicit,
}

/// How people are told by short message.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    /// Unset: nobody is.
    #[serde(with = "optional")]
    pub url: Option<Url>,
    #[serde(with = "optional")]
    pub key: Option<Secret>,
    pub timeout_seconds: u64,
}

/// Work after the commit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    pub poll_seconds: u64,
    pub lease_seconds: u64,
    pub concurrency: usize,
    pub backoff_seconds: u64,
    pub backoff_limit_seconds: u64,
}

/// The clock of the law.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    pub mode: ClockMode,
    /// Set exactly when the mode is virtual.
    #[serde(with = "optional")]
    pub start: Option<DateTime<FixedOffset>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockMode {
    Machine,
    Virtual,
}

/// Days that do not count.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    #[serde(with = "optional")]
    pub file: Option<PathBuf>,
    pub closures: Vec<NaiveDate>,
}

/// Files instead of the built-in town.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Town {
    #[serde(with = "optional")]
    pub departments: Option<PathBuf>,
    #[serde(with = "optional")]
    pub roles: Option<PathBuf>,
    #[serde(with = "optional")]
    pub ladders: Option<PathBuf>,
    #[serde(with = "optional")]
    pub regions: Option<PathBuf>,
}

/// The services on offer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workflows {
    pub folder: PathBuf,
}

/// The daily seal over the journals.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    #[serde(with = "optional")]
    pub key: Option<Key>,
    #[serde(with = "texts")]
    pub recipients: Vec<Mailbox>,
}

/// Links, cookies and certificate codes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signing {
    #[serde(with = "optional")]
    pub key: Option<Key>,
}

/// What goes by itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    pub done_jobs_days: u32,
    pub dead_jobs_days: u32,
    pub idempotency_days: u32,
}

/// What is written to standard error.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    /// A level, or directives as in `info,lianban::engine=debug`.
    pub level: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}
