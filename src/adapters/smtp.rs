//! Letters over SMTP, and what the other side's answers mean.
//!
//! Connections are kept here and not by lettre's own transport: that one waits for ever on a server
//! that falls silent after connecting, and would take a connection given up in mid-sentence back
//! into its pool, where the next letter would hear the last one's answers.

mod words;

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use futures::FutureExt;
use futures::future::BoxFuture;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use self::words::Step;
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
    /// The only authorities whose word on the server's certificate counts, as PEM; none: the
    /// system's.
    pub authorities: Option<Vec<u8>>,
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

/// Why no protected connection can be prepared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What is given as authorities holds no certificate.
    #[error("the authorities for the mail server are no certificates in PEM")]
    Authorities,
    /// The TLS library takes the settings for none.
    #[error("mail server {host}: {source}")]
    Tls {
        /// The server.
        host: String,
        /// What the library says.
        source: smtp::Error,
    },
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
    /// When the settings are no basis for TLS.
    pub fn new(settings: &Settings, sender: Sender) -> Result<Self, Error> {
        let tls = match settings.tls {
            Security::None => None,
            Security::StartTls | Security::Implicit => Some(protection(settings)?),
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
                let text = bad.to_string();
                return Answer::Refused { text };
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
            Ok(Err(error)) => {
                let text = words::failed(Step::Letter, &error);
                match error.is_permanent() && !words::is_about_account(&error) {
                    true => Answer::Refused { text },
                    false => Answer::Later { text },
                }
            }
            Err(_) => Answer::Later {
                text: words::silence(Step::Letter, self.settings.timeout),
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
            Ok(connection) => connection,
            Err(_) => Err(words::silence(Step::Greeting, self.settings.timeout)),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        let Settings {
            host,
            port,
            tls,
            account,
            timeout,
            authorities: _,
        } = &self.settings;
        let hello = ClientId::default();
        let wrapped = self.tls.clone().filter(|_| *tls == Security::Implicit);
        let server = (host.as_str(), *port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(*timeout), &hello, wrapped, None)
                .await
                .map_err(|error| words::failed(Step::Greeting, &error))?;
        if let Some(tls) = self.tls.clone().filter(|_| *tls == Security::StartTls) {
            let protected = connection.starttls(tls, &hello).await;
            protected.map_err(|error| words::failed(Step::StartTls, &error))?;
        }
        if let Some((name, password)) = account {
            let credentials = Credentials::new(name.clone(), password.clone());
            let known = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
            known.map_err(|error| words::failed(Step::Login, &error))?;
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
}

fn protection(settings: &Settings) -> Result<TlsParameters, Error> {
    let host = settings.host.clone();
    let mut builder = TlsParameters::builder(host.clone());
    if let Some(pem) = &settings.authorities {
        // A file without certificates would leave a post that trusts nobody, for no visible reason.
        let found = String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----");
        let authorities = Certificate::from_pem(pem).ok().filter(|_| found);
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(authorities.ok_or(Error::Authorities)?);
    }
    let made = builder.build();
    made.map_err(|source| Error::Tls { host, source })
}

impl Post for Smtp {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Answer> {
        self.attempt(letter).boxed()
    }
}
