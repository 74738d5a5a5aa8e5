//! What the desk records about notices.

use serde_json::json;

use super::client::{Town, example};

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_records_that_a_letter_came_back() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let window = town.officer("window", &["window"]).await;
    let clerk = town.officer("labor", &["clerk"]).await;
    let place = case.path("/notices/1/not-told");
    let words = json!({"text": "The envelope came back."});
    town.post(&clerk, &place, &words)
        .await
        .refused(404, "not_found");
    let acted = town.post(&window, &place, &words).await.expect(200);
    assert_eq!(acted["duty"]["duty"], "tell:1");
    assert_eq!(acted["duty"]["open"], true);
    town.post(&window, &place, &words)
        .await
        .refused(409, "already_settled");
    let told = case.path("/notices/1/told");
    let acted = town.post(&window, &told, &words).await.expect(200);
    assert_eq!(acted["duty"]["open"], false);
    let unknown = case.path("/notices/99/not-told");
    town.post(&window, &unknown, &words)
        .await
        .refused(404, "no_such");
}
