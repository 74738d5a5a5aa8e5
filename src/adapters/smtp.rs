//! Letters over SMTP, and what the other side's answers mean.

use std::time::{Duration, SystemTime};

use futures::FutureExt;
use futures::future::BoxFuture;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::post::{Sender, message};
use crate::engine::ports::post::{Answer, Letter, Post};

/// Most connections kept to the mail server at once.
pub const CONNECTIONS_MAX: u32 = 4;

/// How a mail server is spoken to.
#[derive(Clone)]
pub struct Settings {
    /// Host name, also the one its certificate must carry.
    pub host: String,
    /// Port: usually 25, 587 with STARTTLS, 465 with implicit TLS.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Security,
    /// Account and password, if the server asks for them.
    pub account: Option<(String, String)>,
    /// Longest wait for any one answer.
    pub timeout: Duration,
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all: a server on the same machine.
    None,
    /// STARTTLS, required: without it nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

/// The settings do not make a connection.
#[derive(Debug, thiserror::Error)]
#[error("mail server {host}: {source}")]
pub struct Error {
    host: String,
    source: lettre::transport::smtp::Error,
}

/// A post over SMTP.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
}

impl Smtp {
    /// Prepares the connections; opens none yet.
    ///
    /// # Errors
    /// When the host is no name that a certificate could carry.
    pub fn new(settings: &Settings, sender: Sender) -> Result<Self, Error> {
        let tls = || {
            TlsParameters::new(settings.host.clone()).map_err(|source| Error {
                host: settings.host.clone(),
                source,
            })
        };
        let tls = match settings.tls {
            Security::None => Tls::None,
            Security::StartTls => Tls::Required(tls()?),
            Security::Implicit => Tls::Wrapper(tls()?),
        };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.host.clone())
                .port(settings.port)
                .tls(tls)
                .timeout(Some(settings.timeout))
                .pool_config(PoolConfig::new().max_size(CONNECTIONS_MAX));
        if let Some((name, password)) = &settings.account {
            builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
        }
        Ok(Self {
            transport: builder.build(),
            sender,
        })
    }

    /// Whether the server lets us in at all; for a health check.
    pub async fn is_reachable(&self) -> bool {
        self.transport.test_connection().await.unwrap_or(false)
    }

    async fn attempt(&self, letter: &Letter) -> Answer {
        let mail = match message(letter, &self.sender, SystemTime::now()) {
            Ok(mail) => mail,
            Err(bad) => {
                return Answer::Refused {
                    text: bad.to_string(),
                };
            }
        };
        match self.transport.send(mail).await {
            Ok(_) => Answer::Sent,
            Err(error) => self.classify(&error).await,
        }
    }

    /// A 5xx may mean this letter or all of ours: a greeting of 554, an expired password. Only
    /// where the server still lets us in was it the letter.
    async fn classify(&self, error: &lettre::transport::smtp::Error) -> Answer {
        let text = error.to_string();
        if error.is_permanent() && self.is_reachable().await {
            return Answer::Refused { text };
        }
        Answer::Later { text }
    }
}

impl Post for Smtp {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Answer> {
        self.attempt(letter).boxed()
    }
}
