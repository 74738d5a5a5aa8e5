//! Commands as JSON: the first two bytes say to which route and from whom, the rest is the body.

use std::sync::LazyLock;

use lianban::api::routes::ROUTES;

use super::house::HOUSE;
use super::shipped::SERVICES;

/// Where bodies go.
static WRITING: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let writing = ROUTES.iter().filter(|route| route.method != "GET");
    writing
        .map(|route| (route.method, filled(route.path)))
        .collect()
});

fn filled(path: &str) -> String {
    let places = [
        ("{case}", "2E4Y-GV8-QF7-AMBS"),
        ("{duty}", "review:verify.age"),
        ("{stage}", "verify"),
        ("{number}", "1"),
        ("{id}", "1"),
        ("{token}", "58ca5285f954"),
    ];
    places.iter().fold(path.to_owned(), |path, (place, value)| {
        path.replace(place, value)
    })
}

pub fn run(bytes: &[u8]) {
    let [route, caller, body @ ..] = bytes else {
        return;
    };
    let (method, path) = &WRITING[usize::from(*route) % WRITING.len()];
    let caller = &HOUSE.callers[usize::from(*caller) % HOUSE.callers.len()];
    HOUSE.send(method, path, caller, "application/json", body);
}

/// An application of each service to the first route, and a body for each of the others.
pub fn seeds() -> Vec<Vec<u8>> {
    let to =
        |route: usize, caller: u8, body: &str| [&[route as u8, caller], body.as_bytes()].concat();
    let applications = SERVICES.iter().map(|(_, example)| to(0, 1, example));
    let others = BODIES
        .iter()
        .cycle()
        .zip(0..WRITING.len())
        .map(|(body, route)| to(route, (route % 6) as u8, body));
    applications.chain(others).collect()
}

const BODIES: [&str; 10] = [
    r#"{"verdict": "agree", "text": "fine"}"#,
    r#"{"verdict": "refuse", "reason": "residence", "basis": "Art. 12", "text": "no"}"#,
    r#"{"act": {"urge": {"duty": "review:verify.work"}}, "reason": "Three days over"}"#,
    r#"{"requests": ["2222-ABC-DEF-2345"], "act": {"urge": {"duty": "intake"}}, "reason": "Backlog"}"#,
    r#"{"workflow": "open-a-shop", "stage": "sitting", "called_for": "2026-04-16T01:30:00Z"}"#,
    r#"{"items": [{"what": "address", "explanation": "x"}]}"#,
    r#"{"outcome": "grant", "text": "Granted", "basis": "x"}"#,
    r#"{"name": "Zhao", "department": "education", "roles": ["clerk"], "email": "z@example.org"}"#,
    r#"{"stars": 1, "text": "a\u0000b", "tags": ["slow"]}"#,
    r#"{"stage": "verify", "form": {"address": {"a": [1e400, -0, 1.5]}}, "materials": {}}"#,
];
