//! Letters over SMTP, and what the other side's answers mean.
//!
//! Connections are kept here and not by lettre's own transport: that one waits for ever on a server
//! that falls silent after connecting, and would take a connection given up in mid-sentence back
//! into its pool, where the next letter would hear the last one's answers.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use futures::FutureExt;
use futures::future::BoxFuture;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use super::post::{Sender, message};
use crate::engine::ports::post::{Answer, Letter, Post};

/// Most connections kept open between letters.
const IDLE_MAX: usize = 4;
/// Longest time a connection is kept without a letter; servers close theirs after minutes.
const IDLE_LIMIT: Duration = Duration::from_secs(30);

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
    /// Longest time for connecting and logging in, and again for one letter.
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

/// The host is no name that a certificate could carry.
#[derive(Debug, thiserror::Error)]
#[error("mail server {host}: {source}")]
pub struct Error {
    host: String,
    source: smtp::Error,
}

/// A post over SMTP.
pub struct Smtp {
    settings: Settings,
    tls: Option<TlsParameters>,
    sender: Sender,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    connection: AsyncSmtpConnection,
    since: Instant,
}

impl Smtp {
    /// Prepares the connections; opens none yet.
    ///
    /// # Errors
    /// When the host is no name that a certificate could carry.
    pub fn new(settings: &Settings, sender: Sender) -> Result<Self, Error> {
        let tls = match settings.tls {
            Security::None => None,
            Security::StartTls | Security::Implicit => {
                let host = settings.host.clone();
                let made = TlsParameters::new(host.clone());
                Some(made.map_err(|source| Error { host, source })?)
            }
        };
        Ok(Self {
            settings: settings.clone(),
            tls,
            sender,
            idle: Mutex::new(Vec::new()),
        })
    }

    /// Only what is said about the letter itself refuses it: a server that turns us away, an
    /// expired password or silence are trouble of ours, and pass.
    async fn attempt(&self, letter: &Letter) -> Answer {
        let mail = match message(letter, &self.sender, SystemTime::now()) {
            Ok(mail) => mail,
            Err(bad) => {
                return Answer::Refused {
                    text: bad.to_string(),
                };
            }
        };
        let mut connection = match self.connection().await {
            Ok(connection) => connection,
            Err(text) => return Answer::Later { text },
        };
        let bytes = mail.formatted();
        let sending = connection.send(mail.envelope(), &bytes);
        // Past the limit the connection is dropped with whatever is still to be said on it.
        match timeout(self.settings.timeout, sending).await {
            Ok(Ok(_)) => {
                self.keep(connection);
                Answer::Sent
            }
            Ok(Err(error)) if error.is_permanent() => Answer::Refused {
                text: error.to_string(),
            },
            Ok(Err(error)) => Answer::Later {
                text: error.to_string(),
            },
            Err(_) => Answer::Later {
                text: self.silence("no answer to the letter"),
            },
        }
    }

    /// One that was kept and still answers, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, String> {
        let opened = timeout(self.settings.timeout, async {
            while let Some(mut kept) = self.take() {
                if kept.test_connected().await {
                    return Ok(kept);
                }
            }
            self.connect().await
        });
        match opened.await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(self.silence("no connection")),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, smtp::Error> {
        let Settings {
            host,
            port,
            tls,
            account,
            timeout,
        } = &self.settings;
        let hello = ClientId::default();
        let wrapped = self.tls.clone().filter(|_| *tls == Security::Implicit);
        let server = (host.as_str(), *port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(*timeout), &hello, wrapped, None)
                .await?;
        if let Some(tls) = self.tls.clone().filter(|_| *tls == Security::StartTls) {
            connection.starttls(tls, &hello).await?;
        }
        if let Some((name, password)) = account {
            let credentials = Credentials::new(name.clone(), password.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }

    fn take(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|kept| kept.since.elapsed() < IDLE_LIMIT);
        idle.pop().map(|kept| kept.connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_MAX && !connection.has_broken() {
            let since = Instant::now();
            idle.push(Idle { connection, since });
        }
    }

    fn silence(&self, what: &str) -> String {
        format!("{what}: timed out after {:?}", self.settings.timeout)
    }
}

impl Post for Smtp {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Answer> {
        self.attempt(letter).boxed()
    }
}
