//! Drafts: every form of a piece of work is kept for itself, shown again, and dropped when it is sent.

use super::super::admin::desk::Desk;
use super::super::browser::Filled;
use super::{claimed, reviewing};
use crate::api::client::example;

/// The first thing that may be asked for.
fn first_item(page: &str) -> String {
    let item = page.split("name=\"what\" value=\"").nth(1).unwrap();
    item.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_corrections_is_kept_beside_the_opinion_and_dropped_when_sent() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let item = first_item(&page);
    let explains = format!("item:{item}");
    let mut opinion = Filled::on(&page, &format!("{link}/opinion")).typed("text", "the lease ends");
    opinion.action = format!("{link}/draft");
    assert_eq!(clerk.submit(&opinion).await.status, 204);
    let items = Filled::on(&page, &format!("{link}/items"))
        .with("what", &item)
        .typed(&explains, "the second page is missing");
    let mut kept = items.clone();
    kept.action = format!("{link}/draft");
    assert_eq!(clerk.submit(&kept).await.status, 204);

    let page = clerk.page(&link).await;
    let again = Filled::on(&page, &format!("{link}/items"));
    assert_eq!(again.value("what"), Some(item.as_str()));
    assert_eq!(again.value(&explains), Some("the second page is missing"));
    let opinion = Filled::on(&page, &format!("{link}/opinion"));
    assert_eq!(opinion.value("text"), Some("the lease ends"));

    let sent = clerk.submit(&again).await;
    assert_eq!(sent.to(), format!("{link}?noted=items"));
    // What was on its way while the form was sent comes late.
    let mut late = again.clone();
    late.action = format!("{link}/draft");
    assert_eq!(clerk.submit(&late).await.status, 204);
    let page = clerk.page(&link).await;
    let over = Filled::on(&page, &format!("{link}/items"));
    assert_eq!(
        (over.value("what"), over.value(&explains)),
        (None, Some(""))
    );
    let opinion = Filled::on(&page, &format!("{link}/opinion"));
    assert_eq!(
        opinion.value("text"),
        Some("the lease ends"),
        "it was not sent"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_intake_desk_finds_its_text_again_without_a_script() {
    let desk = Desk::open().await;
    desk.town.file(&example("residence-permit")).await;
    let mut window = desk.officer("wu.lei", "window", &["window"]).await;
    let (link, page) = claimed(&mut window).await;
    assert!(
        page.contains(&format!("formaction=\"{link}/draft\"")),
        "{page}"
    );
    let typed = Filled::on(&page, &format!("{link}/refuse"))
        .typed("reason", "not-resident")
        .typed("text", "您的住处不在本市");
    let mut kept = typed.with("keep", "yes");
    kept.action = format!("{link}/draft");
    let back = window.submit(&kept).await;
    assert_eq!(back.to(), format!("{link}?noted=draft"));
    let page = window.page(back.to()).await;
    assert!(page.contains("已保存草稿"), "{page}");
    let again = Filled::on(&page, &format!("{link}/refuse"));
    assert_eq!(again.value("reason"), Some("not-resident"));
    assert_eq!(again.value("text"), Some("您的住处不在本市"));
    // What the desk decided is sent; whoever opens it again finds nothing typed.
    let ended = window
        .submit(&again.typed("basis", "行政许可法第三十二条"))
        .await;
    assert_eq!(ended.status, 303, "{}", ended.text);
    window.get(&link).await.refused(404);
}
