//! Jobs that were given up are listed with their error and tried again.

use chrono::{TimeDelta, Utc};
use lianban::storage::jobs::{self, Held, NewJob};
use lianban::storage::{Settings, Store};
use serde_json::{Value, json};

use super::house::House;

/// Puts one job into the house's database and gives it up.
async fn give_one_up(house: &House) -> String {
    let file = house.path("lianban.sqlite");
    let url = format!("sqlite://{}", file.display());
    let store = Store::connect(&Settings::new(url)).await.unwrap();
    let now = Utc::now();
    let job = NewJob::new("tell", &json!({})).unwrap();
    jobs::enqueue(store.writer(), job, now).await.unwrap();
    let claimed = jobs::claim(&store, "tell", 1, now, TimeDelta::minutes(1)).await;
    let claimed = claimed.unwrap();
    let held = Held {
        id: claimed[0].id,
        token: claimed[0].lease_token.unwrap(),
    };
    let buried = jobs::bury(&store, held, "the relay said no", now).await;
    assert!(buried.unwrap());
    store.close().await.unwrap();
    held.id.to_string()
}

#[tokio::test]
async fn a_dead_job_is_listed_and_tried_again() {
    let house = House::new();
    house.done(&["migrate"]);
    let id = give_one_up(&house).await;

    let told: Value = serde_json::from_str(&house.done(&["jobs", "list", "--json"])).unwrap();
    assert_eq!(told["queues"]["tell"]["dead"], 1, "{told}");
    assert_eq!(told["dead"][0]["id"], Value::from(id.as_str()));
    assert_eq!(told["dead"][0]["last_error"], "the relay said no");
    let shown = house.done(&["jobs", "list"]);
    assert!(
        shown.contains(&id) && shown.contains("the relay said no"),
        "{shown}"
    );

    house.done(&["jobs", "retry", &id]);
    let again = house.run(&["jobs", "retry", &id]);
    assert_eq!(again.code, 1, "it waits already: {}", again.out);
    let told: Value = serde_json::from_str(&house.done(&["jobs", "list", "--json"])).unwrap();
    assert_eq!(told["queues"]["tell"], json!({"pending": 1}));
    assert_eq!(told["dead"], json!([]));

    let unknown = house.run(&["jobs", "retry", "019a5b1c-7d0e-7c3a-9f4b-2f6d8e1a0b3c"]);
    assert_eq!(unknown.code, 2, "{}", unknown.err);
}
