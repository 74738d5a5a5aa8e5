//! A refusal that settles the round is confirmed; the way back stands only where the core has one.

use super::super::admin::desk::Desk;
use super::super::browser::{Browser, Filled};
use super::{claimed, reviewing};
use crate::api::client::example;
use serde_json::json;

fn refusal(page: &str, link: &str) -> Filled {
    Filled::on(page, &format!("{link}/opinion"))
        .with("verdict", "refuse")
        .typed("reason", "not-resident")
        .typed("basis", "居住证暂行条例2")
        .typed("text", "居住不满半年")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_settles_the_round_is_confirmed_first() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let form = refusal(&page, &link);
    let asked = clerk.submit(&form).await;
    let text = asked.refused(422);
    assert!(
        text.contains("href=\"#opinion-sure\">不能收回：请勾选确认后再提交"),
        "{text}"
    );
    assert!(text.contains("id=\"opinion-sure\""), "{text}");
    let again = refusal(text, &link);
    assert_eq!(
        again.value("text"),
        Some("居住不满半年"),
        "what was typed stays"
    );
    let given = clerk.submit(&form.with("sure", "yes")).await;
    let page = clerk.page(given.to()).await;
    assert!(
        page.contains("自己不能收回") && !page.contains("/retract"),
        "{page}"
    );
    // Where the form was sent to leads back, not into nothing.
    let sent_to = clerk.get(&format!("{link}/opinion")).await;
    assert_eq!(sent_to.to(), "/desk");
}

/// A clerk of public security with a review of the school place, where others still have to speak.
async fn among_others(desk: &Desk) -> (Browser, String, String) {
    let case = desk.town.file(&example("school-admission")).await;
    let window = desk.town.officer("window", &["window"]).await;
    for act in ["/duties/intake/claim", "/intake/accept"] {
        let told = desk.town.post(&window, &case.path(act), &json!({})).await;
        told.expect(200);
    }
    let mut clerk = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let (link, page) = claimed(&mut clerk).await;
    (clerk, link, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_stands_at_what_was_done_today() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = among_others(&desk).await;
    let sent_to = clerk.get(&format!("{link}/opinion")).await;
    assert_eq!(sent_to.to(), link);
    let opinion = Filled::on(&page, &format!("{link}/opinion"))
        .with("verdict", "conditions")
        .typed("basis", "居住证暂行条例2")
        .typed("text", "先补登记，再发证");
    clerk.submit(&opinion).await.to();
    // Another page in between loses nothing.
    clerk.page("/desk/sittings").await;
    let done = clerk.page("/desk?tab=done").await;
    let back = clerk
        .submit(&Filled::on(&done, &format!("{link}/retract")))
        .await;
    assert_eq!(back.to(), link);
    let again = Filled::on(&clerk.page(&link).await, &format!("{link}/opinion"));
    assert_eq!(again.value("verdict"), Some("conditions"));
    assert_eq!(again.value("basis"), Some("居住证暂行条例2"));
    assert_eq!(again.value("text"), Some("先补登记，再发证"));
    assert_eq!(again.value("reason"), Some(""));
}
