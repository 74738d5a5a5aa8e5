//! A lost code is replaced at the desk.

use serde_json::json;

use super::client::{Case, Town, example};

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_hands_out_a_new_code_and_the_old_one_is_worthless() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let path = case.path("/secret");
    let police = town.officer("public_security", &["clerk"]).await;
    let lost = json!({"reason": "Lost the slip; card seen"});
    town.post(&police, &path, &lost)
        .await
        .refused(403, "not_yours");
    let window = town.officer("window", &["window"]).await;
    town.post(&window, &path, &json!({"reason": " "}))
        .await
        .refused(422, "reason_needed");
    assert_eq!(town.phase(&case).await, "received");

    let answer = town.post(&window, &path, &lost).await;
    let told = answer.expect(200);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let renewed = Case {
        number: case.number.clone(),
        secret: told["secret"].as_str().unwrap().to_owned(),
    };
    assert_eq!(town.phase(&renewed).await, "received");
    let old = town.get(&case.credentials(), &case.path("")).await;
    assert!(old.status.is_client_error(), "{}", old.text);
    let auditor = town.officer("supervision", &["auditor"]).await;
    let journal = town.get(&auditor, &case.path("/journal")).await;
    journal.expect(200);
    assert!(journal.text.contains("secret_replaced"), "{}", journal.text);
    assert!(!journal.text.contains(&renewed.secret));
}
