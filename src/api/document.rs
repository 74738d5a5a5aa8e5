//! The OpenAPI document: what the handlers say of themselves, completed from the route table.
//!
//! Who may take a route, its path parameters, the headers and the problems that every operation
//! shares are added here once, so that no handler repeats them.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use utoipa::PartialSchema;
use utoipa::openapi::OpenApi;

use super::routes::ROUTES;
use crate::doors::Problem;
use crate::doors::gate::{Access, Route};
use crate::doors::problem::{MEDIA_TYPE, PlaceError};

static JSON: LazyLock<String> =
    LazyLock::new(|| serde_json::to_string(&super::openapi()).unwrap_or_default());

/// The path parameters: name, schema type, what it is, an example.
const PLACES: [(&str, &str, &str, &str); 11] = [
    (
        "case",
        "string",
        "The case number, hyphens optional",
        "2222-ABC-DEF-2345",
    ),
    (
        "duty",
        "string",
        "intake, review:<stage>.<review>, correction:<stage>, decide, issue, deliver or tell:<n>; `#` as %23",
        "review:verify.age",
    ),
    ("stage", "string", "The stage's key", "verify"),
    ("number", "integer", "The number within the request", "1"),
    (
        "sha256",
        "string",
        "SHA-256 of the file, hex",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ),
    ("department", "string", "The department's key", "education"),
    ("key", "string", "The service's key", "school-admission"),
    ("id", "string", "The number, as listed", "17"),
    ("token", "string", "The token's hash", "3f0c"),
    ("code", "string", "The code", "stale"),
    (
        "case_number",
        "string",
        "The case number",
        "2222-ABC-DEF-2345",
    ),
];

/// Read this document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "house",
    responses((status = 200, body = Object, description = "OpenAPI 3.1")))]
pub async fn read() -> Response {
    let json_type = HeaderValue::from_static("application/json");
    let keep = HeaderValue::from_static("public, max-age=300");
    (
        [
            (header::CONTENT_TYPE, json_type),
            (header::CACHE_CONTROL, keep),
        ],
        JSON.as_str(),
    )
        .into_response()
}

/// Adds what all operations share.
pub(super) fn complete(document: OpenApi) -> OpenApi {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    document["info"] = info();
    document["tags"] = tags();
    let components = &mut document["components"];
    add(components, "schemas", "Problem", &Problem::schema());
    add(components, "schemas", "PlaceError", &PlaceError::schema());
    components["securitySchemes"] = security_schemes();
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, item) in paths {
            complete_path(path, item);
        }
    }
    serde_json::from_value(document).unwrap_or_default()
}

fn complete_path(path: &str, item: &mut Value) {
    let Some(operations) = item.as_object_mut() else {
        return;
    };
    for (method, operation) in operations {
        let known =
            |route: &&Route| route.path == path && route.method.eq_ignore_ascii_case(method);
        let Some(route) = ROUTES.iter().find(known) else {
            continue;
        };
        complete_operation(route, operation);
    }
}

fn complete_operation(route: &Route, operation: &mut Value) {
    operation["operationId"] = operation_id(route).into();
    operation["x-access"] = route.access.in_words().into();
    operation["security"] = security(route.access);
    let said = operation["description"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let who = format!("For: {}.", route.access.in_words());
    operation["description"] = [said, who].join("\n\n").trim().into();
    parameters(route, operation);
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, what) in problems(route) {
        responses.entry(status).or_insert_with(|| problem(what));
    }
}

/// `post` and the words of the path.
fn operation_id(route: &Route) -> String {
    let path = route
        .path
        .trim_start_matches("/api/v1/")
        .trim_start_matches('/');
    let words = path.replace(['/', '-', '.'], "_").replace(['{', '}'], "");
    format!("{}_{words}", route.method.to_ascii_lowercase())
}

fn parameters(route: &Route, operation: &mut Value) {
    let mut parameters: Vec<Value> = operation["parameters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    for (name, kind, what, example) in PLACES {
        if route.path.contains(&format!("{{{name}}}")) {
            let example = if kind == "integer" {
                json!(1)
            } else {
                json!(example)
            };
            parameters.push(json!({
                "name": name, "in": "path", "required": true, "description": what,
                "schema": {"type": kind}, "example": example,
            }));
        }
    }
    parameters.push(header_parameter(
        "X-Correlation-Id",
        "Names this request in every log; echoed",
        false,
        "order-66",
    ));
    if route.method == "POST" {
        let required = route.path == "/api/v1/requests";
        let what =
            "Any text of your own; repeated with the same body, the first answer comes again";
        parameters.push(header_parameter(
            "Idempotency-Key",
            what,
            required,
            "7b0f8a0e-3c0f-4f0e-9d5a-1f2e3d4c5b6a",
        ));
    }
    if is_guarded(route) {
        let what = "The ETag last read; if the duty changed since, the answer is 412";
        parameters.push(header_parameter("If-Match", what, false, "\"12\""));
    }
    if route.method == "GET" && route.path.starts_with("/api/v1") {
        let what = "An ETag; if nothing changed since, the answer is 304";
        parameters.push(header_parameter(
            "If-None-Match",
            what,
            false,
            "\"12-9f86d081884c7d659a2feaa0\"",
        ));
    }
    operation["parameters"] = Value::Array(parameters);
}

fn header_parameter(name: &str, what: &str, required: bool, example: &str) -> Value {
    json!({"name": name, "in": "header", "required": required, "description": what,
           "schema": {"type": "string"}, "example": example})
}

/// Whether the route changes a seat of a request.
fn is_guarded(route: &Route) -> bool {
    route.method == "POST" && route.path.starts_with("/api/v1/requests/{case}/")
}

/// The problems a route may answer with.
fn problems(route: &Route) -> Vec<(&'static str, &'static str)> {
    if route.access == Access::Probe {
        return Vec::new();
    }
    let mut problems = vec![
        ("400", "A header, path, query or body cannot be read"),
        ("408", "It took too long"),
        ("429", "Too many attempts; see Retry-After"),
        ("500", "Something failed on our side; nothing was changed"),
        ("503", "Not possible right now; see Retry-After"),
    ];
    if route.access != Access::Public {
        problems.push(("401", "Who is asking is not known"));
        problems.push(("403", "Not open to this caller"));
    }
    if route.path.contains('{') {
        problems.push((
            "404",
            "There is no such thing, or it is not the caller's to see",
        ));
    }
    if route.method == "POST" {
        problems.push(("409", "In conflict with where it stands"));
        problems.push(("413", "Larger than what is taken"));
        problems.push(("415", "A kind of content that is not taken"));
        problems.push((
            "422",
            "Places of the body need mending; `errors` names each",
        ));
    }
    if route.path == "/api/v1/requests" && route.method == "POST" {
        problems.push(("428", "An Idempotency-Key is needed"));
    }
    if is_guarded(route) {
        problems.push(("412", "It changed since; `revision` is the current one"));
    }
    problems
}

fn problem(what: &str) -> Value {
    json!({
        "description": what,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    })
}

fn security(access: Access) -> Value {
    let officer = json!({"officer": []});
    let case = json!({"case": []});
    match access {
        Access::Public | Access::Probe => json!([]),
        Access::Applicant => json!([case]),
        Access::ApplicantOrOfficer => json!([case, officer]),
        Access::Filer => json!([{}, officer]),
        Access::Officer(_) => json!([officer]),
        Access::Operator => json!([{}, {"metrics": []}]),
    }
}

fn security_schemes() -> Value {
    json!({
        "officer": {"type": "http", "scheme": "bearer", "description": "An officer's token"},
        "metrics": {"type": "http", "scheme": "bearer", "description": "The metrics token"},
        "case": {"type": "apiKey", "in": "header", "name": "Authorization",
                 "description": "`Case <case number>:<secret>`, as on the receipt"},
    })
}

fn info() -> Value {
    json!({
        "title": "Lianban 联办",
        "version": "1",
        "description": "Joint approval for migrants: one request, every department. Instants are RFC 3339 in UTC; civil days are those of +08:00. Refusals are problem documents (RFC 9457).",
        "license": {"name": "MIT OR Apache-2.0"},
    })
}

fn tags() -> Value {
    let tags = [
        ("applicant", "File, follow, correct, withdraw; certificates"),
        ("services", "What can be applied for"),
        ("duties", "Queues and the work in them"),
        ("intake", "The desk's outcomes (Licensing Law Art. 32)"),
        ("lead", "What the lead department may do at a round"),
        ("result", "Decision, certificate, delivery, notices, cards"),
        ("sittings", "Many requests decided in one room"),
        ("oversight", "Why something waits, and what to do about it"),
        ("accounts", "Officers and tokens"),
        ("house", "The service itself"),
    ];
    tags.iter()
        .map(|(name, what)| json!({"name": name, "description": what}))
        .collect()
}

fn add(components: &mut Value, kind: &str, name: &str, schema: &impl serde::Serialize) {
    if !components[kind].is_object() {
        components[kind] = Value::Object(Map::new());
    }
    components[kind][name] = serde_json::to_value(schema).unwrap_or_default();
}
