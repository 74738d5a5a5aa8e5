//! A supervisor speaks in a department's stead: what follows is said before, and in whose name after.

use serde_json::json;

use super::super::admin::desk::Desk;
use super::super::browser::{Browser, Filled};
use crate::api::client::Case;

const RESIDENCE: &str = "review:residence.review";
const HOME: &str = "review:evidence.home";
const DECIDES: &str = "这项服务规定当场自动准予";

/// One department agrees.
async fn agrees(desk: &Desk, case: &Case, department: &str, duty: &str) {
    let clerk = desk.town.officer(department, &["clerk"]).await;
    let agree = json!({"verdict": "agree", "text": "属实"});
    for (act, body) in [("claim", json!({})), ("opinion", agree)] {
        let path = case.path(&format!("/duties/{duty}/{act}"));
        desk.town.post(&clerk, &path, &body).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn that_an_agreement_grants_is_said_before_and_the_decision_is_the_deciding_departments() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut clerk = desk.officer("qin.tao", "housing", &["clerk"]).await;
    let work = format!("/desk/requests/{}/duties/{HOME}", case.number);
    let claim = Filled::on(&clerk.page(&work).await, &format!("{work}/claim"));
    clerk.submit(&claim).await;
    let page = clerk.page(&work).await;
    assert!(!page.contains(DECIDES), "another review is open: {page}");
    agrees(&desk, &case, "public_security", RESIDENCE).await;
    assert!(clerk.page(&work).await.contains(DECIDES));

    desk.town.pass(21).await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let place = format!("/oversight/requests/{}", case.number);
    let page = boss.page(&place).await;
    assert!(page.contains(DECIDES), "{page}");
    let form = Filled::on(&page, &format!("{place}/decide-in-stead"))
        .typed("duty", HOME)
        .typed("verdict", "agree")
        .typed("reason", "已超期，租赁合同有效");
    boss.submit(&form).await.to();

    let mut applicant = Browser::of(&desk.doors, &case).await;
    let page = applicant.page(&format!("/cases/{}", case.number)).await;
    assert!(page.contains("（部门超期，由督办员代为提出）"), "{page}");
    assert_eq!(page.matches("由督办员代为提出").count(), 1, "{page}");
    let record = applicant
        .page(&format!("/cases/{}/record", case.number))
        .await;
    assert!(record.contains("公安局作出决定"), "{record}");
    assert!(!record.contains("政务服务监督办公室作出决定"), "{record}");

    // Nothing is asked for in a stage that is over.
    let page = boss.page(&place).await;
    assert!(
        !page.contains(&format!("{place}/allow-correction\"")),
        "{page}"
    );
    let supervisor = desk.town.officer("supervision", &["supervisor"]).await;
    let act = json!({"act": {"allow_correction": {"stage": "evidence"}}, "reason": "看不清"});
    let refused = desk
        .town
        .post(&supervisor, &case.path("/supervise"), &act)
        .await;
    assert_eq!(refused.expect(409)["code"], "wrong_phase");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_to_end_that_a_decision_overtook_says_so() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let place = format!("/oversight/requests/{}", case.number);
    let cancel = Filled::on(&boss.page(&place).await, &format!("{place}/cancel"))
        .typed("reason", "重复申请");
    boss.submit(&cancel).await.to();
    let mut second = desk
        .officer("ye.qing", "supervision", &["supervisor"])
        .await;
    assert!(second.page(&place).await.contains("确认终止"));
    agrees(&desk, &case, "public_security", RESIDENCE).await;
    agrees(&desk, &case, "housing", HOME).await;
    for reader in [&mut boss, &mut second] {
        let page = reader.page(&place).await;
        assert!(page.contains("提出以后已经作出决定"), "{page}");
        assert!(!page.contains("要由另一名督办员确认"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_officer_just_did_says_who_has_the_request_now() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut clerk = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let work = format!("/desk/requests/{}/duties/{RESIDENCE}", case.number);
    let claim = Filled::on(&clerk.page(&work).await, &format!("{work}/claim"));
    clerk.submit(&claim).await;
    let opinion =
        Filled::on(&clerk.page(&work).await, &format!("{work}/opinion")).with("verdict", "agree");
    let given = clerk.submit(&opinion).await;
    let told = clerk.page(given.to()).await;
    assert!(told.contains("已办好这一步"), "{told}");
    assert!(
        told.contains("还要办的：住房和城乡建设局 · 稳定住所核验"),
        "{told}"
    );
    // The last of it is barred from the next work, and `next` says why it claims nothing.
    agrees(&desk, &case, "labor", "review:evidence.job").await;
    let queue = clerk.page("/desk?tab=unclaimed").await;
    let next = Filled::on(&queue, "/desk/next");
    let came = clerk.submit(&next).await;
    let page = clerk.page(came.to()).await;
    assert!(page.contains("下面的工作您都不能领"), "{page}");
}
