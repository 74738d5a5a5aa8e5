//! A real SMTP server on loopback that keeps what it is sent and misbehaves on request.
//!
//! It never delivers anything. Its behaviour may change while connections are open, because a client
//! with a pool keeps them. Like many a server it repeats the recipient's address when it says no, and names [`CANARY`].
//! Start reading at [`Listener`].

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::smtp_session;

/// An address that the server's replies alone know; wherever it turns up, their words got through.
pub const CANARY: &str = "canary-7f3a@aviary.example";
/// How long a test waits for mail that never comes before it fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the server does with the next commands, on open connections too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes every message.
    Accept,
    /// Greets new connections with a 554 and closes them.
    TurnAway,
    /// 550 to every recipient that contains this text; the empty text is in all of them.
    RefuseRecipient(String),
    /// 451 to this many more recipients, then accepts.
    Greylist { times: usize },
    /// 451 to this many more commands that name this recipient, then accepts it.
    GreylistRecipient { address: String, times: usize },
    /// Answers no MAIL command until the behaviour changes.
    Hold,
    /// Keeps this many more messages, but closes the connection instead of saying 250: the
    /// client cannot know, sends again, and the message arrives twice.
    DropAfterKeeping { times: usize },
}

/// One message as it came over the wire.
#[derive(Debug, Clone)]
pub struct Received {
    /// The envelope's sender, empty for a bounce.
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body with CRLF line ends, dot-stuffing undone.
    pub text: String,
    /// The account the connection had logged in with.
    pub account: Option<String>,
    /// Whether it came through TLS.
    pub protected: bool,
}

impl Received {
    /// The value of a header, folded lines joined.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.text.split("\r\n\r\n").next()?;
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        unfolded.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            let same = key.eq_ignore_ascii_case(name);
            same.then(|| value.trim().to_owned())
        })
    }
}

/// What kind of server it is; by default one that takes mail from anybody, unprotected.
#[derive(Clone)]
pub struct Server {
    /// With an account set, mail before login is refused.
    pub account: Option<(String, String)>,
    /// Ways to log in, as EHLO lists them.
    pub mechanisms: &'static str,
    pub protection: Protection,
}

/// How connections are protected.
#[derive(Clone)]
pub enum Protection {
    None,
    /// Offered, and asked for before login or mail.
    StartTls(TlsAcceptor),
    /// From the first byte.
    Implicit(TlsAcceptor),
}

impl Default for Server {
    fn default() -> Self {
        Self {
            account: None,
            mechanisms: "PLAIN LOGIN",
            protection: Protection::None,
        }
    }
}

impl Server {
    /// The same with an account.
    pub fn with_login(self, name: &str, password: &str) -> Self {
        let account = Some((name.to_owned(), password.to_owned()));
        Self { account, ..self }
    }
}

/// What every session of one server shares.
pub(super) struct Post {
    pub(super) behaviour: watch::Sender<Behaviour>,
    pub(super) messages: watch::Sender<Vec<Received>>,
    pub(super) attempts: AtomicUsize,
    /// Every command's verb, and whether it came through TLS.
    pub(super) verbs: Mutex<Vec<(String, bool)>>,
    pub(super) server: Server,
}

/// The running server; it ends with its value.
pub struct Listener {
    address: SocketAddr,
    post: Arc<Post>,
    accepting: Option<JoinHandle<()>>,
}

impl Listener {
    /// Starts on a free loopback port and accepts everything.
    pub async fn start() -> Self {
        Self::start_as(Server::default()).await
    }

    /// Starts a server that takes mail only from this account.
    pub async fn start_with_login(name: &str, password: &str) -> Self {
        Self::start_as(Server::default().with_login(name, password)).await
    }

    /// Starts such a server.
    pub async fn start_as(server: Server) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a loopback port");
        let address = socket.local_addr().expect("the port's number");
        let post = Arc::new(Post {
            behaviour: watch::Sender::new(Behaviour::Accept),
            messages: watch::Sender::new(Vec::new()),
            attempts: AtomicUsize::new(0),
            verbs: Mutex::default(),
            server,
        });
        let accepting = Some(tokio::spawn(accept(socket, post.clone())));
        Self {
            address,
            post,
            accepting,
        }
    }

    pub fn host(&self) -> String {
        self.address.ip().to_string()
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn behave(&self, behaviour: Behaviour) {
        self.post.behaviour.send_replace(behaviour);
    }

    /// Closes the port and every connection: the next one is refused by the kernel.
    pub async fn close(&mut self) {
        if let Some(accepting) = self.accepting.take() {
            accepting.abort();
            // The socket is free only when the task is gone; it was told to end by abort.
            let _ = accepting.await;
        }
    }

    /// Opens the same port again.
    pub async fn open(&mut self) {
        self.close().await;
        let socket = TcpListener::bind(self.address)
            .await
            .expect("the same loopback port");
        self.accepting = Some(tokio::spawn(accept(socket, self.post.clone())));
    }

    /// Everything kept so far, in order of arrival.
    pub fn messages(&self) -> Vec<Received> {
        self.post.messages.borrow().clone()
    }

    /// How many messages clients began (MAIL commands), kept or not.
    pub fn attempts(&self) -> usize {
        self.post.attempts.load(Ordering::SeqCst)
    }

    /// The verbs of all commands so far, each with whether it came through TLS.
    pub fn verbs(&self) -> Vec<(String, bool)> {
        self.post.verbs.lock().expect("no session panicked").clone()
    }

    /// Waits until at least this many messages are kept and gives them all.
    ///
    /// # Panics
    /// When they do not come.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        let mut messages = self.post.messages.subscribe();
        let enough = messages.wait_for(|kept| kept.len() >= count);
        let Ok(kept) = tokio::time::timeout(PATIENCE, enough).await else {
            panic!("{count} messages expected, {} came", self.messages().len());
        };
        kept.expect("the server lives").clone()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(accepting) = &self.accepting {
            accepting.abort();
        }
    }
}

async fn accept(socket: TcpListener, post: Arc<Post>) {
    // Dropped with this task, and the sessions with it.
    let mut sessions = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = socket.accept().await {
        sessions.spawn(smtp_session::serve(stream, post.clone()));
    }
}

#[cfg(test)]
mod tests;
