//! Whether the node is alive, ready, and how it does.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::doors::Doors;

/// Whether the process runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"status": "alive"}))]
pub struct Alive {
    /// `alive`
    pub status: &'static str,
}

/// Whether the node can serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"ready": true, "database": true, "schema": true, "workers": true}))]
pub struct Ready {
    /// All of the following.
    pub ready: bool,
    /// The database answers.
    pub database: bool,
    /// Its schema is the one this program knows.
    pub schema: bool,
    /// The workers of this node, if it has any, are alive.
    pub workers: bool,
}

/// Say that the process runs; looks at nothing else.
#[utoipa::path(get, path = "/healthz", tag = "house", responses((status = 200, body = Alive, description = "Alive")))]
pub async fn healthz() -> Json<Alive> {
    Json(Alive { status: "alive" })
}

/// Say whether this node can serve: database, schema, workers.
#[utoipa::path(get, path = "/readyz", tag = "house",
    responses((status = 200, body = Ready, description = "Ready"), (status = 503, body = Ready, description = "Not ready")))]
pub async fn readyz(State(doors): State<Doors>) -> Response {
    // An error means either: what is unreachable has no schema to speak of.
    let schema = doors.engine.store().schema_is_current().await;
    let workers = (doors.workers_alive)();
    let ready = Ready {
        ready: matches!(schema, Ok(true)) && workers,
        database: schema.is_ok(),
        schema: schema.unwrap_or(false),
        workers,
    };
    let status = if ready.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(ready)).into_response()
}

/// The node's figures, for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "house",
    responses((status = 200, description = "Prometheus text format", body = String, content_type = "text/plain; version=0.0.4")))]
pub async fn metrics(State(doors): State<Doors>) -> Response {
    let text = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, text)], (doors.metrics)()).into_response()
}
