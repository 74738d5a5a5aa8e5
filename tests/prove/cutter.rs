//! Stands between clients and a node and keeps answers for itself: what was asked has been done, and
//! whoever asked is not told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex as Turn;
use tokio::task::JoinHandle;

use crate::dice::Dice;

/// Answers of a hundred that are cut.
const CUT_PERCENT: u64 = 50;
const ANSWER_MAX_BYTES: usize = 4 << 20;

/// An answer that never arrived: the idempotency key it was to, and its body.
#[derive(Debug, Clone)]
pub struct Cut {
    pub key: String,
    pub status: u16,
    pub body: String,
}

pub struct Cutter {
    pub url: String,
    pub cuts: Arc<Mutex<Vec<Cut>>>,
    accepting: JoinHandle<()>,
}

impl Cutter {
    /// In front of a node.
    pub async fn before(node: &str, seed: u64) -> Self {
        let node: SocketAddr = node.trim_start_matches("http://").parse().unwrap();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", socket.local_addr().unwrap());
        let cuts = Arc::new(Mutex::new(Vec::new()));
        let dice = Arc::new(Turn::new(Dice::new(seed)));
        let kept = cuts.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = socket.accept().await {
                let (dice, cuts) = (dice.clone(), kept.clone());
                tokio::spawn(async move {
                    // A side that leaves is what this is about.
                    let _ = pass(client, node, dice, cuts).await;
                });
            }
        });
        Self {
            url,
            cuts,
            accepting,
        }
    }
}

impl Drop for Cutter {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// One call on a connection: clients here open a new one for each.
async fn pass(
    mut client: TcpStream,
    node: SocketAddr,
    dice: Arc<Turn<Dice>>,
    cuts: Arc<Mutex<Vec<Cut>>>,
) -> std::io::Result<()> {
    let call = message(&mut client).await?;
    let mut to_node = TcpStream::connect(node).await?;
    to_node.write_all(&call).await?;
    let answer = message(&mut to_node).await?;
    let (head, body) = parts(&answer);
    let status: u16 = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or(0);
    let key = header(parts(&call).0, "idempotency-key");
    let was_done = (200..300).contains(&status);
    if let Some(key) = key.filter(|_| was_done)
        && dice.lock().await.percent(CUT_PERCENT)
    {
        let body = body.to_owned();
        cuts.lock().unwrap().push(Cut { key, status, body });
        // A part of the answer, now and then, is no better than none.
        if dice.lock().await.percent(30) {
            client.write_all(&answer[..answer.len() / 2]).await?;
        }
        return Ok(());
    }
    client.write_all(&answer).await?;
    client.shutdown().await
}

/// One message of HTTP/1.1 with a length, whole.
async fn message(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 << 10];
    loop {
        let read = stream.read(&mut buffer).await?;
        bytes.extend_from_slice(&buffer[..read]);
        if read == 0 || is_whole(&bytes) || bytes.len() > ANSWER_MAX_BYTES {
            return Ok(bytes);
        }
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some(end) = text.find("\r\n\r\n") else {
        return false;
    };
    let length = header(&text[..end], "content-length");
    let length: usize = length.and_then(|text| text.parse().ok()).unwrap_or(0);
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    head.is_some_and(|at| bytes.len() >= at + 4 + length)
}

fn parts(bytes: &[u8]) -> (&str, &str) {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    text.split_once("\r\n\r\n").unwrap_or((text, ""))
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        let same = key.eq_ignore_ascii_case(name);
        same.then(|| value.trim().to_owned())
    })
}
