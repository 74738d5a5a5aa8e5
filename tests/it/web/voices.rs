//! Rating, complaint and change of contact, on pages.

use serde_json::json;

use super::browser::{Browser, Filled};
use crate::api::client::{Town, example};

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_made_answered_and_read() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let path = format!("/cases/{}/complaint", case.number);
    let form = Filled::on(&browser.page(&path).await, &path);
    browser.submit(&form).await.refused(422);
    let said = "窗口让我交一份通知里没有的证明";
    let done = browser.submit(&form.clone().typed("text", said)).await;
    assert_eq!(done.to(), format!("/cases/{}?done=complained", case.number));
    let page = browser.page(done.to()).await;
    assert!(page.contains(said) && page.contains("应在"), "{page}");
    assert!(!page.contains(&path), "one complaint is open at a time");
    let second = Filled::on(&browser.page(&path).await, &path).typed("text", "又来");
    let refused = browser.submit(&second).await;
    assert!(refused.refused(409).contains("又来"));
    let boss = town.officer("supervision", &["supervisor"]).await;
    town.post(&boss, &case.path("/duties/complaint:1/claim"), &json!({}))
        .await
        .expect(200);
    let answer = json!({"text": "您说得对，不用交。"});
    town.post(&boss, &case.path("/complaints/1/answer"), &answer)
        .await
        .expect(200);
    let page = browser.page(&format!("/cases/{}", case.number)).await;
    assert!(page.contains("您说得对") && page.contains(&path), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_over_is_rated_once() {
    let town = Town::open().await;
    let case = town.file(&example("open-a-shop")).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let path = format!("/cases/{}/rating", case.number);
    assert!(browser.page(&path).await.contains("现在不能评价"));
    let window = town.officer("window", &["window"]).await;
    town.post(&window, &case.path("/duties/intake/claim"), &json!({}))
        .await
        .expect(200);
    let refusal =
        json!({"reason": "not_the_owner", "basis": "行政许可法32", "text": "请由本人申请"});
    town.post(&window, &case.path("/intake/refuse"), &refusal)
        .await
        .expect(200);
    let form = Filled::on(&browser.page(&path).await, &path).typed("text", "说得不清楚");
    let page = browser.submit(&form).await.refused(422).to_owned();
    assert!(
        page.contains("说得不清楚") && page.contains("href=\"#level\""),
        "{page}"
    );
    let done = browser.submit(&form.with("level", "dissatisfied")).await;
    assert_eq!(done.to(), format!("/cases/{}?done=rated", case.number));
    let page = browser.page(done.to()).await;
    assert!(
        page.contains("不满意") && page.contains("说得不清楚") && page.contains("负责人在"),
        "{page}"
    );
    // What happens now, by whom and until when: fifteen working days, around 1 to 5 May.
    let (_, told) = page.split_once("role=\"status\"").unwrap();
    let told = told.split("</p>").next().unwrap();
    for words in [
        "接下来：市场监督管理局的负责人",
        "4月29日",
        "还有15个工作日",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let head = town.officer("commerce", &["head"]).await;
    let mend = |rest: &str| case.path(&format!("/{rest}"));
    let claim = mend("duties/follow_up/claim");
    town.post(&head, &claim, &json!({})).await.expect(200);
    let answer = json!({"text": "打过电话，讲清楚了。"});
    let answered = town.post(&head, &mend("follow-up"), &answer).await;
    answered.expect(200);
    let page = browser.page(done.to()).await;
    assert!(
        page.contains("谢谢您的评价") && page.contains("讲清楚了"),
        "{page}"
    );
    assert!(browser.page(&path).await.contains("现在不能评价"));
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_go_where_the_applicant_says() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let path = format!("/cases/{}/contact", case.number);
    let page = browser.page(&path).await;
    let form = Filled::on(&page, &path);
    let wrong = browser.submit(&form.clone().typed("phone", "123")).await;
    let again = wrong.refused(422);
    assert!(
        again.contains("href=\"#phone\"") && again.contains("value=\"123\""),
        "{again}"
    );
    let done = browser
        .submit(&form.typed("phone", "19900000077").with("no-email", "yes"))
        .await;
    assert_eq!(done.to(), format!("/cases/{}?done=contact", case.number));
    let page = browser.page(&path).await;
    assert!(
        page.contains("*******0077") && page.contains("现在没有") && !page.contains("19900000077"),
        "{page}"
    );
}
