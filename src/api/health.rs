//! Whether the node is alive, ready, and how it does.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use serde::Serialize;
use utoipa::ToSchema;

use crate::doors::Doors;
use crate::storage::workers;

/// Whether the process runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"status": "alive"}))]
pub struct Alive {
    /// `alive`
    pub status: &'static str,
}

/// Whether the node can serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"ready": true, "database": true, "schema": true, "files": true, "workers": "here"}))]
pub struct Ready {
    /// Database, schema and files are well, and the workers of this node, if it has any.
    pub ready: bool,
    /// The database answers.
    pub database: bool,
    /// Its schema is the one this program knows.
    pub schema: bool,
    /// The folder of files is there, and is the one of this house.
    pub files: bool,
    /// Who does the work behind the answers.
    pub workers: WorkersWord,
}

/// Where the workers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkersWord {
    /// In this node, and alive.
    Here,
    /// In another node, which gave a sign of life within the last minute.
    Elsewhere,
    /// Nowhere: answers are given, but no letter leaves and no clock fires.
    None,
}

/// Say that the process runs; looks at nothing else.
#[utoipa::path(get, path = "/healthz", tag = "house", responses((status = 200, body = Alive, description = "Alive")))]
pub async fn healthz() -> Json<Alive> {
    Json(Alive { status: "alive" })
}

/// A worker that gave no sign for so long is not counted on.
const SILENT_AFTER_SECONDS: i64 = 60;

/// Say whether this node can serve: database, schema, files, workers.
///
/// A node that only answers is ready without workers; it says that there are none.
#[utoipa::path(get, path = "/readyz", tag = "house",
    responses((status = 200, body = Ready, description = "Ready"), (status = 503, body = Ready, description = "Not ready")))]
pub async fn readyz(State(doors): State<Doors>) -> Response {
    // An error means either: what is unreachable has no schema to speak of.
    let schema = doors.engine.store().schema_is_current().await;
    let files = (doors.files_here)().await;
    let own = doors.workers_alive.as_ref().map(|alive| alive());
    let workers = match own {
        Some(true) => WorkersWord::Here,
        _ => others(&doors).await,
    };
    let ready = Ready {
        ready: matches!(schema, Ok(true)) && files && own != Some(false),
        database: schema.is_ok(),
        schema: schema.unwrap_or(false),
        files,
        workers,
    };
    let status = if ready.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(ready)).into_response()
}

async fn others(doors: &Doors) -> WorkersWord {
    let last = workers::last_tick(doors.engine.store().reader()).await;
    let since = doors.engine.ports().machine.now() - TimeDelta::seconds(SILENT_AFTER_SECONDS);
    match last {
        Ok(Some(last)) if last >= since => WorkersWord::Elsewhere,
        _ => WorkersWord::None,
    }
}

/// The node's figures, for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "house",
    responses((status = 200, description = "Prometheus text format", body = String, content_type = "text/plain; version=0.0.4")))]
pub async fn metrics(State(doors): State<Doors>) -> Response {
    let text = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, text)], (doors.metrics)()).into_response()
}
