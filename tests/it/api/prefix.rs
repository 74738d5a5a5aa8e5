//! Below a base path, every place that an answer names answers there.

use lianban::doors::settings::Settings;
use serde_json::{Value, json};

use super::client::{Town, example};

const BASE: &str = "/lianban";

/// The place as the router knows it, with the prefix that whoever serves it takes off.
fn place(named: &Value) -> &str {
    let named = named.as_str().unwrap();
    named
        .strip_prefix(BASE)
        .unwrap_or_else(|| panic!("{named}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_answer_names_is_found_below_the_base_path() {
    let settings = Settings {
        base_path: BASE.to_owned(),
        ..Settings::default()
    };
    let town = Town::with(settings).await;
    let filed = town.try_file("", &example("school-admission")).await;
    let answer = filed.expect(201);
    let location = filed.headers["location"].to_str().unwrap();
    assert_eq!(answer["status_url"], location);
    let number = answer["case_number"].as_str().unwrap();
    let credentials = format!("Case {number}:{}", answer["secret"].as_str().unwrap());
    town.get(&credentials, place(&answer["status_url"]))
        .await
        .expect(200);

    let window = town.officer("window", &["window"]).await;
    let duty = format!("/api/v1/requests/{number}/duties/intake");
    let view = town.get(&window, &duty).await.expect(200);
    let href = &view["materials"][0]["documents"][0]["href"];
    let document = town.get(&window, place(href)).await;
    assert_eq!(document.status, 200, "{}", document.text);

    let problem = town
        .get("", "/api/v1/me")
        .await
        .refused(401, "unauthorised");
    let kind = town.get("", place(&problem["type"])).await.expect(200);
    assert_eq!(kind["code"], "unauthorised");
    let nowhere = town
        .get("", "/api/v1/nowhere")
        .await
        .refused(404, "not_found");
    town.get("", place(&nowhere["type"])).await.expect(200);

    let head = town.officer("commerce", &["head"]).await;
    let call = json!({
        "workflow": "open-a-shop", "stage": "sitting", "called_for": "2026-04-16T01:30:00Z",
    });
    let called = town.post(&head, "/api/v1/sittings", &call).await;
    called.expect(201);
    let location = json!(called.headers["location"].to_str().unwrap());
    town.get(&head, place(&location)).await.expect(200);
}
