//! A node from its start to its orderly end.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::house::{House, root};

/// A running node; killed if a test forgets it.
struct Node {
    child: Child,
    log: BufReader<ChildStderr>,
    url: String,
}

impl Node {
    fn start(house: &House, environment: &[(&str, &str)]) -> Self {
        let mut command = house.command(&["serve"]);
        command.envs(environment.iter().copied());
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut before = String::new();
        let url = loop {
            let mut line = String::new();
            assert_ne!(
                log.read_line(&mut line).unwrap(),
                0,
                "serve ended: {before}"
            );
            if let Some(url) = line.strip_prefix("lianban answers on ") {
                break url.trim().to_owned();
            }
            before.push_str(&line);
        };
        Self { child, log, url }
    }

    /// Tells it to end as an operator's supervisor does, and gives the exit code and the rest of
    /// its log.
    fn terminate(mut self) -> (Option<i32>, String) {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It has ended already where the test came to its end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn application() -> String {
    root()
        .join("workflows/examples/residence-permit.json")
        .display()
        .to_string()
}

/// How long a letter may take before something is wrong.
const LETTER_WITHIN: Duration = Duration::from_secs(30);

async fn first_letter(folder: &Path) -> String {
    let mut look = tokio::time::interval(Duration::from_millis(20));
    loop {
        look.tick().await;
        let mut written = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        if let Some(path) = written.find(|path| path.extension().is_some_and(|end| end == "eml")) {
            return std::fs::read_to_string(path).unwrap();
        }
    }
}

async fn get(url: &str) -> (u16, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let answer = reqwest::get(url).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_node_serves_until_it_is_told_to_end() {
    let house = House::new();
    house.done(&["migrate"]);
    let node = Node::start(&house, &[]);
    assert_eq!(get(&format!("{}/readyz", node.url)).await.0, 200);
    let filed = house.done(&[
        "submit",
        &application(),
        "--url",
        &node.url,
        "--json",
        "--key",
        "one",
    ]);
    let filed: Value = serde_json::from_str(&filed).unwrap();
    let again = house.done(&[
        "submit",
        &application(),
        "--url",
        &node.url,
        "--json",
        "--key",
        "one",
    ]);
    let again: Value = serde_json::from_str(&again).unwrap();
    assert_eq!(
        filed["case_number"], again["case_number"],
        "the same key files once"
    );

    let second = house.run(&["serve"]);
    assert_eq!(second.code, 1);
    assert!(
        second.err.contains("another lianban process"),
        "{}",
        second.err
    );

    let url = node.url.clone();
    let (code, log) = node.terminate();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("ended"), "{log}");
    let refused = house.run(&["submit", &application(), "--url", &url]);
    assert_eq!(refused.code, 1);
    house.done(&["verify"]);
}

#[tokio::test]
async fn one_correlation_id_goes_from_the_door_to_the_letter() {
    let house = House::new();
    house.done(&["migrate"]);
    let node = Node::start(
        &house,
        &[
            ("LIANBAN__LOG__FORMAT", "json"),
            ("LIANBAN__LOG__LEVEL", "info,lianban=debug"),
        ],
    );
    let _ = rustls::crypto::ring::default_provider().install_default();
    let body =
        std::fs::read_to_string(root().join("workflows/examples/residence-permit.json")).unwrap();
    let mut application: Value = serde_json::from_str(&body).unwrap();
    for files in application["materials"]
        .as_object_mut()
        .unwrap()
        .values_mut()
    {
        files[0]["content"] = "JVBERi0xLjQKJSVFT0Y=".into();
        files[0]["content_type"] = "application/pdf".into();
        files[0]["name"] = "paper.pdf".into();
    }
    let sent = reqwest::Client::new()
        .post(format!("{}/api/v1/requests", node.url))
        .header("x-correlation-id", "the-day-of-42")
        .header("idempotency-key", "1")
        .json(&application);
    let answer = sent.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 201);
    let letters = house.path("mail");
    let letter = tokio::time::timeout(LETTER_WITHIN, first_letter(&letters));
    let letter = letter.await.expect("a letter in time");
    assert!(
        letter.contains("X-Correlation-Id: the-day-of-42"),
        "{letter}"
    );
    let (_, log) = node.terminate();
    let about = |line: &Value| line["spans"].to_string().contains("the-day-of-42");
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let said: Vec<String> = lines
        .filter(about)
        .map(|line| line["message"].as_str().unwrap_or_default().to_owned())
        .collect();
    for message in ["answered", "letter sent"] {
        assert!(
            said.iter().any(|line| line == message),
            "{message} is not among {said:?}"
        );
    }
}

#[tokio::test]
async fn a_base_path_is_answered_with_and_without_a_proxy_that_strips_it() {
    let house = House::new();
    house.done(&["migrate"]);
    let node = Node::start(&house, &[("LIANBAN__SERVER__BASE_PATH", "/lianban")]);
    let bare = node.url.trim_end_matches("/lianban");
    for place in [bare, &node.url] {
        assert_eq!(
            get(&format!("{place}/api/v1/workflows")).await.0,
            200,
            "{place}"
        );
        assert_eq!(
            get(&format!("{place}/api/v1/me")).await.0,
            401,
            "{place}: the gate holds"
        );
    }
    assert_eq!(node.terminate().0, Some(0));
}

#[test]
fn sqlite_takes_no_node_beside_the_one_that_does_everything() {
    let house = House::new();
    house.done(&["migrate"]);
    for arguments in [&["worker"][..], &["serve", "--no-worker"]] {
        let ran = house.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.err.contains("PostgreSQL"), "{}", ran.err);
    }
}

#[test]
fn a_house_that_is_not_ready_says_what_to_do_first() {
    let house = House::new();
    let ran = house.run(&["serve"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("lianban migrate"), "{}", ran.err);
    let settings = std::fs::read_to_string(house.path("lianban.toml")).unwrap();
    std::fs::write(
        house.path("lianban.toml"),
        settings.split("[signing]").next().unwrap(),
    )
    .unwrap();
    let ran = house.run(&["serve"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("lianban keys generate"), "{}", ran.err);
}
