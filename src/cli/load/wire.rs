//! One kept connection of HTTP/1.1 to a house. Whoever measures shares the machine with what is
//! measured, so this does as little as a call can cost: one write, and as a rule one read.

use std::io::Write as _;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::cli::Misuse;
use crate::cli::client::As;

/// How long one answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// Longest answer; those of the API are a few kilobytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;
const READ_BYTES: usize = 8 * 1024;

/// Where a house answers.
#[derive(Debug, Clone)]
pub(super) struct Place {
    authority: String,
    path: String,
}

impl Place {
    /// The place of an address, base path included.
    ///
    /// # Errors
    /// [`Misuse`] for what is no plain address of the web.
    pub(super) fn new(url: &str) -> anyhow::Result<Self> {
        let parsed = url::Url::parse(url)
            .ok()
            .filter(|url| url.scheme() == "http");
        let place = parsed.and_then(|url| {
            let port = url.port_or_known_default()?;
            Some(Self {
                authority: format!("{}:{port}", url.host_str()?),
                path: url.path().trim_end_matches('/').to_owned(),
            })
        });
        let advice = "is no address to measure at; begin it with http://, without a proxy's https";
        place.ok_or_else(|| Misuse(format!("`{url}` {advice}")).into())
    }
}

/// A connection, made when first needed and kept.
#[derive(Debug)]
pub(super) struct Wire {
    place: Place,
    stream: Option<TcpStream>,
    sent: Vec<u8>,
    read: Vec<u8>,
}

/// The answer to a call, as far as it was looked at.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
}

/// What the head of an answer says.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Bytes of the head itself.
    bytes: usize,
    body_bytes: usize,
    closes: bool,
}

impl Wire {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            stream: None,
            sent: Vec::new(),
            read: Vec::new(),
        }
    }

    /// Asks to read something.
    pub(super) async fn get(&mut self, who: As<'_>, path: &str) -> anyhow::Result<Answer<'_>> {
        self.head("GET", who, path)?;
        self.sent.extend(b"\r\n");
        self.call().await
    }

    /// Sends JSON under an idempotency key.
    pub(super) async fn post(
        &mut self,
        who: As<'_>,
        path: &str,
        key: &str,
        body: &str,
    ) -> anyhow::Result<Answer<'_>> {
        self.head("POST", who, path)?;
        write!(
            self.sent,
            "content-type: application/json\r\nidempotency-key: {key}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        self.call().await
    }

    fn head(&mut self, method: &str, who: As<'_>, path: &str) -> anyhow::Result<()> {
        self.sent.clear();
        let Place {
            authority,
            path: base,
        } = &self.place;
        write!(
            self.sent,
            "{method} {base}{path} HTTP/1.1\r\nhost: {authority}\r\n"
        )?;
        match who {
            As::Public => {}
            As::Officer(token) => write!(self.sent, "authorization: Bearer {token}\r\n")?,
            As::Applicant(case, secret) => {
                write!(self.sent, "authorization: Case {case}:{secret}\r\n")?;
            }
        }
        Ok(())
    }

    async fn call(&mut self) -> anyhow::Result<Answer<'_>> {
        let answered = tokio::time::timeout(ANSWER_WITHIN, self.exchange()).await;
        let head = match answered {
            Ok(Ok(head)) => head,
            Ok(Err(error)) => {
                self.stream = None;
                return Err(error.context(format!("{} does not answer", self.place.authority)));
            }
            Err(_) => {
                self.stream = None;
                bail!("no answer within {} s", ANSWER_WITHIN.as_secs());
            }
        };
        if head.closes {
            self.stream = None;
        }
        Ok(Answer {
            status: head.status,
            body: &self.read[head.bytes..],
        })
    }

    async fn exchange(&mut self) -> anyhow::Result<Head> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => {
                let stream = TcpStream::connect(&self.place.authority).await?;
                stream.set_nodelay(true)?;
                none.insert(stream)
            }
        };
        stream.write_all(&self.sent).await?;
        self.read.clear();
        loop {
            self.read.reserve(READ_BYTES);
            if stream.read_buf(&mut self.read).await? == 0 {
                bail!("the connection was closed");
            }
            if let Some(head) = head_of(&self.read)?
                && self.read.len() >= head.bytes + head.body_bytes
            {
                return Ok(head);
            }
            if self.read.len() > ANSWER_BYTES_MAX {
                bail!("an answer of more than {ANSWER_BYTES_MAX} bytes");
            }
        }
    }
}

/// The head of what was read so far; none while it is not all there.
fn head_of(read: &[u8]) -> anyhow::Result<Option<Head>> {
    let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&read[..end]).context("a head that is no text")?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status.and_then(|status| status.parse().ok());
    let mut head = Head {
        status: status.context("a head without a status")?,
        bytes: end + 4,
        body_bytes: 0,
        closes: false,
    };
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            head.body_bytes = value.trim().parse().context("a length that is no number")?;
        } else if name.eq_ignore_ascii_case("connection") {
            head.closes = value.trim().eq_ignore_ascii_case("close");
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            bail!("an answer in pieces, which is not measured");
        }
    }
    Ok(Some(head))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tokio::net::TcpListener;

    #[test]
    fn only_plain_addresses_are_measured_at() {
        let place = Place::new("http://127.0.0.1:8080/lianban/").unwrap();
        assert_eq!(place.authority, "127.0.0.1:8080");
        assert_eq!(place.path, "/lianban");
        assert_eq!(Place::new("http://house").unwrap().authority, "house:80");
        for wrong in ["https://house", "house:80", "ftp://house", ""] {
            assert!(Place::new(wrong).unwrap_err().is::<Misuse>(), "{wrong}");
        }
    }

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let whole = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nconnection: Close\r\n\r\n{}";
        let head = head_of(whole).unwrap().unwrap();
        assert_eq!((head.status, head.body_bytes, head.closes), (201, 2, true));
        assert_eq!(&whole[head.bytes..], b"{}");
        assert_eq!(head_of(&whole[..30]).unwrap(), None);
        assert!(head_of(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
        assert!(head_of(b"nonsense\r\n\r\n").is_err());
    }

    #[tokio::test]
    async fn answers_in_parts_are_put_together_and_a_closed_connection_is_made_again() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let place = Place::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let parts: [&[&str]; 2] = [
            &["HTTP/1.1 200 OK\r\ncontent-", "length: 5\r\n\r\nhe", "llo"],
            &["HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"],
        ];
        let served = tokio::spawn(async move {
            let mut asked = Vec::new();
            for part in parts {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut read = vec![0; READ_BYTES];
                let bytes = stream.read(&mut read).await.unwrap();
                asked.push(String::from_utf8(read[..bytes].to_vec()).unwrap());
                for text in part {
                    stream.write_all(text.as_bytes()).await.unwrap();
                    stream.flush().await.unwrap();
                    tokio::task::yield_now().await;
                }
            }
            asked
        });
        let mut wire = Wire::new(place);
        let answer = wire.get(As::Public, "/a").await.unwrap();
        assert_eq!((answer.status, answer.body), (200, &b"hello"[..]));
        assert!(wire.get(As::Public, "/a").await.is_err(), "it was closed");
        let answer = wire.post(As::Officer("t"), "/b", "k", "{}").await.unwrap();
        assert_eq!(answer.status, 404);
        assert!(wire.stream.is_none());
        let asked = served.await.unwrap();
        assert!(asked[0].starts_with("GET /a HTTP/1.1\r\nhost: 127.0.0.1:"));
        assert!(asked[1].contains("authorization: Bearer t\r\n"));
        assert!(asked[1].ends_with("idempotency-key: k\r\ncontent-length: 2\r\n\r\n{}"));
    }
}
