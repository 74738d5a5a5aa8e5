//! A house with its doors in this process, for what is sent to the API.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, StatusCode, header};
use lianban::access::{Access, NewOfficer};
use lianban::api;
use lianban::app::{Clocks, House, house, web};
use lianban::config::Config;
use lianban::doors::Doors;
use serde_json::Value;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use super::shipped::root;

const ANSWER_MAX_BYTES: usize = 64 << 20;
/// Department and role of whoever sends.
const OFFICERS: [(&str, &str); 5] = [
    ("window", "window"),
    ("education", "clerk"),
    ("commerce", "head"),
    ("supervision", "supervisor"),
    ("government", "administrator"),
];

pub struct Opened {
    runtime: Runtime,
    router: Router,
    /// `Authorization` of those who may send; none is a stranger's.
    pub callers: Vec<Option<String>>,
    sent: AtomicU64,
    _folder: tempfile::TempDir,
}

pub static HOUSE: LazyLock<Opened> = LazyLock::new(Opened::new);

impl Opened {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = Runtime::new().expect("a runtime");
        let config = settings(&folder);
        let (router, callers) = runtime.block_on(async {
            house::store(&config)
                .await
                .expect("a database")
                .migrate()
                .await
                .expect("tables");
            let clocks = Clocks::of(&config);
            let house = House::open(Arc::new(config), clocks)
                .await
                .expect("a house");
            house.publish().await.expect("the shipped services");
            let mut callers = vec![None];
            for (department, role) in OFFICERS {
                callers.push(Some(officer(&house.access, department, role).await));
            }
            let doors = Doors::new(
                house.engine.clone(),
                house.access.clone(),
                web::settings(&house.config),
            );
            (api::router(doors), callers)
        });
        Self {
            runtime,
            router,
            callers,
            sent: AtomicU64::new(0),
            _folder: folder,
        }
    }

    /// Sends it and looks at the answer: never ours to be ashamed of, a refusal always with its document.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        caller: &Option<String>,
        content_type: &str,
        body: &[u8],
    ) {
        let key = format!("fuzz-{}", self.sent.fetch_add(1, Ordering::Relaxed));
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, content_type)
            .header("idempotency-key", key)
            .body(Body::from(body.to_vec()))
            .expect("a request");
        if let Some(caller) = caller {
            let shown = HeaderValue::from_str(caller).expect("a token");
            request.headers_mut().insert(header::AUTHORIZATION, shown);
        }
        let (status, kind, text) = self.runtime.block_on(async {
            let response = self
                .router
                .clone()
                .oneshot(request)
                .await
                .expect("an answer");
            let (parts, body) = response.into_parts();
            let bytes = to_bytes(body, ANSWER_MAX_BYTES)
                .await
                .expect("a whole answer");
            (
                parts.status,
                parts.headers.get(header::CONTENT_TYPE).cloned(),
                bytes,
            )
        });
        let text = String::from_utf8_lossy(&text);
        assert!(
            !status.is_server_error(),
            "{method} {path}: {status} {text}"
        );
        if status.is_client_error() {
            let kind = kind.expect("a problem has a type");
            assert_eq!(kind, "application/problem+json", "{method} {path}");
            names_what_is_wrong(status, &text);
        }
    }
}

fn names_what_is_wrong(status: StatusCode, text: &str) {
    let problem: Value = serde_json::from_str(text).expect("a problem is JSON");
    assert_eq!(problem["status"], status.as_u16());
    for member in ["code", "title", "detail"] {
        let said = problem[member].as_str().unwrap_or_default();
        assert!(!said.trim().is_empty(), "no {member}: {text}");
    }
    for error in problem["errors"].as_array().into_iter().flatten() {
        let pointer = error["pointer"].as_str().expect("a place");
        assert!(pointer.is_empty() || pointer.starts_with('/'), "{text}");
    }
}

fn settings(folder: &tempfile::TempDir) -> Config {
    let file = folder.path().join("lianban.toml");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let text = format!(
        "[server]\npublic_calls_per_minute = 10000000\n[database]\nurl = \"sqlite://{}?mode=rwc\"\n\
         [files]\nfolder = \"{}\"\n[mail]\ntransport = \"none\"\n[workflows]\nfolder = \"{}\"\n\
         [signing]\nkey = \"{}=\"\n",
        path("fuzz.sqlite"),
        path("files"),
        root().join("workflows").display(),
        "q".repeat(42) + "8",
    );
    std::fs::write(&file, text).expect("a settings file");
    Config::load(Some(&file), std::iter::empty()).unwrap_or_else(|error| panic!("{error}"))
}

async fn officer(access: &Access, department: &str, role: &str) -> String {
    let new = NewOfficer {
        name: format!("{department} {role}"),
        email: None,
        department: department.parse().expect("a key"),
        roles: BTreeSet::from([role.parse().expect("a key")]),
        language: Default::default(),
    };
    let account = access
        .operator()
        .add_officer(&new)
        .await
        .expect("an account");
    let issued = access
        .operator()
        .issue_token(account.id, "fuzz", None)
        .await;
    format!("Bearer {}", issued.expect("a token").token)
}
