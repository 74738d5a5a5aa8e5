//! A node from its start to its orderly end.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::house::{House, Ran, root};

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

    let figures = get(&format!("{}/metrics", node.url)).await.1;
    for line in [
        "lianban_commands_waiting 0",
        "lianban_batch_commands_bucket{le=\"1\"} 2",
        "lianban_batch_commands_count 2",
    ] {
        assert!(figures.contains(line), "{line} is not in {figures}");
    }
    let types = figures
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "));
    let names: Vec<&str> = types.filter_map(|line| line.split(' ').next()).collect();
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        let help = format!("# HELP {name} ");
        assert!(figures.contains(&help), "{name} is not described");
    }
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
    house.done(&["migrate"]);
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

#[tokio::test]
async fn a_node_with_another_signing_key_does_not_join() {
    let house = House::new();
    house.done(&["migrate"]);
    let node = Node::start(&house, &[]);
    assert_eq!(node.terminate().0, Some(0));
    let fresh = house.done(&["keys", "generate"]);
    let settings = std::fs::read_to_string(house.path("lianban.toml")).unwrap();
    let (before, _) = settings.split_once("[signing]").unwrap();
    std::fs::write(house.path("lianban.toml"), format!("{before}{fresh}")).unwrap();
    for command in ["serve", "verify"] {
        let refused = house.run(&[command]);
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(refused.err.contains("signing.key"), "{}", refused.err);
        assert!(refused.err.contains("keys adopt"), "{}", refused.err);
    }
    assert_eq!(house.run(&["keys", "adopt"]).code, 2, "not without --yes");
    house.done(&["keys", "adopt", "--yes"]);
    let node = Node::start(&house, &[]);
    assert_eq!(node.terminate().0, Some(0));
}

#[tokio::test]
async fn a_node_with_another_seal_key_or_none_does_not_join() {
    let house = House::new();
    house.done(&["migrate"]);
    let node = Node::start(&house, &[]);
    assert_eq!(node.terminate().0, Some(0));
    let settings = std::fs::read_to_string(house.path("lianban.toml")).unwrap();
    let (before, _) = settings.split_once("[seal]").unwrap();
    let fresh = house.done(&["keys", "generate"]);
    let (_, another) = fresh.split_once("[seal]").unwrap();
    for settings in [before.to_owned(), format!("{before}[seal]{another}")] {
        std::fs::write(house.path("lianban.toml"), settings).unwrap();
        for command in ["serve", "verify"] {
            let refused = house.run(&[command]);
            assert_eq!(refused.code, 2, "{}", refused.err);
            assert!(refused.err.contains("seal.key"), "{}", refused.err);
            assert!(refused.err.contains("keys adopt"), "{}", refused.err);
        }
    }
    house.done(&["keys", "adopt", "--yes"]);
    let node = Node::start(&house, &[]);
    assert_eq!(node.terminate().0, Some(0));
}

#[tokio::test]
async fn whoever_verifies_beside_another_folder_of_files_is_told_so_first() {
    let house = House::new();
    house.done(&["migrate"]);
    let node = Node::start(&house, &[]);
    assert_eq!(node.terminate().0, Some(0));
    house.done(&["verify"]);
    std::fs::rename(house.path("files"), house.path("elsewhere")).unwrap();
    let refused = house.run(&["verify"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    let place = house.path("files").display().to_string();
    assert!(refused.err.contains("files.folder"), "{}", refused.err);
    assert!(refused.err.contains(&place), "{}", refused.err);
}

#[tokio::test]
async fn a_folder_of_files_that_is_not_the_houses_is_refused_and_shown() {
    let house = House::new();
    house.done(&["migrate"]);
    let node = Node::start(&house, &[]);
    let ready = format!("{}/readyz", node.url);
    assert_eq!(get(&ready).await.0, 200);
    std::fs::rename(house.path("files"), house.path("elsewhere")).unwrap();
    let (status, said) = get(&ready).await;
    assert_eq!(status, 503);
    assert!(said.contains("\"files\":false"), "{said}");
    assert_eq!(node.terminate().0, Some(0));
    let refused = house.run(&["serve"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("files.folder"), "{}", refused.err);
    let elsewhere = house.path("elsewhere").display().to_string();
    let node = Node::start(&house, &[("LIANBAN__FILES__FOLDER", &elsewhere)]);
    assert_eq!(get(&format!("{}/readyz", node.url)).await.0, 200);
    assert_eq!(node.terminate().0, Some(0));
}

#[tokio::test]
async fn figures_tell_that_somebody_works_and_return_to_nothing() {
    let house = House::new();
    house.done(&["migrate"]);
    let node = Node::start(&house, &[("LIANBAN__JOBS__POLL_SECONDS", "1")]);
    let told = async || get(&format!("{}/metrics", node.url)).await.1;
    let mut look = tokio::time::interval(Duration::from_millis(100));
    let ticked = async {
        loop {
            look.tick().await;
            let figures = told().await;
            if figures.contains("lianban_last_tick_seconds") {
                return figures;
            }
        }
    };
    let figures = tokio::time::timeout(LETTER_WITHIN, ticked).await.unwrap();
    for line in [
        "lianban_jobs{queue=\"mail\",status=\"pending\"} 0",
        "lianban_jobs{queue=\"mail\",status=\"dead\"} 0",
        "lianban_oldest_job_seconds 0",
        "lianban_duties{department=\"tax\",light=\"red\"} 0",
    ] {
        assert!(figures.contains(line), "{line} is not in {figures}");
    }
    let ready = get(&format!("{}/readyz", node.url)).await.1;
    assert!(ready.contains("\"workers\":\"here\""), "{ready}");
    assert_eq!(node.terminate().0, Some(0));
}

#[test]
fn a_file_that_is_not_there_is_told_with_its_setting_and_secrets_are_the_owners() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let house = House::new();
    let settings = house.path("lianban.toml");
    std::fs::set_permissions(&settings, std::fs::Permissions::from_mode(0o644)).unwrap();
    let warned = house.run(&["migrate"]);
    assert_eq!(warned.code, 0, "{}", warned.err);
    assert!(warned.err.contains("chmod 600"), "{}", warned.err);
    assert_eq!(mode(&house.path("lianban.sqlite")), 0o600);
    std::fs::set_permissions(&settings, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(house.run(&["migrate"]).err, "");
    house.done(&["load", "--prepare", "officers.json"]);
    assert_eq!(mode(&house.path("officers.json")), 0o600);
    for (key, setting) in [
        ("LIANBAN__WORKFLOWS__FOLDER", "workflows.folder"),
        ("LIANBAN__TOWN__DEPARTMENTS", "town.departments"),
    ] {
        let mut serve = house.command(&["serve"]);
        let ran = Ran::of(serve.env(key, "nope").output().unwrap());
        assert_ne!(ran.code, 0);
        assert!(
            ran.err.contains(setting) && ran.err.contains("nope"),
            "{}",
            ran.err
        );
    }
}

#[tokio::test]
async fn an_empty_house_says_nothing_of_calendars_and_an_older_file_is_told() {
    let house = House::new();
    house.done(&["migrate"]);
    let folder = house.path("services");
    std::fs::create_dir(&folder).unwrap();
    let source = root().join("workflows/residence-permit.yaml");
    let source = std::fs::read_to_string(source).unwrap();
    let raised = source.replacen("version: 2", "version: 3", 1);
    assert_ne!(raised, source);
    let file = folder.join("residence-permit.yaml");
    let place = folder.display().to_string();
    let environment = [("LIANBAN__WORKFLOWS__FOLDER", place.as_str())];
    std::fs::write(&file, raised).unwrap();
    let (code, log) = Node::start(&house, &environment).terminate();
    assert_eq!(code, Some(0));
    assert!(!log.contains("laid anew"), "{log}");
    std::fs::write(&file, source).unwrap();
    let mut older = house.command(&["serve"]);
    let mut older = older
        .envs(environment)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(older.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("lianban answers on") {
        assert_ne!(log.read_line(&mut said).unwrap(), 0, "{said}");
    }
    older.kill().unwrap();
    older.wait().unwrap();
    assert!(said.contains("older than what is published"), "{said}");
}

#[tokio::test]
async fn a_measurement_brings_requests_through_six_departments_and_counts_them() {
    let house = House::new();
    house.done(&["migrate"]);
    house.done(&["load", "--prepare", "officers.json"]);
    let environment = [("LIANBAN__SERVER__PUBLIC_CALLS_PER_MINUTE", "1000000")];
    let node = Node::start(&house, &environment);
    let load = |url: &str| {
        let officers = ["load", "--officers", "officers.json", "--clients", "2"];
        let rest = ["--seconds", "1", "--json", "--url", url];
        house.run(&[&officers[..], &rest].concat())
    };
    let found: Value = serde_json::from_str(&load(&node.url).out).unwrap();
    let requests = found["requests"].as_u64().unwrap();
    assert!(requests > 0, "{found}");
    assert_eq!(found["errors"], 0, "{found}");
    assert_eq!(found["decisions"], requests * 6, "{found}");
    let elsewhere = node.url.replacen("http://", "https://", 1);
    assert_eq!(load(&elsewhere).code, 2);
    assert_eq!(node.terminate().0, Some(0));
    house.done(&["verify"]);
}
