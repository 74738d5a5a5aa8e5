//! Whoever makes a certificate, hands a result over or tells somebody has before them what it says.

use serde_json::json;

use super::super::admin::desk::Desk;
use super::super::browser::{Browser, Filled};
use super::claimed;
use crate::api::client::{Case, example};

pub(super) async fn opines(
    desk: &Desk,
    case: &Case,
    department: &str,
    review: &str,
    opinion: serde_json::Value,
) {
    let clerk = desk.town.officer(department, &["clerk"]).await;
    let duty = case.path(&format!("/duties/review:{review}"));
    desk.town
        .post(&clerk, &format!("{duty}/claim"), &json!({}))
        .await;
    desk.town
        .post(&clerk, &format!("{duty}/opinion"), &opinion)
        .await;
}

/// A permit that everybody agrees to.
async fn granted(desk: &Desk) -> Case {
    let case = desk.town.under_review().await;
    let agree = || json!({"verdict": "agree"});
    opines(desk, &case, "public_security", "residence.review", agree()).await;
    opines(desk, &case, "housing", "evidence.home", agree()).await;
    opines(desk, &case, "labor", "evidence.job", agree()).await;
    case
}

/// Claims a duty and gives its page.
async fn take(browser: &mut Browser, case: &Case, duty: &str) -> (String, String) {
    let link = format!("/desk/requests/{}/duties/{duty}", case.number);
    let claim = Filled::on(&browser.page(&link).await, &format!("{link}/claim"));
    browser.submit(&claim).await.to();
    let page = browser.page(&link).await;
    (link, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_read_before_it_is_made_and_printed_to_hand_over() {
    let desk = Desk::open().await;
    let case = granted(&desk).await;
    let mut police = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let (link, page) = take(&mut police, &case, "issue").await;
    assert!(
        page.contains("《居住证》上会这样写") && page.contains("Tenzin Dorje"),
        "{page}"
    );
    assert!(page.contains("3 Specimen Road"), "{page}");
    police
        .get(&format!("{link}/certificate"))
        .await
        .refused(404);
    police
        .submit(&Filled::on(&page, &format!("{link}/issue")))
        .await
        .to();

    let mut window = desk.officer("wu.lei", "window", &["window"]).await;
    let (link, page) = take(&mut window, &case, "deliver").await;
    assert!(
        page.contains("准予") && page.contains("打印《居住证》"),
        "{page}"
    );
    assert!(!page.contains("打印不予决定书"), "{page}");
    let paper = window.page(&format!("{link}/certificate")).await;
    assert!(
        paper.contains("居住证") && paper.contains("核验码"),
        "{paper}"
    );
    window.get(&format!("{link}/refusal")).await.refused(404);
    // The applicant sees that it was looked at.
    let mut holder = Browser::of(&desk.doors, &case).await;
    let own = holder.page(&format!("/cases/{}/record", case.number)).await;
    assert!(own.contains("制证、发证"), "{own}");
    // How it was handed over has to be said.
    let form = Filled::on(&page, &format!("{link}/deliver"));
    let blank = window.submit(&form).await;
    let text = blank.refused(422);
    assert!(
        text.contains("href=\"#deliver-text\">怎么送达的：请填写"),
        "{text}"
    );
    window.submit(&form.typed("text", "本人领取")).await.to();
    assert_eq!(desk.town.phase(&case).await, "concluded");
    window
        .get(&format!("{link}/certificate"))
        .await
        .refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_printed_at_the_window_that_delivers_it() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let refuse = json!({"verdict": "refuse", "reason": "not-resident", "basis": "Art. 2", "text": "not half a year"});
    opines(&desk, &case, "public_security", "residence.review", refuse).await;
    opines(
        &desk,
        &case,
        "housing",
        "evidence.home",
        json!({"verdict": "agree"}),
    )
    .await;
    opines(
        &desk,
        &case,
        "labor",
        "evidence.job",
        json!({"verdict": "agree"}),
    )
    .await;
    let mut head = desk.officer("luo.jian", "public_security", &["head"]).await;
    let (link, page) = take(&mut head, &case, "decide").await;
    let form = Filled::on(&page, &format!("{link}/decide")).with("outcome", "refuse");
    // What is missing is told all at once.
    let blank = head.submit(&form).await;
    let text = blank.refused(422);
    for field in ["reason", "basis", "text"] {
        assert!(
            text.contains(&format!("href=\"#decide-{field}\"")),
            "{field}: {text}"
        );
    }
    let form = form
        .typed("reason", "not-resident")
        .typed("basis", "Art. 2")
        .typed("text", "居住不满半年");
    head.submit(&form).await.to();
    let mut window = desk.officer("wu.lei", "window", &["window"]).await;
    let counter = window.page(&format!("/desk/counter/{}", case.number)).await;
    let duty = format!("/desk/requests/{}/duties/deliver", case.number);
    assert!(counter.contains(&format!("href=\"{duty}\"")), "{counter}");
    let page = window.page(&duty).await;
    assert!(
        page.contains("不予批准") && page.contains("打印不予决定书"),
        "{page}"
    );
    let paper = window.page(&format!("{duty}/refusal")).await;
    assert!(
        paper.contains("不予决定书") && paper.contains("居住不满半年"),
        "{paper}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_tells_in_person_has_the_letter_before_them() {
    let desk = Desk::open().await;
    let mut application = example("residence-permit");
    application["applicant"]
        .as_object_mut()
        .unwrap()
        .remove("email");
    desk.town.file(&application).await;
    let mut clerk = desk.officer("wu.lei", "window", &["window"]).await;
    let (link, page) = claimed(&mut clerk).await;
    let items = Filled::on(&page, &format!("{link}/items"))
        .with("what", "address")
        .typed("item:address", "请写到门牌号");
    clerk.submit(&items).await.to();
    let queue = clerk.page("/desk").await;
    let tell = queue.split("/duties/tell:").nth(1).unwrap();
    let number = tell.split('"').next().unwrap();
    let link = link.replace("/duties/intake", &format!("/duties/tell:{number}"));
    let page = clerk.page(&link).await;
    assert!(
        page.contains("要告知的内容") && page.contains("请写到门牌号"),
        "{page}"
    );
    let claim = Filled::on(&page, &format!("{link}/claim"));
    clerk.submit(&claim).await.to();
    let page = clerk.page(&link).await;
    let told = Filled::on(&page, &format!("{link}/told"));
    let blank = clerk.submit(&told).await;
    assert!(
        blank
            .refused(422)
            .contains("href=\"#told-text\">怎么告知的：请填写")
    );
    clerk.submit(&told.typed("text", "电话告知本人")).await.to();
}
