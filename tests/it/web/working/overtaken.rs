//! Somebody else was faster: nothing that was typed is lost, and it can be sent where it still can be given.

use serde_json::json;

use super::super::admin::desk::Desk;
use super::super::browser::{Browser, Filled};
use super::{claimed, reviewing};
use crate::api::client::example;

const TYPED: &str = "居住登记满两年，已核对";

async fn press(browser: &mut Browser, link: &str, act: &str) {
    let page = browser.page(link).await;
    let form = Filled::on(&page, &format!("{link}/{act}"));
    browser.submit(&form).await.to();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_whose_review_a_colleague_claimed_meanwhile_is_shown_whole() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let opinion = Filled::on(&page, &format!("{link}/opinion"))
        .with("verdict", "conditions")
        .with("next", "yes")
        .typed("basis", "居住证暂行条例第二条")
        .typed("text", TYPED);
    press(&mut clerk, &link, "release").await;
    let mut colleague = desk
        .officer("tang.wei", "public_security", &["clerk"])
        .await;
    press(&mut colleague, &link, "claim").await;
    let overtaken = clerk.submit(&opinion).await;
    let text = overtaken.refused(412);
    let copy = text.split("id=\"typed\"").nth(1).unwrap();
    let copy = copy.split("</section>").next().unwrap();
    for said in [TYPED, "居住证暂行条例第二条", "附条件", "法律依据"] {
        assert!(copy.contains(said), "{said}: {copy}");
    }
    assert!(
        !copy.contains("yes") && !copy.contains("conditions"),
        "{copy}"
    );
    // Back in the queue, it can be given as it was typed.
    press(&mut colleague, &link, "release").await;
    let overtaken = clerk.submit(&opinion).await;
    let text = overtaken.refused(412);
    let again = Filled::on(text, &format!("{link}/opinion"));
    assert_eq!(again.value("text"), Some(TYPED));
    assert_eq!(again.value("verdict"), Some("conditions"));
    assert!(text.contains("您写的内容都还在下面"), "{text}");
    clerk.submit(&again).await.to();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_that_another_head_took_meanwhile_can_still_be_sent() {
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
    let mut head = desk.officer("luo.jian", "public_security", &["head"]).await;
    let (link, page) = claimed(&mut head).await;
    let answer = Filled::on(&page, &format!("{link}/follow-up")).typed("text", TYPED);
    let mut other = desk.officer("lu.ying", "public_security", &["head"]).await;
    press(&mut other, &link, "claim").await;
    let overtaken = head.submit(&answer).await;
    let again = Filled::on(overtaken.refused(412), &format!("{link}/follow-up"));
    assert_eq!(again.value("text"), Some(TYPED));
    head.submit(&again).await.to();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tick_is_nothing_that_somebody_typed() {
    let desk = Desk::open().await;
    desk.town.file(&example("residence-permit")).await;
    let mut window = desk.officer("wu.lei", "window", &["window"]).await;
    let (link, page) = claimed(&mut window).await;
    let old = Filled::on(&page, &format!("{link}/accept"));
    let redirect = Filled::on(&page, &format!("{link}/redirect")).typed("authority", "邻市窗口");
    press(&mut window, &link, "accept").await;
    let gone = window.submit(&old).await;
    assert!(gone.status.is_client_error(), "{}", gone.text);
    assert!(!gone.text.contains("您刚才写的内容"), "{}", gone.text);
    let gone = window.submit(&redirect).await;
    assert!(gone.text.contains("您刚才写的内容") && gone.text.contains("邻市窗口"));
    assert!(!gone.text.contains("yes</dd>"), "{}", gone.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_without_words_is_named_and_led_to() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let item = page.split("name=\"what\" value=\"").nth(1).unwrap();
    let item = item.split('"').next().unwrap().to_owned();
    let items = Filled::on(&page, &format!("{link}/items")).with("what", &item);
    let refused = clerk.submit(&items).await;
    let text = refused.refused(422);
    assert!(
        text.contains(&format!("href=\"#items-item:{item}\"")),
        "{text}"
    );
    assert!(
        text.contains(&format!("id=\"items-item:{item}\"")),
        "{text}"
    );
    assert!(text.contains("怎么补：请填写</a>"), "{text}");
}
