//! One node: the built binary in a process of its own, which tests stop, kill and resume.

use std::fs::File;
use std::future::Future;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::cli::house::{House, root};

/// How long a node may take to its first words.
const START_WITHIN: Duration = Duration::from_secs(60);
/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A running node; killed if a test forgets it.
pub struct Node {
    child: Child,
    log: PathBuf,
    /// Where it answers; empty for a worker.
    pub url: String,
}

impl Node {
    /// Starts `serve` or `worker` and waits until it is at work.
    pub async fn start(house: &House, role: &str, environment: &[(&str, &str)]) -> Self {
        let mut node = Self::spawn(house, role, environment);
        let sign = match role {
            "serve" => "lianban answers on ",
            _ => "working",
        };
        let told = tokio::time::timeout(START_WITHIN, node.first_words(sign)).await;
        node.url = told.unwrap_or_else(|_| panic!("{role} does not start: {}", node.log()));
        node
    }

    /// Starts it and waits for nothing: it may end before it is at work.
    pub fn spawn(house: &House, role: &str, environment: &[(&str, &str)]) -> Self {
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let log = house.path(&format!("node-{number}.log"));
        let mut command = house.command(&[role]);
        command.envs(environment.iter().copied());
        let child = command
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let url = String::new();
        Self { child, log, url }
    }

    /// What follows the sign in the log, once that line is whole.
    async fn first_words(&mut self, sign: &str) -> String {
        loop {
            let log = self.log();
            let whole = log
                .split_inclusive('\n')
                .filter(|line| line.ends_with('\n'));
            if let Some((_, told)) = whole.filter_map(|line| line.split_once(sign)).next() {
                return told.trim().to_owned();
            }
            if let Some(ended) = self.child.try_wait().unwrap() {
                panic!("ended with {ended}: {log}");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Everything it has said so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// How it ended, if it has.
    #[allow(dead_code, reason = "the proof asks")]
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Sends a signal by its name: `STOP`, `CONT`.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &id])
            .status();
        assert!(sent.unwrap().success(), "{name}");
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to end as an operator's supervisor does, and gives its log.
    pub fn terminate(mut self) -> String {
        self.signal("TERM");
        let ended = self.child.wait().unwrap();
        let log = self.log();
        assert_eq!(ended.code(), Some(0), "{log}");
        log
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It has ended already where the test came to its end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Looks again and again until it is so, for so many seconds.
pub async fn until_within<F: Future<Output = bool>>(
    seconds: u64,
    what: &str,
    mut look: impl FnMut() -> F,
) {
    let look_again = async {
        while !look().await {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    let seen = tokio::time::timeout(Duration::from_secs(seconds), look_again).await;
    seen.unwrap_or_else(|_| panic!("not within {seconds} s: {what}"));
}

/// What a filed request is followed by.
pub struct Filed {
    pub case: String,
    pub secret: String,
}

/// Files the example's residence permit at a node.
pub async fn file(url: &str, key: &str) -> Filed {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let example = root().join("workflows/examples/residence-permit.json");
    let mut application: Value =
        serde_json::from_str(&std::fs::read_to_string(example).unwrap()).unwrap();
    let materials = application["materials"].as_object_mut().unwrap();
    for files in materials.values_mut() {
        files[0]["content"] = "JVBERi0xLjQKJSVFT0Y=".into();
        files[0]["content_type"] = "application/pdf".into();
        files[0]["name"] = "paper.pdf".into();
    }
    let sent = reqwest::Client::new()
        .post(format!("{url}/api/v1/requests"))
        .header("idempotency-key", key)
        .json(&application);
    let answer = sent.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 201);
    let answer: Value = answer.json().await.unwrap();
    let text = |key: &str| answer[key].as_str().unwrap().to_owned();
    Filed {
        case: text("case_number"),
        secret: text("secret"),
    }
}
