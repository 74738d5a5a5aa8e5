//! A node is told to end while a desk's page stays open and listens.

use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::Value;

use super::house::House;
use crate::nodes::node::Node;

/// Long enough that a stream which holds the node up is noticed.
const GRACE_SECONDS: &str = "120";
/// How soon a node ends that nothing holds up.
const SOON: Duration = Duration::from_secs(30);
const OWN: &str = "three blue herons";

/// An officer's browser at a node.
struct Desk {
    client: Client,
    url: String,
    cookie: String,
}

impl Desk {
    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let sent = self.client.post(format!("{}{path}", self.url));
        let sent = sent
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, &self.cookie)
            .body(body.finish());
        let answer = sent.send().await.unwrap();
        assert_eq!(answer.status(), 303, "{path}");
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = cookie.to_owned();
        }
    }

    async fn get(&self, path: &str) -> Response {
        let asked = self.client.get(format!("{}{path}", self.url));
        asked.header(COOKIE, &self.cookie).send().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_listens_does_not_hold_up_the_end() {
    let house = House::new();
    house.done(&["migrate"]);
    let add =
        "officer add --name Wu --department window --role window --login wu.lei --no-token --json";
    let add: Vec<&str> = add.split(' ').collect();
    let printed: Value = serde_json::from_str(&house.done(&add)).unwrap();
    let first = printed["password"].as_str().unwrap();
    let environment = [
        ("LIANBAN__ACCESS__SECOND_FACTOR", "optional"),
        ("LIANBAN__SERVER__DRAIN_SECONDS", GRACE_SECONDS),
    ];
    let node = Node::start(&house, "serve", &environment).await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut desk = Desk {
        client: Client::builder().redirect(Policy::none()).build().unwrap(),
        url: node.url.clone(),
        cookie: String::new(),
    };
    let enter = [("login", "wu.lei"), ("password", first), ("then", "/desk")];
    desk.post("/desk/enter", &enter).await;
    let own = [
        ("current", first),
        ("new", OWN),
        ("again", OWN),
        ("then", "/desk"),
    ];
    desk.post("/desk/password", &own).await;
    let mut stream = desk.get("/desk/live?since=0").await;
    assert_eq!(stream.status(), 200);
    assert_eq!(stream.headers()[CONTENT_TYPE], "text/event-stream");
    assert!(stream.chunk().await.unwrap().is_some(), "it is alive");

    let told = Instant::now();
    let log = tokio::task::spawn_blocking(move || node.terminate());
    // The stream comes to its end; it is not cut off.
    while stream.chunk().await.unwrap().is_some() {}
    let log = log.await.unwrap();
    assert!(told.elapsed() < SOON, "after {:?}: {log}", told.elapsed());
    assert!(log.contains("ended"), "{log}");
}
