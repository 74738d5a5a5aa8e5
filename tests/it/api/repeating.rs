//! What is sent twice under one Idempotency-Key, beside requests.

use serde_json::json;

use super::client::{Town, example};

const KEY: &[(&str, &str)] = &[("idempotency-key", "one-and-the-same")];

#[tokio::test(flavor = "multi_thread")]
async fn an_account_opened_twice_is_one() {
    let town = Town::open().await;
    let boss = town.officer("government", &["administrator"]).await;
    let new = json!({"name": "Chen Li", "department": "labor", "roles": ["clerk"]});
    let place = "/api/v1/officers";
    let first = town.post_with(&boss, place, &new, KEY).await.expect(201);
    let again = town.post_with(&boss, place, &new, KEY).await.expect(201);
    assert_eq!(first, again);
    let other = json!({"name": "Ma Li", "department": "labor", "roles": ["clerk"]});
    town.post_with(&boss, place, &other, KEY)
        .await
        .refused(422, "key_reused");
    let named = town.post(&boss, place, &new).await.expect(201);
    assert_ne!(
        named["id"], first["id"],
        "without a key it is another account"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_not_kept_so_no_key_is_taken_for_it() {
    let town = Town::open().await;
    let boss = town.officer("government", &["administrator"]).await;
    let window = town.officer("window", &["window"]).await;
    let case = town.file(&example("residence-permit")).await;
    let reason = json!({"reason": "Lost; identity card seen."});
    let secret = case.path("/secret");
    town.post_with(&window, &secret, &reason, KEY)
        .await
        .refused(400, "header");
    town.post(&window, &secret, &reason).await.expect(200);
    let me = town.get(&window, "/api/v1/me").await.expect(200);
    let tokens = format!("/api/v1/officers/{}/tokens", me["id"]);
    let label = json!({"label": "desk"});
    town.post_with(&boss, &tokens, &label, KEY)
        .await
        .refused(400, "header");
    town.post(&boss, &tokens, &label).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sitting_called_twice_is_one() {
    let town = Town::open().await;
    let head = town.officer("commerce", &["head"]).await;
    let call = json!({
        "workflow": "open-a-shop", "stage": "sitting", "called_for": "2026-04-16T01:30:00Z",
    });
    let place = "/api/v1/sittings";
    let first = town.post_with(&head, place, &call, KEY).await.expect(201);
    let again = town.post_with(&head, place, &call, KEY).await.expect(201);
    assert_eq!(first, again);
    town.post(&head, place, &call)
        .await
        .refused(409, "already_there");
}
