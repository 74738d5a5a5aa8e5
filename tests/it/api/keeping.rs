//! What keeps the house in its keepers' hands: administrators, tokens, workers, files.

use chrono::{TimeDelta, Utc};
use lianban::storage::workers;
use serde_json::{Value, json};

use super::client::Town;

async fn me(town: &Town, who: &str) -> Value {
    town.get(who, "/api/v1/me").await.expect(200)["id"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_cannot_lock_the_house() {
    let town = Town::open().await;
    let keeper = town.officer("government", &["administrator"]).await;
    let own = me(&town, &keeper).await;
    let close = format!("/api/v1/officers/{own}/deactivate");
    town.post(&keeper, &close, &json!({}))
        .await
        .refused(409, "last_administrator");

    let tokens = format!("/api/v1/officers/{own}/tokens");
    let second = json!({"label": "phone"});
    let second = town.post(&keeper, &tokens, &second).await.expect(201);
    let revoke = |hash: &Value| format!("{tokens}/{}/revoke", hash.as_str().unwrap());
    let gone = town
        .post(&keeper, &revoke(&second["hash"]), &json!({}))
        .await;
    assert_eq!(gone.status, 204);
    let officer = lianban::domain::identifiers::OfficerId(own.as_i64().unwrap());
    let all = town.doors.access.tokens(officer).await.unwrap();
    let last = all.iter().find(|token| token.label == "test").unwrap();
    let last = json!(last.hash);
    town.post(&keeper, &revoke(&last), &json!({}))
        .await
        .refused(409, "last_administrator");

    let other = town.officer("government", &["administrator"]).await;
    town.post(&other, &close, &json!({})).await.expect(200);
    town.get(&keeper, "/api/v1/me")
        .await
        .refused(401, "unauthorised");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ended_before_it_began_is_not_issued() {
    let town = Town::open().await;
    let keeper = town.officer("government", &["administrator"]).await;
    let tokens = format!("/api/v1/officers/{}/tokens", me(&town, &keeper).await);
    let until = |end| json!({"label": "desk", "expires_at": end});
    let past = until(Utc::now() - TimeDelta::seconds(1));
    let past = town.post(&keeper, &tokens, &past).await.expect(422);
    assert_eq!(past["errors"][0]["pointer"], "/expires_at");
    let soon = until(Utc::now() + TimeDelta::hours(1));
    town.post(&keeper, &tokens, &soon).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_without_workers_says_whether_another_has_some() {
    let town = Town::open().await;
    let said = async || town.get("", "/readyz").await.expect(200)["workers"].clone();
    assert_eq!(said().await, "none");
    let db = town.doors.engine.store().writer();
    let long_ago = Utc::now() - TimeDelta::minutes(5);
    workers::tick(db, "one", long_ago).await.unwrap();
    assert_eq!(said().await, "none", "it gave no sign for too long");
    workers::tick(db, "one", Utc::now()).await.unwrap();
    assert_eq!(said().await, "elsewhere");
    workers::leave(db, "one").await.unwrap();
    assert_eq!(said().await, "none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_file_is_named() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let police = town.officer("public_security", &["clerk"]).await;
    let duty = case.path("/duties/review:residence.review");
    let view = town.get(&police, &duty).await.expect(200);
    let material = &view["materials"][0];
    town.house.bytes.lose();
    let href = material["documents"][0]["href"].as_str().unwrap();
    let lost = town.get(&police, href).await.refused(500, "file_lost");
    assert_eq!(lost["material"], material["material"]);
}
