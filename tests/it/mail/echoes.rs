//! Mail servers repeat addresses. None of their words get into the house: not into its logs, its
//! database, or what its doors show.

use lianban::domain::identifiers::CaseNumber;
use lianban::storage::mails::{self, State};
use lianban::storage::{Settings, Store, jobs};
use serde_json::Value;

use crate::cli::house::House;
use crate::nodes::node::{Node, file, until_within};
use crate::support::smtp::{Behaviour, CANARY, Listener};

/// Where the example's applicant is written to.
const APPLICANT: &str = "tenzin@example.org";

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_repeats_stays_outside() {
    let house = House::new();
    house.done(&["migrate"]);
    let server = Listener::start().await;
    server.behave(Behaviour::Greylist { times: 1 });
    let port = server.port().to_string();
    let node = Node::start(
        &house,
        "serve",
        &[
            ("LIANBAN__MAIL__TRANSPORT", "smtp"),
            ("LIANBAN__MAIL__HOST", "127.0.0.1"),
            ("LIANBAN__MAIL__PORT", &port),
            ("LIANBAN__MAIL__TLS", "none"),
            ("LIANBAN__JOBS__POLL_SECONDS", "1"),
            ("LIANBAN__JOBS__BACKOFF_SECONDS", "1"),
            ("LIANBAN__LOG__LEVEL", "debug,sqlx=info"),
        ],
    )
    .await;
    let filed = file(&node.url, "one").await;
    let url = format!("sqlite://{}", house.path("lianban.sqlite").display());
    let store = Store::connect(&Settings::new(url)).await.unwrap();
    let id = filed.case.parse::<CaseNumber>().unwrap().request_id();
    let mail = || async {
        let rows = mails::of_request(store.reader(), id).await.unwrap();
        rows.into_iter().next()
    };
    until_within(30, "the letter is put off", || async {
        mail().await.is_some_and(|row| row.state == State::Queued)
    })
    .await;
    let put_off = mail().await.unwrap();
    assert!(put_off.detail.contains("451 4.7.1"), "{}", put_off.detail);
    let job = jobs::find(store.reader(), put_off.job_id)
        .await
        .unwrap()
        .unwrap();
    server.behave(Behaviour::RefuseRecipient(APPLICANT.to_owned()));
    until_within(30, "the letter is refused", || async {
        mail().await.is_some_and(|row| row.state == State::NotTold)
    })
    .await;
    let refused = mail().await.unwrap();
    assert!(refused.detail.contains("550 5.1.1"), "{}", refused.detail);

    let status = get(
        &format!("{}/api/v1/requests/{}", node.url, filed.case),
        &filed,
    )
    .await;
    assert!(status.contains("not_told"), "{status}");
    let timeline = format!("{}/api/v1/requests/{}/timeline", node.url, filed.case);
    let timeline = get(&timeline, &filed).await;
    store.close().await.unwrap();
    let log = node.terminate();
    assert!(log.contains("451 4.7.1"), "the log tells of it: {log}");
    let database: Vec<u8> = ["lianban.sqlite", "lianban.sqlite-wal"]
        .iter()
        .flat_map(|name| std::fs::read(house.path(name)).unwrap_or_default())
        .collect();
    let database = String::from_utf8_lossy(&database);
    assert!(database.contains("550 5.1.1"), "the database tells of it");
    let last_error = job.last_error.unwrap_or_default();
    for (place, text) in [
        ("log", log.as_str()),
        ("database", &database),
        ("job", &last_error),
        ("status", &status),
        ("timeline", &timeline),
    ] {
        assert!(!text.contains(CANARY), "the server's words in the {place}");
    }
    assert!(!log.contains(APPLICANT), "an address in the log");
    assert!(!last_error.contains(APPLICANT), "an address in a job");
}

async fn get(url: &str, filed: &crate::nodes::node::Filed) -> String {
    let credentials = format!("Case {}:{}", filed.case, filed.secret);
    let sent = reqwest::Client::new()
        .get(url)
        .header("authorization", credentials);
    let answer = sent.send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    let body: Value = answer.json().await.unwrap();
    body.to_string()
}
