//! Ending a request needs a second person, who sees what was proposed; work is given to whoever can take it.

use super::super::admin::desk::{Desk, OWN};
use super::super::browser::{Browser, Filled};
use crate::api::client::Case;

async fn sends(boss: &mut Browser, place: &str, act: &str, fields: &[(&str, &str)]) -> String {
    let page = boss.page(place).await;
    let mut form = Filled::on(&page, &format!("{place}/{act}"));
    for (name, value) in fields {
        form = form.typed(name, value);
    }
    let to = boss.submit(&form).await.to().to_owned();
    boss.page(&to).await
}

async fn scene() -> (Desk, Case, String, Browser, Browser) {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let roles = ["supervisor"];
    let first = desk.officer("lin.yue", "supervision", &roles).await;
    let second = desk.officer("ye.qing", "supervision", &roles).await;
    let place = format!("/oversight/requests/{}", case.number);
    (desk, case, place, first, second)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposed_end_is_seen_and_confirmed_by_another() {
    let (desk, case, place, mut first, mut second) = scene().await;
    let reason = [("reason", "交重了，已经另办")];
    let own = sends(&mut first, &place, "cancel", &reason).await;
    assert!(
        own.contains("有人提议终止办件") && own.contains("要由另一名督办员确认"),
        "{own}"
    );
    assert!(
        !own.contains(&format!("{place}/cancel")),
        "nobody confirms themselves: {own}"
    );
    let page = second.page(&place).await;
    assert!(
        page.contains("lin.yue of supervision") && page.contains("交重了，已经另办"),
        "{page}"
    );
    sends(&mut second, &place, "cancel", &[("reason", "核实过")]).await;
    assert_eq!(desk.town.phase(&case).await, "terminated");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposed_end_is_declined_and_may_be_proposed_again() {
    let (desk, case, place, mut first, mut second) = scene().await;
    sends(&mut first, &place, "cancel", &[("reason", "交重了")]).await;
    let page = sends(&mut second, &place, "keep-on", &[("reason", "没有交重")]).await;
    assert!(
        page.contains("不终止，办件照常办理") && !page.contains("有人提议终止"),
        "{page}"
    );
    assert_eq!(desk.town.phase(&case).await, "under_review");
    sends(&mut second, &place, "cancel", &[("reason", "这回是真的")]).await;
    let page = first.page(&place).await;
    let proposal = page.split("id=\"history\"").next().unwrap();
    assert!(
        proposal.contains("这回是真的") && !proposal.contains("交重了"),
        "{page}"
    );
    let report = desk.town.house.engine.verify(&Default::default()).await;
    assert!(report.unwrap().holds());
}

#[tokio::test(flavor = "multi_thread")]
async fn work_is_reassigned_to_somebody_who_can_take_it_or_in_so_many_words_to_the_queue() {
    let (desk, _, place, mut boss, _) = scene().await;
    let clerk = desk
        .account("zhao.yun", "public_security", &["clerk"])
        .await;
    desk.account("gu.wen", "public_security", &["auditor"])
        .await;
    desk.account("xu.dan", "commerce", &["clerk"]).await;
    let page = boss.page(&place).await;
    assert!(
        page.contains("zhao.yun of public_security · 公安局"),
        "{page}"
    );
    assert!(
        !page.contains("xu.dan of") && !page.contains("gu.wen of"),
        "{page}"
    );
    let form = Filled::on(&page, &format!("{place}/reassign"))
        .typed("duty", "review:residence.review")
        .typed("reason", "请假");
    let nobody = boss.submit(&form).await;
    assert!(
        nobody.refused(422).contains("派给谁：请填写"),
        "{}",
        nobody.text
    );
    let number = clerk.id.0.to_string();
    boss.submit(&form.clone().typed("officer", &number))
        .await
        .to();
    let (mut holder, _) = desk.sign_in("zhao.yun", OWN).await;
    let duty = place.replace("/oversight", "/desk") + "/duties/review:residence.review";
    let held = holder.page(&duty).await;
    assert!(
        held.contains("督办员lin.yue of supervision改派给zhao.yun") && held.contains("请假"),
        "{held}"
    );
    let back = Filled::on(&boss.page(&place).await, &format!("{place}/reassign"))
        .typed("duty", "review:residence.review")
        .typed("officer", "queue")
        .typed("reason", "回来了");
    let to = boss.submit(&back).await.to().to_owned();
    let told = boss.page(&to).await;
    assert!(told.contains("的待办里，由那里的人领办"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_in_a_departments_stead_is_called_so_and_its_mistakes_are_named() {
    let (desk, _, place, _, _) = scene().await;
    desk.town.pass(12).await;
    let (mut boss, _) = desk.sign_in("lin.yue", OWN).await;
    let act = format!("{place}/decide-in-stead");
    let form = Filled::on(&boss.page(&place).await, &act)
        .typed("duty", "review:residence.review")
        .typed("reason", "超期");
    let bare = boss.submit(&form.clone().typed("verdict", "refuse")).await;
    let text = bare.refused(422);
    assert!(
        text.contains("href=\"#decide-in-stead-kind\">原因类别：请填写"),
        "{text}"
    );
    assert!(!text.contains("href=\"#decide-in-stead-reason\""), "{text}");
    let to = boss
        .submit(&form.typed("verdict", "agree"))
        .await
        .to()
        .to_owned();
    let page = boss.page(&to).await;
    assert!(page.contains("（督办员代为提出）"), "{page}");
}
