//! One correlation id from the door to the job to the mail, and one log line for each answer.
//!
//! 4xx are logged at debug, 5xx once at error with their cause. Logs name the route, never the
//! URI: case numbers and secrets stay out of them.

use std::time::Instant;

use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::problem::{Cause, Problem};
use crate::telemetry::Correlation;

/// The header that carries the id, both ways.
pub const HEADER: HeaderName = HeaderName::from_static("x-correlation-id");

impl<S: Sync> FromRequestParts<S> for Correlation {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Gives the request its id, and the answer a span and a line in the log.
pub async fn correlate(mut request: Request, next: Next) -> Response {
    let sent = request.headers().get(HEADER);
    let id = Correlation::from_header(sent.and_then(|value| value.to_str().ok()));
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "unmatched".to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!("http", correlation = %id, %method, %route);
    request.extensions_mut().insert(id.clone());
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER, value);
    }
    span.in_scope(|| record(&response, &method, &route, started));
    response
}

fn record(response: &Response, method: &axum::http::Method, route: &str, started: Instant) {
    let status = response.status();
    let elapsed = started.elapsed();
    let labels = [
        ("method", method.to_string()),
        ("route", route.to_owned()),
        ("status", status.as_u16().to_string()),
    ];
    metrics::counter!("lianban_http_requests_total", &labels).increment(1);
    metrics::histogram!("lianban_http_seconds", &labels[..2]).record(elapsed.as_secs_f64());
    let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    if status.is_server_error() {
        let cause = response
            .extensions()
            .get::<Cause>()
            .map_or("unknown", |cause| &cause.0);
        tracing::error!(status = status.as_u16(), elapsed_ms, cause, "answer failed");
    } else {
        tracing::debug!(status = status.as_u16(), elapsed_ms, "answered");
    }
}
