//! A town with its API: requests go through the whole router, nothing is stubbed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lianban::access::{Access, NewOfficer};
use lianban::api;
use lianban::doors::{Doors, Settings};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::engine::house::House;
use crate::support::databases::Database;

/// The smallest file that is a PDF.
pub const PDF: &[u8] = b"%PDF-1.4\n%%EOF";

pub struct Town {
    /// Its database, clock and files.
    pub house: House,
    pub doors: Doors,
    router: Router,
    keys: AtomicU64,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// The answer's JSON, if it has this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// A problem of this status and code, whole and with its media type.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        let kind = problem["type"].as_str().unwrap();
        assert!(
            kind.ends_with(&format!("/api/v1/problems/{code}")),
            "{kind}"
        );
        problem
    }
}

/// A filed request, as its applicant knows it.
#[derive(Debug, Clone)]
pub struct Case {
    pub number: String,
    pub secret: String,
}

impl Case {
    pub fn credentials(&self) -> String {
        format!("Case {}:{}", self.number, self.secret)
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/requests/{}{rest}", self.number)
    }
}

impl Town {
    pub async fn open() -> Self {
        Self::with(Settings::default()).await
    }

    pub async fn with(settings: Settings) -> Self {
        Self::on(Database::sqlite().await, settings).await
    }

    pub async fn on(database: Database, settings: Settings) -> Self {
        Self::of(House::open(database).await, settings)
    }

    /// Over a house that stands.
    pub fn of(house: House, settings: Settings) -> Self {
        let ports = house.engine.ports().clone();
        let access = Access::new(house.engine.store().clone(), ports.machine, ports.entropy);
        let doors = Doors::new(house.engine.clone(), access, settings);
        let router = api::router(doors.clone());
        Self {
            house,
            doors,
            router,
            keys: AtomicU64::new(1),
        }
    }

    /// An officer's `Authorization`.
    pub async fn officer(&self, department: &str, roles: &[&str]) -> String {
        let new = NewOfficer {
            name: format!("{department} {}", roles.join(" ")),
            email: None,
            department: department.parse().unwrap(),
            roles: roles
                .iter()
                .map(|role| role.parse().unwrap())
                .collect::<BTreeSet<_>>(),
            language: Default::default(),
        };
        let account = self
            .doors
            .access
            .operator()
            .add_officer(&new)
            .await
            .unwrap();
        let issued = self
            .doors
            .access
            .operator()
            .issue_token(account.id, "test", None)
            .await
            .unwrap();
        format!("Bearer {}", issued.token)
    }

    /// Lets time pass, and what falls due happen.
    pub async fn pass(&self, days: i64) {
        self.house.clock.advance(chrono::TimeDelta::days(days));
        self.house.engine.sweep(100).await.unwrap();
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text,
        }
    }

    pub async fn get(&self, who: &str, path: &str) -> Answer {
        self.get_with(who, path, &[]).await
    }

    pub async fn get_with(&self, who: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = request("GET", who, path, headers);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, who: &str, path: &str, body: &Value) -> Answer {
        self.post_with(who, path, body, &[]).await
    }

    pub async fn post_with(
        &self,
        who: &str,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let request =
            request("POST", who, path, headers).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }

    pub async fn put(&self, who: &str, path: &str, body: &Value) -> Answer {
        let request = request("PUT", who, path, &[]).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }

    /// A key that no other call has.
    pub fn key(&self) -> String {
        format!("key-{}", self.keys.fetch_add(1, Ordering::Relaxed))
    }

    pub async fn try_file(&self, who: &str, application: &Value) -> Answer {
        let key = self.key();
        self.post_with(
            who,
            "/api/v1/requests",
            application,
            &[("idempotency-key", &key)],
        )
        .await
    }

    pub async fn file(&self, application: &Value) -> Case {
        let filed = self.try_file("", application).await.expect(201);
        let text = |member: &str| filed[member].as_str().unwrap().to_owned();
        Case {
            number: text("case_number"),
            secret: text("secret"),
        }
    }

    /// A residence permit on the ground of a home, accepted at the window.
    pub async fn under_review(&self) -> Case {
        let case = self.file(&example("residence-permit")).await;
        let window = self.officer("window", &["window"]).await;
        self.post(&window, &case.path("/duties/intake/claim"), &json!({}))
            .await
            .expect(200);
        self.post(&window, &case.path("/intake/accept"), &json!({}))
            .await
            .expect(200);
        case
    }

    pub async fn phase(&self, case: &Case) -> String {
        let status = self
            .get(&case.credentials(), &case.path(""))
            .await
            .expect(200);
        status["phase"].as_str().unwrap().to_owned()
    }
}

fn request(
    method: &str,
    who: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> axum::http::request::Builder {
    let mut request = Request::builder().method(method).uri(path);
    if !who.is_empty() {
        request = request.header("authorization", who);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request
}

/// A shipped example application, with a file where it names one.
pub fn example(key: &str) -> Value {
    let path = format!(
        "{}/workflows/examples/{key}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut application: Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for files in application["materials"]
        .as_object_mut()
        .unwrap()
        .values_mut()
    {
        for file in files.as_array_mut().unwrap() {
            file["content"] = STANDARD.encode(PDF).into();
            file["content_type"] = "application/pdf".into();
        }
    }
    application
}

/// Every string in the personal parts of an application, long enough to be found again.
pub fn personal(application: &Value) -> BTreeMap<String, String> {
    fn walk(path: String, value: &Value, into: &mut BTreeMap<String, String>) {
        match value {
            Value::String(text) if text.chars().count() >= 6 => {
                into.insert(path, text.clone());
            }
            Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(n, item)| walk(format!("{path}/{n}"), item, into));
            }
            Value::Object(members) => {
                members
                    .iter()
                    .for_each(|(key, item)| walk(format!("{path}/{key}"), item, into));
            }
            _ => {}
        }
    }
    let mut found = BTreeMap::new();
    walk("/form".into(), &application["form"], &mut found);
    walk("/applicant".into(), &application["applicant"], &mut found);
    found
}
