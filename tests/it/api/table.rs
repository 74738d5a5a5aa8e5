//! The route table is the whole truth: the document has each route and no other, and the gate
//! turns away everybody the table does not name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lianban::api::{openapi, routes::ROUTES};
use lianban::doors::gate::Access;
use serde_json::{Value, json};

use super::client::{Town, example};

fn document() -> Value {
    serde_json::to_value(openapi()).unwrap()
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    operations
}

#[test]
fn the_document_has_every_route_of_the_table_and_no_other() {
    let documented: BTreeSet<(String, String)> = operations(&document())
        .into_iter()
        .map(|(method, path, _)| (method, path))
        .collect();
    let listed: BTreeSet<(String, String)> = ROUTES
        .iter()
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(
        listed.len(),
        ROUTES.len(),
        "a route stands twice in the table"
    );
    assert_eq!(documented, listed);
}

#[test]
fn every_operation_says_what_it_is_who_may_and_what_comes_back() {
    for (method, path, operation) in operations(&document()) {
        let at = format!("{method} {path}");
        assert!(
            operation["summary"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{at}: summary"
        );
        assert!(operation["x-access"].is_string(), "{at}: roles");
        let responses = operation["responses"].as_object().unwrap();
        assert!(
            responses.keys().any(|status| status.starts_with('2')),
            "{at}: success"
        );
        if path.starts_with("/api/v1") {
            for status in ["400", "401", "429", "500"] {
                assert!(
                    responses[status]["$ref"].is_string(),
                    "{at}: problem {status}"
                );
            }
        }
        if method == "POST" {
            assert!(operation["requestBody"].is_object(), "{at}: body");
        }
        for place in path.split('/').filter_map(|part| part.strip_prefix('{')) {
            let name = place.trim_end_matches('}');
            let parameters = operation["parameters"].as_array().unwrap();
            assert!(
                parameters
                    .iter()
                    .any(|p| p["name"] == name && p["in"] == "path"),
                "{at}: {name}"
            );
        }
    }
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn check(document: &Value, at: &Value) {
        match at {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let pointer = reference.trim_start_matches('#');
                    assert!(document.pointer(pointer).is_some(), "{reference}");
                }
                members.values().for_each(|value| check(document, value));
            }
            Value::Array(items) => items.iter().for_each(|value| check(document, value)),
            _ => {}
        }
    }
    let document = document();
    check(&document, &document);
}

/// The document keeps its shapes by name, and the later of two with one name would stand for both.
#[test]
fn no_two_shapes_of_the_document_share_a_name() {
    let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
    for file in sources(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = std::fs::read_to_string(&file).unwrap();
        for item in syn::parse_file(&source).unwrap().items {
            let (name, attributes) = match item {
                syn::Item::Struct(item) => (item.ident, item.attrs),
                syn::Item::Enum(item) => (item.ident, item.attrs),
                _ => continue,
            };
            if !attributes.iter().any(is_shape) {
                continue;
            }
            let other = found.insert(name.to_string(), file.clone());
            assert_eq!(
                other,
                None,
                "{name} is a shape in {} as well",
                file.display()
            );
        }
    }
    assert!(found.len() > 100, "only {} shapes", found.len());
}

fn is_shape(attribute: &syn::Attribute) -> bool {
    let mut derived = false;
    if attribute.path().is_ident("derive") {
        let look = |meta: syn::meta::ParseNestedMeta<'_>| {
            let last = meta.path.segments.last();
            derived |= last.is_some_and(|segment| segment.ident == "ToSchema");
            Ok(())
        };
        attribute.parse_nested_meta(look).unwrap();
    }
    derived
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| match path.is_dir() {
        true => sources(&path),
        false if path.extension().is_some_and(|it| it == "rs") => vec![path],
        false => Vec::new(),
    };
    paths.flat_map(below).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_needed_where_the_document_says_so() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    // Number 1, whose account the calls end.
    town.officer("tax", &["clerk"]).await;
    let window = town.officer("window", &["window"]).await;
    let administrator = town.officer("government", &["administrator"]).await;
    let mut left_out = 0;
    for (method, path, operation) in operations(&document()) {
        let needed = match &operation["requestBody"] {
            Value::Null => continue,
            body => body["required"] == true,
        };
        let who = match operation["security"].to_string().contains("officer") {
            true if path.contains("/officers") => &administrator,
            true if path.contains("supervise") => continue,
            true => &window,
            false => &case.credentials(),
        };
        let request = axum::http::Request::builder()
            .method(method.as_str())
            .uri(filled(&path, &case.number))
            .header("authorization", who);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let answer = town.send(request).await;
        // Without a body there is no type of it either; filing asks for its key before that.
        let refused = [415, 428].contains(&answer.status.as_u16());
        assert_eq!(needed, refused, "{method} {path}: {}", answer.text);
        left_out += usize::from(!needed);
    }
    assert!(left_out >= 8, "{left_out}");
}

#[test]
fn whoever_may_say_what_they_have_is_told_that_nothing_changed() {
    let mut asked = 0;
    for (method, path, operation) in operations(&document()) {
        let headers = operation["parameters"].as_array().unwrap();
        let takes_tag = headers
            .iter()
            .any(|it| it["$ref"] == "#/components/parameters/If-None-Match");
        let unchanged = &operation["responses"]["304"];
        assert_eq!(takes_tag, unchanged.is_object(), "{method} {path}");
        asked += usize::from(takes_tag);
    }
    assert!(asked > 10, "{asked}");
}

#[test]
fn the_document_is_read_as_a_product() {
    insta::assert_json_snapshot!("openapi", document());
}

/// The path with a real case in it and something in every other place.
fn filled(path: &str, case: &str) -> String {
    [
        ("{case}", case),
        ("{duty}", "intake"),
        ("{stage}", "residence"),
        ("{number}", "1"),
        ("{sha256}", "00"),
        ("{department}", "window"),
        ("{key}", "residence-permit"),
        ("{id}", "1"),
        ("{token}", "00"),
        ("{code}", "stale"),
    ]
    .iter()
    .fold(path.to_owned(), |path, (place, value)| {
        path.replace(place, value)
    })
}

async fn knock(town: &Town, who: &str, method: &str, path: &str) -> u16 {
    let answer = match method {
        "GET" => town.get(who, path).await,
        "PUT" => town.put(who, path, &json!({})).await,
        _ => {
            town.post_with(who, path, &json!({}), &[("idempotency-key", "k")])
                .await
        }
    };
    answer.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_the_table_does_not_name_is_turned_away() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let other = town.file(&example("open-a-shop")).await;
    let clerk = town.officer("education", &["clerk"]).await;
    for route in ROUTES {
        let path = filled(route.path, &case.number);
        let at = format!("{} {path}", route.method);
        let stranger = knock(&town, "", route.method, &path).await;
        let forger = knock(&town, "Bearer lianban_forged", route.method, &path).await;
        let applicant = knock(&town, &other.credentials(), route.method, &path).await;
        let officer = knock(&town, &clerk, route.method, &path).await;
        match route.access {
            Access::Public | Access::Probe => {
                assert!(stranger < 500 && stranger != 401, "{at}: {stranger}")
            }
            Access::Filer => assert_eq!((forger, applicant), (401, 401), "{at}"),
            Access::Operator => assert_eq!((stranger, forger, officer), (401, 401, 401), "{at}"),
            Access::Applicant => {
                assert_eq!(
                    (stranger, forger, applicant, officer),
                    (401, 401, 404, 403),
                    "{at}"
                );
            }
            Access::ApplicantOrOfficer => {
                assert_eq!(
                    (stranger, forger, applicant, officer),
                    (401, 401, 404, 404),
                    "{at}"
                );
            }
            Access::Officer(roles) => {
                assert_eq!((stranger, forger, applicant), (401, 401, 403), "{at}");
                let own = !path.contains(&case.number);
                match (roles.is_empty(), own) {
                    (false, _) => assert_eq!(officer, 403, "{at}"),
                    (true, true) => assert!(officer < 500 && officer != 401, "{at}: {officer}"),
                    (true, false) => {}
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_without_a_part_learns_not_even_that_the_case_is_there() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    // The fire service has no part in residence permits.
    let fire = town.officer("fire", &["clerk", "head", "window"]).await;
    let missing = "2222-222-222-2222";
    let bodies = [
        json!({}),
        json!({"text": "x"}),
        json!({"verdict": "agree"}),
        json!({"outcome": "grant"}),
        json!({"items": [{"what": "address", "explanation": "x"}]}),
        json!({"to": 1, "reason": "x"}),
        json!({"authority": "x"}),
        json!({"reason": "x", "basis": "x", "text": "x"}),
        json!({"mode": "parallel", "reason": "x"}),
        json!({"department": "tax", "reason": "x"}),
        json!({"draft": {}}),
    ];
    let of_a_case = ROUTES.iter().filter(|route| {
        matches!(route.access, Access::Officer([])) && route.path.contains("{case}")
    });
    let mut tried = 0;
    for route in of_a_case {
        let (real, ghost) = (
            filled(route.path, &case.number),
            filled(route.path, missing),
        );
        if route.method == "GET" {
            let (real, ghost) = (town.get(&fire, &real).await, town.get(&fire, &ghost).await);
            assert_eq!(
                (real.status, &real.text),
                (ghost.status, &ghost.text),
                "{}",
                route.path
            );
            assert_eq!(real.status, 404, "{}", route.path);
            tried += 1;
            continue;
        }
        // Whichever body the route takes, it must not tell the two apart.
        for body in &bodies {
            let (real, ghost) = match route.method {
                "PUT" => (
                    town.put(&fire, &real, body).await,
                    town.put(&fire, &ghost, body).await,
                ),
                _ => (
                    town.post(&fire, &real, body).await,
                    town.post(&fire, &ghost, body).await,
                ),
            };
            assert_eq!(
                (real.status, &real.text),
                (ghost.status, &ghost.text),
                "{} {body}",
                route.path
            );
            assert!(real.status.is_client_error(), "{} {body}", route.path);
            tried += usize::from(real.status == 404);
        }
    }
    assert!(tried >= 20, "only {tried} requests reached a case");
}
