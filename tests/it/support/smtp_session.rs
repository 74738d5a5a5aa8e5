//! One SMTP conversation (RFC 5321, RFC 3207), as far as a sending client goes; no relaying.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

use super::smtp::{Behaviour, CANARY, Post, Protection, Received};

/// A line of a command or of a message (RFC 5321 asks for 1000; clients send longer ones).
const LINE_LIMIT_BYTES: u64 = 64 * 1024;
/// A whole message; a test that sends more is wrong.
const MESSAGE_LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// A connection, protected or not.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Wire for S {}

/// Talks until the client quits, leaves or is dropped.
pub(super) async fn serve(stream: TcpStream, post: Arc<Post>) {
    let mut wire: Box<dyn Wire> = Box::new(stream);
    let mut protected = false;
    if let Protection::Implicit(tls) = &post.server.protection {
        // A client that does not trust us goes away.
        let Ok(through) = tls.accept(wire).await else {
            return;
        };
        (wire, protected) = (Box::new(through), true);
    }
    let mut session = Session {
        stream: BufStream::new(wire),
        post,
        protected,
        account: None,
        from: None,
        to: Vec::new(),
    };
    // A connection that breaks is the client's news, not ours.
    let _ = session.talk().await;
}

/// Whether the conversation goes on.
type Going = std::io::Result<bool>;

struct Session {
    stream: BufStream<Box<dyn Wire>>,
    post: Arc<Post>,
    protected: bool,
    account: Option<String>,
    from: Option<String>,
    to: Vec<String>,
}

impl Session {
    async fn talk(&mut self) -> std::io::Result<()> {
        if *self.post.behaviour.borrow() == Behaviour::TurnAway {
            return self.say("554 5.3.2 no service here").await;
        }
        self.say("220 lianban.test ESMTP").await?;
        while let Some(line) = self.line().await? {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if !self.obey(&line).await? {
                break;
            }
        }
        Ok(())
    }

    async fn obey(&mut self, line: &str) -> Going {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let verb = verb.to_ascii_uppercase();
        self.note(&verb);
        match verb.as_str() {
            "AUTH" | "MAIL" if self.wants_tls() => {
                self.say("530 5.7.0 STARTTLS first").await?;
            }
            "STARTTLS" if self.wants_tls() => return self.protect().await,
            "EHLO" => self.introduce().await?,
            "HELO" | "NOOP" => self.say("250 2.0.0 ok").await?,
            "AUTH" => self.login(rest).await?,
            "MAIL" => self.mail(rest).await?,
            "RCPT" => self.recipient(rest).await?,
            "DATA" => return self.data().await,
            "RSET" => {
                self.forget();
                self.say("250 2.0.0 ok").await?;
            }
            "QUIT" => {
                self.say("221 2.0.0 bye").await?;
                return Ok(false);
            }
            _ => self.say("502 5.5.1 unknown command").await?,
        }
        Ok(true)
    }

    fn note(&self, verb: &str) {
        let mut verbs = self.post.verbs.lock().expect("no session panicked");
        verbs.push((verb.to_owned(), self.protected));
    }

    fn wants_tls(&self) -> bool {
        let offered = matches!(self.post.server.protection, Protection::StartTls(_));
        offered && !self.protected
    }

    async fn introduce(&mut self) -> std::io::Result<()> {
        let tls = if self.wants_tls() {
            "250-STARTTLS\r\n"
        } else {
            ""
        };
        let mechanisms = self.post.server.mechanisms;
        self.say(&format!(
            "250-lianban.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n{tls}250 AUTH {mechanisms}"
        ))
        .await
    }

    /// Goes on under TLS, with nothing kept of what was said before (RFC 3207).
    async fn protect(&mut self) -> Going {
        let Protection::StartTls(tls) = self.post.server.protection.clone() else {
            return Ok(false);
        };
        self.say("220 2.0.0 go ahead").await?;
        let none: Box<dyn Wire> = Box::new(tokio::io::empty());
        let open = std::mem::replace(&mut self.stream, BufStream::new(none));
        let through: Box<dyn Wire> = Box::new(tls.accept(open.into_inner()).await?);
        self.stream = BufStream::new(through);
        self.protected = true;
        self.forget();
        Ok(true)
    }

    async fn login(&mut self, rest: &str) -> std::io::Result<()> {
        let (mechanism, first) = rest.split_once(' ').unwrap_or((rest, ""));
        let given = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let answer = self.answer(first, "334 ").await?;
                let mut parts = answer.split('\0').skip(1).map(str::to_owned);
                parts.next().zip(parts.next())
            }
            "LOGIN" => {
                let name = self.answer(first, "334 VXNlcm5hbWU6").await?;
                Some((name, self.answer("", "334 UGFzc3dvcmQ6").await?))
            }
            _ => return self.say("504 5.5.4 unknown mechanism").await,
        };
        let right = given.is_some() && given == self.post.server.account;
        self.account = given.filter(|_| right).map(|(name, _)| name);
        self.say(if right {
            "235 2.7.0 welcome"
        } else {
            "535 5.7.8 wrong name or password"
        })
        .await
    }

    /// What the client says in base64: with its command, or when asked.
    async fn answer(&mut self, given: &str, question: &str) -> std::io::Result<String> {
        let mut coded = given.as_bytes().to_vec();
        if coded.is_empty() {
            self.say(question).await?;
            coded = self.line().await?.unwrap_or_default();
        }
        let plain = BASE64.decode(coded.trim_ascii()).unwrap_or_default();
        Ok(String::from_utf8_lossy(&plain).into_owned())
    }

    async fn mail(&mut self, rest: &str) -> std::io::Result<()> {
        self.post.attempts.fetch_add(1, Ordering::SeqCst);
        let mut behaviour = self.post.behaviour.subscribe();
        // Fails only when the server is gone, and then so are we.
        let _ = behaviour.wait_for(|now| *now != Behaviour::Hold).await;
        if self.post.server.account.is_some() && self.account.is_none() {
            return self.say("530 5.7.0 log in first").await;
        }
        self.forget();
        self.from = Some(path(rest));
        self.say("250 2.1.0 ok").await
    }

    async fn recipient(&mut self, rest: &str) -> std::io::Result<()> {
        let to = path(rest);
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        if self.greylists(&to) {
            return self
                .say(&format!(
                    "451 4.7.1 <{to}> of {CANARY}: greylisted, come back later"
                ))
                .await;
        }
        let refuses = matches!(&*self.post.behaviour.borrow(), Behaviour::RefuseRecipient(text) if to.contains(text));
        if refuses {
            return self
                .say(&format!("550 5.1.1 <{to}> of {CANARY}: no such mailbox"))
                .await;
        }
        self.to.push(to);
        self.say("250 2.1.5 ok").await
    }

    fn greylists(&self, to: &str) -> bool {
        self.post.behaviour.send_if_modified(|now| match now {
            Behaviour::Greylist { times } => take_one(times),
            Behaviour::GreylistRecipient { address, times } if address == to => take_one(times),
            _ => false,
        })
    }

    async fn data(&mut self) -> Going {
        if self.to.is_empty() {
            self.say("503 5.5.1 RCPT first").await?;
            return Ok(true);
        }
        self.say("354 end with a dot").await?;
        let Some(text) = self.text().await? else {
            return Ok(false);
        };
        let received = Received {
            from: self.from.take().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            text,
            account: self.account.clone(),
            protected: self.protected,
        };
        self.post.messages.send_modify(|kept| kept.push(received));
        if self.drops() {
            return Ok(false);
        }
        self.say("250 2.0.0 kept").await?;
        Ok(true)
    }

    fn drops(&self) -> bool {
        self.post.behaviour.send_if_modified(|now| match now {
            Behaviour::DropAfterKeeping { times } => take_one(times),
            _ => false,
        })
    }

    /// The message up to its lone dot; none when the client left before that.
    async fn text(&mut self) -> std::io::Result<Option<String>> {
        let mut text = Vec::new();
        while let Some(line) = self.line().await? {
            if line == b".\r\n" {
                return Ok(Some(String::from_utf8_lossy(&text).into_owned()));
            }
            text.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            if text.len() > MESSAGE_LIMIT_BYTES {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// One line with its end; none at the end of the stream or of our patience.
    async fn line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut limited = (&mut self.stream).take(LINE_LIMIT_BYTES);
        limited.read_until(b'\n', &mut line).await?;
        Ok(line.ends_with(b"\n").then_some(line))
    }

    async fn say(&mut self, answer: &str) -> std::io::Result<()> {
        self.stream.write_all(answer.as_bytes()).await?;
        self.stream.write_all(b"\r\n").await?;
        self.stream.flush().await
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }
}

/// Counts one down; whether there was one.
fn take_one(times: &mut usize) -> bool {
    let left = times.checked_sub(1);
    *times = left.unwrap_or(0);
    left.is_some()
}

/// The address between the angle brackets of `FROM:<a@b> SIZE=1`.
fn path(rest: &str) -> String {
    let inner = rest.split_once('<').map_or(rest, |(_, inner)| inner);
    inner.split('>').next().unwrap_or(inner).to_owned()
}
