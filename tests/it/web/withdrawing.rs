//! Taking a request back, and what may come in between.

use serde_json::json;

use super::browser::{Browser, Filled};
use crate::api::client::{Town, example};

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_taken_back_after_being_asked_once_more() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let path = format!("/cases/{}/withdraw", case.number);
    let mut browser = Browser::of(&town.doors, &case).await;
    let form = Filled::on(&browser.page(&path).await, &path).typed("reason", "搬回老家了");
    let done = browser.submit(&form).await;
    assert_eq!(done.to(), format!("/cases/{}?done=withdrawn", case.number));
    // A double tap is one withdrawal.
    assert_eq!(browser.submit(&form).await.status, 303);
    let page = browser.page(done.to()).await;
    assert!(
        page.contains("申请已经撤回") && page.contains("role=\"status\""),
        "{page}"
    );
    let again = browser.page(&path).await;
    assert!(
        again.contains("现在不能撤回") && !again.contains("class=\"grave\""),
        "{again}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_fell_first_stands_and_the_typed_reason_is_not_lost() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let path = format!("/cases/{}/withdraw", case.number);
    let mut browser = Browser::of(&town.doors, &case).await;
    let form = Filled::on(&browser.page(&path).await, &path).typed("reason", "不办了");
    for (department, review) in [
        ("public_security", "residence.review"),
        ("housing", "evidence.home"),
        ("labor", "evidence.job"),
    ] {
        let clerk = town.officer(department, &["clerk"]).await;
        let opinion = case.path(&format!("/duties/review:{review}/opinion"));
        town.post(
            &clerk,
            &case.path(&format!("/duties/review:{review}/claim")),
            &json!({}),
        )
        .await;
        town.post(&clerk, &opinion, &json!({"verdict": "agree"}))
            .await;
    }
    assert_eq!(town.phase(&case).await, "certifying");
    let late = browser.submit(&form).await;
    let page = late.refused(409);
    assert!(
        page.contains("<title>有错误") && page.contains("现在不能撤回") && page.contains("批准了"),
        "{page}"
    );
    assert_eq!(town.phase(&case).await, "certifying");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_that_comes_after_a_withdrawal_finds_nothing() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let police = town.officer("public_security", &["clerk"]).await;
    town.post(
        &police,
        &case.path("/duties/review:residence.review/claim"),
        &json!({}),
    )
    .await
    .expect(200);
    let path = format!("/cases/{}/withdraw", case.number);
    let mut browser = Browser::of(&town.doors, &case).await;
    let form = Filled::on(&browser.page(&path).await, &path);
    assert_eq!(browser.submit(&form).await.status, 303);
    let late = town
        .post(
            &police,
            &case.path("/duties/review:residence.review/opinion"),
            &json!({"verdict": "agree"}),
        )
        .await;
    assert_eq!(late.status, 409, "{}", late.text);
}
