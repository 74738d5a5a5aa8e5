//! One act on many, with what came of each.

use crate::api::client::Case;
use crate::web::admin::desk::Desk;
use crate::web::browser::{Browser, Filled};

const REVIEW: &str = "review:residence.review";

pub(super) fn row(case: &Case, duty: &str) -> String {
    format!("{} {duty}", case.number)
}

pub(super) fn query(act: &str, rows: &[String]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("act", act);
    query.extend_pairs(rows.iter().map(|row| ("row", row)));
    format!("/oversight/acts?{}", query.finish())
}

async fn urges(boss: &mut Browser, case: &Case) -> usize {
    let path = format!("/oversight/requests/{}/journal", case.number);
    boss.page(&path).await.matches("&quot;urged&quot;").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_reason_moves_many_and_each_says_what_came_of_it() {
    let desk = Desk::open().await;
    let (one, other) = (
        desk.town.under_review().await,
        desk.town.under_review().await,
    );
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let list = boss.page("/oversight/work").await;
    let ticked = Filled::on(&list, "/oversight/acts");
    assert_eq!(ticked.value("row"), None, "nothing is ticked beforehand");
    assert!(list.contains(&format!("value=\"{}\"", row(&one, REVIEW))));
    // the third is long done: nobody has it any more
    let rows = [
        row(&one, REVIEW),
        row(&other, REVIEW),
        row(&other, "intake"),
    ];
    let page = boss.page(&query("urge", &rows)).await;
    assert!(page.contains("共3件"), "{page}");
    let form = Filled::on(&page, "/oversight/acts/urge");
    let refused = boss.submit(&form).await;
    let again = refused.refused(422);
    assert!(
        again.contains(&row(&other, REVIEW)),
        "what was ticked stays"
    );
    let reason = "节后积压，申请人在等";
    let form = Filled::on(again, "/oversight/acts/urge").typed("reason", reason);
    let came = boss.submit(&form).await.text;
    assert!(came.contains("办成2件，没办成1件"), "{came}");
    assert!(came.contains(reason) && came.contains("lin.yue of supervision"));
    assert_eq!(came.matches("● 办成了").count(), 2);
    assert!(came.contains("■ 没办成") && came.contains("这件工作已经不在待办里"));
    for case in [&one, &other] {
        assert_eq!(urges(&mut boss, case).await, 1);
        let journal = format!("/oversight/requests/{}/journal", case.number);
        assert!(boss.page(&journal).await.contains(reason));
    }
    // a double click
    let again = boss.submit(&form).await.text;
    assert!(again.contains("办成2件，没办成1件"), "{again}");
    assert_eq!(urges(&mut boss, &one).await, 1);
    assert_eq!(urges(&mut boss, &other).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_goes_to_somebody_else_and_clocks_stop_for_many() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let clerk = desk
        .account("zhao.yun", "public_security", &["clerk"])
        .await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let page = boss.page(&query("reassign", &[row(&case, REVIEW)])).await;
    let form = Filled::on(&page, "/oversight/acts/reassign")
        .typed("officer", &clerk.id.0.to_string())
        .typed("reason", "she knows the case");
    let came = boss.submit(&form).await.text;
    assert!(came.contains("办成1件"), "{came}");
    let list = boss.page("/oversight/work").await;
    assert!(list.contains("zhao.yun of public_security"), "{list}");
    // the whole request stops once, however much of it was ticked
    let rows = [row(&case, REVIEW), row(&case, "-")];
    let page = boss.page(&query("stop", &rows)).await;
    let form = Filled::on(&page, "/oversight/acts/stop")
        .typed("ground", "hearing")
        .typed("until", "2026-04-20")
        .typed("reason", "a hearing is held");
    let came = boss.submit(&form).await.text;
    assert!(came.contains("办成1件，没办成0件"), "{came}");
    let list = boss.page("/oversight/work?standing=grey").await;
    assert!(list.contains(&case.number), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_sees_everything_and_is_offered_nothing_to_do() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    desk.town.pass(21).await;
    let mut auditor = desk.officer("audit", "supervision", &["auditor"]).await;
    let request = format!("/oversight/requests/{}", case.number);
    let paths = [
        "/oversight",
        "/oversight/stalled",
        "/oversight/work",
        "/oversight/requests",
        "/oversight/workflows",
        "/oversight/workflows/residence-permit",
        &request,
        &format!("{request}/journal"),
    ];
    for path in paths {
        let page = auditor.page(path).await;
        let main = page.split("<main").nth(1).unwrap();
        assert!(!main.contains("method=\"post\""), "{path}: {page}");
        assert!(!main.contains("/oversight/acts"), "{path}: {page}");
        assert!(!main.contains("checkbox\" name=\"row\""), "{path}: {page}");
    }
    let rows = [row(&case, REVIEW)];
    auditor.get(&query("urge", &rows)).await.refused(403);
    let fields = [("row", rows[0].as_str()), ("reason", "none")];
    auditor
        .post("/oversight/acts/urge", &fields)
        .await
        .refused(403);
    let act = format!("{request}/urge");
    auditor.post(&act, &fields).await.refused(403);
    let mut head = desk.officer("sun.hao", "public_security", &["head"]).await;
    head.get(&query("urge", &rows)).await.refused(404);
}
