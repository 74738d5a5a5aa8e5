//! What does not move, with its cause and the act for it.

use serde_json::json;

use crate::api::client::{Town, example};
use crate::web::admin::desk::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_is_listed_with_its_cause_and_the_act_for_it() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let page = boss.page("/oversight/stalled").await;
    assert!(!page.contains(&case.number), "it has just begun: {page}");
    desk.town.pass(21).await;
    let overview = boss.page("/oversight").await;
    let figure = overview.split("class=\"stalled\"").nth(1).unwrap();
    assert!(
        figure.contains("/oversight/stalled") && figure.contains("<b>1</b>"),
        "{figure}"
    );
    let page = boss.page("/oversight/stalled").await;
    assert!(page.contains(&case.number), "{page}");
    assert!(page.contains("部门没有人领办") && page.contains("稳定住所核验"));
    let act = format!("/oversight/acts?act=urge&amp;row={}+review", case.number);
    assert!(page.contains(&act), "{page}");
    for (asked, is_there) in [
        ("cause=unclaimed", true),
        ("cause=applicant", false),
        ("step=residence-permit", true),
        ("step=residence-permit/evidence", true),
        ("step=open-a-shop", false),
        ("department=housing", true),
        ("department=education", false),
    ] {
        let page = boss.page(&format!("/oversight/stalled?{asked}")).await;
        assert_eq!(page.contains(&case.number), is_there, "{asked}: {page}");
    }
    let page = boss
        .page("/oversight/work?standing=red&department=public_security&step=residence-permit/residence")
        .await;
    assert!(page.contains(&case.number), "{page}");
    let counter = "/oversight/work?step=residence-permit/-";
    let page = boss.page(counter).await;
    assert!(
        !page.contains(&case.number),
        "nothing lies at the counter: {page}"
    );
    let page = boss.page("/oversight/work?standing=grey").await;
    assert!(!page.contains(&case.number), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_that_lies_is_listed_though_its_request_is_over() {
    let desk = Desk::open().await;
    let town = &desk.town;
    let case = town.file(&example("residence-permit")).await;
    let window = town.officer("window", &["window"]).await;
    let words = json!({"text": "no permit is needed"});
    let over = case.path("/intake/not-needed");
    town.post(&window, &over, &words).await.expect(200);
    let bad = json!({"level": "very_dissatisfied", "text": "An hour in the queue"});
    let rating = case.path("/rating");
    town.post(&case.credentials(), &rating, &bad)
        .await
        .expect(200);
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let page = boss.page("/oversight/stalled").await;
    assert!(!page.contains(&case.number), "{page}");
    town.pass(45).await;
    let page = boss.page("/oversight/stalled").await;
    assert!(page.contains(&case.number), "{page}");
    assert!(page.contains("差评回访整改"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_off_make_nothing_quiet() {
    let town = Town::open().await;
    town.pass(2).await; // a Friday
    let case = town.file(&example("residence-permit")).await;
    let boss = town.officer("supervision", &["supervisor"]).await;
    let asked = "/api/v1/stalled?quiet_days=1";
    for (days, is_quiet) in [(2, false), (1, false), (1, true)] {
        town.house.clock.advance(chrono::TimeDelta::days(days));
        let listed = town.get(&boss, asked).await;
        listed.expect(200);
        assert_eq!(listed.text.contains(&case.number), is_quiet, "{listed:?}");
    }
    let narrowed = format!("{asked}&cause=claimed");
    let listed = town.get(&boss, &narrowed).await.expect(200);
    assert_eq!(listed["rows"], json!([]));
    town.get(&boss, "/api/v1/stalled?cause=laziness")
        .await
        .refused(400, "query");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_of_a_department_does_not_learn_of_complaints() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let complaint = json!({"text": "Clerk 1 wanted a gift"});
    let path = case.path("/complaints");
    desk.town
        .post(&case.credentials(), &path, &complaint)
        .await
        .expect(200);
    desk.town.pass(45).await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let page = boss.page("/oversight/work").await;
    assert!(page.contains("答复投诉"), "{page}");
    let mut head = desk.officer("sun.hao", "public_security", &["head"]).await;
    for path in ["/oversight/work", "/oversight/stalled"] {
        let page = head.page(path).await;
        assert!(page.contains(&case.number), "{path}: {page}");
        assert!(!page.contains("答复投诉"), "{path}: {page}");
        assert!(!page.contains("complaint:"), "{path}: {page}");
    }
}
