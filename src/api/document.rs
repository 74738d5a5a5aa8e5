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
use crate::doors::gate::{Access, Route};
use crate::doors::problem::{self, MEDIA_TYPE, PlaceError};

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
    add(
        components,
        "schemas",
        "Problem",
        &problem::Document::schema(),
    );
    add(components, "schemas", "PlaceError", &PlaceError::schema());
    components["securitySchemes"] = security_schemes();
    components["responses"] = PROBLEMS
        .iter()
        .map(|(status, what)| (name(status), refused(what)))
        .collect();
    components["parameters"] = HEADERS
        .iter()
        .map(|header| (header.0.to_owned(), header_parameter(header)))
        .collect();
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, item) in paths {
            complete_path(path, item);
        }
    }
    unsigned(&mut document);
    serde_json::from_value(document).unwrap_or_default()
}

/// Numbers without a sign reach as far as ours do, which is farther than `int32`.
fn unsigned(at: &mut Value) {
    match at {
        Value::Object(members) => {
            let is = |name: &str, value: Value| members.get(name) == Some(&value);
            if is("format", json!("int32")) && is("minimum", json!(0)) {
                members.remove("format");
                members.entry("maximum").or_insert(u32::MAX.into());
            }
            members.values_mut().for_each(unsigned);
        }
        Value::Array(values) => values.iter_mut().for_each(unsigned),
        _ => {}
    }
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
    if may_be_left_out(&operation["requestBody"]) {
        operation["requestBody"]["required"] = false.into();
    }
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    if headers(route).contains(&"If-None-Match") {
        let unchanged = json!({"description": "Nothing changed since that ETag"});
        responses.entry("304").or_insert(unchanged);
    }
    for status in problems(route) {
        let shared = json!({"$ref": format!("#/components/responses/{}", name(status))});
        responses.entry(status).or_insert(shared);
    }
}

/// Bodies in which nothing has to stand: whoever sends none means `{}`.
const LEFT_OUT: [&str; 2] = ["Nothing", "WithdrawBody"];

fn may_be_left_out(body: &Value) -> bool {
    let shape = body["content"]["application/json"]["schema"]["$ref"].as_str();
    shape.is_some_and(|shape| {
        LEFT_OUT
            .iter()
            .any(|name| shape.ends_with(&format!("/{name}")))
    })
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
    let shared = |name| json!({"$ref": format!("#/components/parameters/{name}")});
    parameters.extend(headers(route).into_iter().map(shared));
    operation["parameters"] = Value::Array(parameters);
}

/// The headers that routes take: name, what it is, an example.
const HEADERS: [(&str, &str, &str); 4] = [
    (
        "X-Correlation-Id",
        "Names this request in every log; echoed",
        "order-66",
    ),
    (
        "Idempotency-Key",
        "Any text of your own; sent again with the same body, the first answer comes again. Filing needs one",
        "7b0f8a0e-3c0f-4f0e-9d5a-1f2e3d4c5b6a",
    ),
    (
        "If-Match",
        "The ETag last read; if the duty changed since, the answer is 412",
        "\"12\"",
    ),
    (
        "If-None-Match",
        "An ETag; if nothing changed since, the answer is 304",
        "\"12-9f86d081884c7d659a2feaa0\"",
    ),
];

fn headers(route: &Route) -> Vec<&'static str> {
    let mut headers = vec!["X-Correlation-Id"];
    match route.method {
        "POST" if takes_key(route) => headers.push("Idempotency-Key"),
        "POST" | "PUT" => {}
        _ if route.path.starts_with("/api/v1") => headers.push("If-None-Match"),
        _ => {}
    }
    if is_guarded(route) {
        headers.push("If-Match");
    }
    headers
}

fn header_parameter((name, what, example): &(&str, &str, &str)) -> Value {
    json!({
        "name": name, "in": "header", "required": false, "description": what,
        "schema": {"type": "string"}, "example": example,
    })
}

/// Answers with a secret in them are not kept, so they cannot be given twice; and what ends an account or
/// a token changes nothing the second time.
const WITHOUT_KEY: [&str; 4] = [
    "/api/v1/requests/{case}/secret",
    "/api/v1/officers/{id}/tokens",
    "/api/v1/officers/{id}/deactivate",
    "/api/v1/officers/{id}/tokens/{token}/revoke",
];

/// Whether a POST remembers its answer under an idempotency key.
fn takes_key(route: &Route) -> bool {
    !WITHOUT_KEY.contains(&route.path)
}

/// Whether the route changes a seat of a request.
fn is_guarded(route: &Route) -> bool {
    route.method == "POST" && route.path.starts_with("/api/v1/requests/{case}/")
}

/// What problems of a status mean.
const PROBLEMS: [(&str, &str); 14] = [
    ("400", "A header, path, query or body cannot be read"),
    ("401", "Who is asking is not known"),
    ("403", "Not open to this caller"),
    (
        "404",
        "There is no such thing, or it is not the caller's to see",
    ),
    ("408", "It took too long"),
    ("409", "In conflict with where it stands"),
    ("412", "It changed since; `revision` is the current one"),
    ("413", "Larger than what is taken"),
    ("415", "A kind of content that is not taken"),
    (
        "422",
        "Places of the body need mending; `errors` names each",
    ),
    ("428", "An Idempotency-Key is needed"),
    ("429", "Too many attempts; see Retry-After"),
    ("500", "Something failed on our side; nothing was changed"),
    ("503", "Not possible right now; see Retry-After"),
];

/// Under which name a shared problem stands in the document.
fn name(status: &str) -> String {
    format!("Problem{status}")
}

/// The statuses of problems that a route may answer with.
fn problems(route: &Route) -> Vec<&'static str> {
    if route.access == Access::Probe {
        return Vec::new();
    }
    let mut statuses = vec!["400", "401", "408", "429", "500", "503"];
    if route.access != Access::Public {
        statuses.push("403");
    }
    if route.path.contains('{') {
        statuses.push("404");
    }
    if route.method != "GET" {
        statuses.extend(["409", "413", "415", "422"]);
    }
    if route.path == "/api/v1/requests" && route.method == "POST" {
        statuses.push("428");
    }
    if is_guarded(route) {
        statuses.push("412");
    }
    statuses
}

fn refused(what: &str) -> Value {
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
