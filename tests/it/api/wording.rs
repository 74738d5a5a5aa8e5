//! Small words that have to be right.

use serde_json::{Value, json};

use super::client::{Town, example};

#[tokio::test(flavor = "multi_thread")]
async fn a_list_for_a_body_is_told_that_an_object_belongs_there() {
    let town = Town::open().await;
    let keeper = town.officer("government", &["administrator"]).await;
    for body in [json!([]), json!([1, 2])] {
        let refused = town
            .post(&keeper, "/api/v1/officers", &body)
            .await
            .expect(422);
        assert_eq!(refused["errors"][0]["code"], "type");
        let said = refused["detail"].as_str().unwrap();
        assert!(said.contains("object"), "{said}");
    }
}

fn instant(value: &serde_json::Value) -> chrono::DateTime<chrono::Utc> {
    value.as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_too_long_and_a_stop_that_is_are_named() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let police = town.officer("public_security", &["clerk"]).await;
    let opinion = case.path("/duties/review:residence.review/opinion");
    let long = json!({"verdict": "agree", "text": "长".repeat(5_000)});
    let refused = town.post(&police, &opinion, &long).await.expect(422);
    assert_eq!(refused["errors"][0]["pointer"], "/text");

    let boss = town.officer("government", &["supervisor"]).await;
    let stop = json!({"act": {"stop": {"scope": "request", "ground": "expert_review", "until": "2027-04-08T02:00:00Z"}}, "reason": "x"});
    let refused = town.post(&boss, &case.path("/supervise"), &stop).await;
    let refused = refused.refused(409, "not_stoppable");
    let said = refused["detail"].as_str().unwrap();
    assert!(said.contains("180 days"), "{said}");
    // The span, and where it counts from.
    let (after, latest) = (instant(&refused["after"]), instant(&refused["latest"]));
    assert_eq!((latest - after).num_days(), 180);
    assert_eq!(after, town.house.engine.now());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_row_says_where_its_duty_is_whatever_its_name_holds() {
    let town = Town::open().await;
    let case = town.file(&example("school-admission")).await;
    let window = town.officer("window", &["window"]).await;
    for step in ["/duties/intake/claim", "/intake/accept"] {
        let done = town.post(&window, &case.path(step), &json!({})).await;
        done.expect(200);
    }
    let health = town.officer("health", &["clerk"]).await;
    let queue = town.get(&health, "/api/v1/queues/health").await.expect(200);
    let row = &queue["rows"][0];
    assert!(row["duty"].as_str().unwrap().contains('#'), "{row}");
    let view = town.get(&health, row["href"].as_str().unwrap()).await;
    assert_eq!(view.expect(200)["duty"], row["duty"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_speaks_both_languages_and_nobody_tells_themselves() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let timeline = town.get(&case.credentials(), &case.path("/timeline")).await;
    let timeline = timeline.expect(200);
    let past = timeline["past"].as_array().unwrap();
    let of = |event: &str| -> &Value { past.iter().find(|one| one["event"] == event).unwrap() };
    assert_eq!(of("filed")["by"], "applicant");
    assert_eq!(of("notified")["by"], "engine");
    let about = &of("notified")["about"];
    assert_eq!(*about, json!({"zh": "收件凭证", "en": "Receipt"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_turns_the_text_around_is_not_taken() {
    let town = Town::open().await;
    let mut application = example("residence-permit");
    application["applicant"]["name"] = "样例\u{202e}芳王".into();
    application["form"]["address"] = "（虚构）\u{2067}1号".into();
    let refused = town.try_file("", &application).await.expect(422);
    let places: Vec<&str> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|error| error["pointer"].as_str())
        .collect();
    assert_eq!(places, ["/applicant/name", "/form/address"]);
    let keeper = town.officer("government", &["administrator"]).await;
    let new = json!({"name": "Li \u{202e}auH", "department": "labor", "roles": ["clerk"]});
    town.post(&keeper, "/api/v1/officers", &new)
        .await
        .expect(422);
}
