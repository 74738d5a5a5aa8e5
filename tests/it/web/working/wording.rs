//! Words that a certificate prints are asked for as such.

use super::super::admin::desk::Desk;
use super::super::browser::Filled;
use super::results::opines;
use super::reviewing;
use crate::api::client::{Case, example};
use serde_json::json;

const VERIFY: [(&str, &str); 6] = [
    ("education", "verify.age"),
    ("public_security", "verify.stay"),
    ("commerce", "verify.business"),
    ("health", "verify.vaccination#children-1"),
    ("family_planning", "verify.services"),
    ("labor", "verify.work"),
];

/// A child whose papers everybody has checked, and who waits for a school.
pub(super) async fn placing(desk: &Desk) -> Case {
    let case = desk.town.file(&example("school-admission")).await;
    let window = desk.town.officer("window", &["window"]).await;
    for act in ["/duties/intake/claim", "/intake/accept"] {
        let told = desk.town.post(&window, &case.path(act), &json!({})).await;
        told.expect(200);
    }
    for (department, review) in VERIFY {
        let review = review.replace('#', "%23");
        let agree = json!({"verdict": "agree"});
        opines(desk, &case, department, &review, agree).await;
    }
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_whose_words_are_printed_says_where_and_cannot_leave_them_out() {
    let desk = Desk::open().await;
    placing(&desk).await;
    let mut clerk = desk.officer("zhao.yun", "education", &["clerk"]).await;
    let queue = clerk.page("/desk").await;
    let link = queue.split("href=\"/desk/requests/").nth(1).unwrap();
    let link = format!("/desk/requests/{}", link.split('"').next().unwrap());
    assert!(link.contains("place.school"), "{link}");
    let page = clerk.page(&link).await;
    clerk
        .submit(&Filled::on(&page, &format!("{link}/claim")))
        .await
        .to();
    let page = clerk.page(&link).await;
    let told = "同意的必须写：这里写的话会原样印在《入学通知书》上，作为“就读学校”";
    assert!(
        page.contains(told) && !page.contains("同意可以不写"),
        "{page}"
    );
    let opinion = Filled::on(&page, &format!("{link}/opinion")).with("verdict", "agree");
    let text = clerk.submit(&opinion).await;
    assert!(text.refused(422).contains("说明：请填写"), "{}", text.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_that_nothing_prints_may_stay_without_words() {
    let desk = Desk::open().await;
    let (_, _, page) = reviewing(&desk).await;
    assert!(
        page.contains("同意可以不写") && !page.contains("会原样印在"),
        "{page}"
    );
}
