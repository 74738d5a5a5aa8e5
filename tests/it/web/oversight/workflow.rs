//! What lies at each step of a service, and one request on its workflow.

use serde_json::json;

use crate::web::admin::desk::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_drawn_with_what_lies_at_each_step() {
    let desk = Desk::open().await;
    desk.town.under_review().await;
    desk.town.under_review().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let list = boss.page("/oversight/workflows").await;
    assert!(list.contains("/oversight/workflows/residence-permit"));
    let page = boss.page("/oversight/workflows/residence-permit").await;
    let behind = "/oversight/work?department=housing&amp;step=residence-permit%2Fevidence";
    assert!(page.contains(&format!("href=\"{behind}\">2<")), "{page}");
    let path = "/oversight/workflows/residence-permit/diagram.svg";
    let seen = boss.get(path).await;
    assert_eq!(seen.headers["content-type"], "image/svg+xml");
    assert_eq!(seen.headers["cache-control"], "no-store");
    let (title, rest) = seen.text.split_once("</title>").unwrap();
    assert!(
        title.contains("居住证") && rest.contains("<desc>▶ 在办6件"),
        "{}",
        seen.text
    );
    // at three reviews and at the frame of the stage that has one; the other frame has two of them
    assert_eq!(seen.text.matches(">▶ 在办2件<").count(), 4, "{}", seen.text);
    assert!(!seen.text.contains('…'), "something is cut off");
    desk.town.pass(21).await;
    let late = boss.page(path).await;
    assert!(late.contains("■ 超期2件"), "{late}");
    let figures = boss.page("/oversight/workflows/residence-permit").await;
    assert!(figures.contains("standing=red\">■ 2<"), "{figures}");
    boss.get("/oversight/workflows/nothing").await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_drawn_with_what_is_done_under_way_skipped_and_stopped() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut auditor = desk.officer("audit", "supervision", &["auditor"]).await;
    let request = format!("/oversight/requests/{}", case.number);
    let drawing = format!("{request}/diagram.svg");
    let page = auditor.page(&request).await;
    assert!(page.contains(&format!("src=\"{drawing}\"")), "{page}");
    let svg = auditor.page(&drawing).await;
    let title = svg.split("</title>").next().unwrap();
    assert!(title.contains(&case.number), "{title}");
    // intake is behind; the home is looked at, the job is not needed; the decision is ahead
    for (step, said) in [
        ("受理", "✓ 办完"),
        ("居住登记核验", "▶ 正在办"),
        ("稳定住所核验", "▶ 正在办"),
        ("经营核验", "— 不需要"),
        ("决定", "○ 还没到"),
    ] {
        assert!(svg.contains(&format!("{step}: {said}")), "{step}: {svg}");
        assert!(page.contains(said), "{said}: {page}");
    }
    let boss = desk.town.officer("supervision", &["supervisor"]).await;
    let stop = json!({"act": {"stop": {"ground": "hearing", "until": "2026-04-20T00:00:00Z"}}, "reason": "a hearing"});
    desk.town
        .post(&boss, &case.path("/supervise"), &stop)
        .await
        .expect(200);
    let svg = auditor.page(&drawing).await;
    assert!(svg.contains("居住登记核验: ‖ 停钟"), "{svg}");
    let cancel = json!({"act": "cancel", "reason": "filed twice"});
    for who in [
        &boss,
        &desk.town.officer("supervision", &["supervisor"]).await,
    ] {
        desk.town
            .post(who, &case.path("/supervise"), &cancel)
            .await
            .expect(200);
    }
    let svg = auditor.page(&drawing).await;
    assert!(svg.contains("决定: — 不需要"), "{svg}");
    assert!(!svg.contains("正在办"), "{svg}");
}
