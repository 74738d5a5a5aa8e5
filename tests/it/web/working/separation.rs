//! Whoever reviews does not decide: said before it is too late, and never the end of a case.

use super::super::admin::desk::Desk;
use super::super::browser::{Browser, Filled};
use super::wording::placing;
use crate::api::client::Case;

const REVIEW: &str = "review:place.school%23children-1";

fn place(case: &Case, duty: &str) -> String {
    format!("/desk/requests/{}/duties/{duty}", case.number)
}

/// The head gives the last opinion, so that somebody has to decide.
async fn reviewed(head: &mut Browser, case: &Case) {
    let link = place(case, REVIEW);
    let page = head.page(&link).await;
    head.submit(&Filled::on(&page, &format!("{link}/claim")))
        .await
        .to();
    let page = head.page(&link).await;
    assert!(
        page.contains("提了审查意见的人，不能再对这件办件作决定"),
        "{page}"
    );
    let opinion = Filled::on(&page, &format!("{link}/opinion"))
        .with("verdict", "agree")
        .typed("text", "锦华小学一年级");
    head.submit(&opinion).await.to();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_who_reviews_is_told_who_decides_then_and_is_not_offered_the_decision() {
    let desk = Desk::open().await;
    let case = placing(&desk).await;
    let mut head = desk.officer("sun.hao", "education", &["head"]).await;
    let page = head.page(&place(&case, REVIEW)).await;
    assert!(page.contains("就没有别的人可以决定了"), "{page}");
    let second = desk.account("lu.ying", "education", &["head"]).await;
    let page = head.page(&place(&case, REVIEW)).await;
    let told = "就要由别人决定：lu.ying of education。";
    assert!(page.contains(told), "{page}");
    // A clerk decides nothing, and gives nothing up.
    let mut clerk = desk.officer("zhao.yun", "education", &["clerk"]).await;
    let page = clerk.page(&place(&case, REVIEW)).await;
    assert!(!page.contains("不能再对这件办件作决定"), "{page}");

    reviewed(&mut head, &case).await;
    let queue = head.page("/desk").await;
    let next = head.submit(&Filled::on(&queue, "/desk/next")).await;
    assert_eq!(
        next.to(),
        "/desk?tab=unclaimed&none=yes",
        "not what they are barred from"
    );
    let decision = place(&case, "decide");
    let page = head.page(&decision).await;
    assert!(page.contains("您审查过这件办件，不能再作决定"), "{page}");
    assert!(
        page.contains("可以办的有：lu.ying of education。"),
        "{page}"
    );
    assert!(!page.contains("/claim\""), "{page}");
    let refused = head
        .post(&format!("{decision}/claim"), &[("key", "a-key")])
        .await;
    let text = refused.refused(403);
    assert!(
        text.contains("您审查过这件办件，不能再作决定，请由同事办"),
        "{text}"
    );

    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let request = format!("/oversight/requests/{}", case.number);
    let page = boss.page(&request).await;
    let act = format!("{request}/reassign");
    let offered = page.split(&format!("action=\"{act}\"")).nth(1).unwrap();
    let offered = offered.split("</form>").next().unwrap();
    assert!(
        offered.contains("lu.ying") && !offered.contains("sun.hao"),
        "{offered}"
    );
    let reassign = Filled::on(&page, &act)
        .typed("duty", "decide")
        .typed("reason", "他审查过");
    let given = reassign.clone().typed("officer", &second.id.0.to_string());
    boss.submit(&given).await.to();
}

#[tokio::test(flavor = "multi_thread")]
async fn work_is_not_handed_to_whom_an_earlier_step_bars_and_stranded_work_says_so() {
    let desk = Desk::open().await;
    let case = placing(&desk).await;
    let account = desk.account("sun.hao", "education", &["head"]).await;
    let (mut head, _) = desk
        .sign_in("sun.hao", super::super::admin::desk::OWN)
        .await;
    reviewed(&mut head, &case).await;
    let page = head.page(&place(&case, "decide")).await;
    assert!(page.contains("这个部门现在没有别的人可以办"), "{page}");
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let request = format!("/oversight/requests/{}", case.number);
    let page = boss.page(&request).await;
    assert!(page.contains("这个部门没有人可以办"), "{page}");
    let reassign = Filled::on(&page, &format!("{request}/reassign"))
        .typed("duty", "decide")
        .typed("officer", &account.id.0.to_string())
        .typed("reason", "请他办");
    let refused = boss.submit(&reassign).await;
    let text = refused.refused(403);
    assert!(
        text.contains("这位同事审查过这件办件，不能再作决定，请选别人"),
        "{text}"
    );
}
