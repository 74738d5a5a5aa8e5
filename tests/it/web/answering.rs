//! A correction from the letter to the answer, on pages alone.

use serde_json::json;

use super::browser::{Browser, Filled};
use crate::api::client::{Case, PDF, Town, example};

/// Two departments ask; the lead sends one notice.
pub(super) async fn asked(town: &Town) -> Case {
    let case = town.file(&example("school-admission")).await;
    let window = town.officer("window", &["window"]).await;
    town.post(&window, &case.path("/duties/intake/claim"), &json!({}))
        .await
        .expect(200);
    town.post(&window, &case.path("/intake/accept"), &json!({}))
        .await
        .expect(200);
    let asks = [
        (
            "labor",
            "verify.work",
            "labour_contract",
            "缺最后一页签字页",
        ),
        (
            "public_security",
            "verify.stay",
            "living_since",
            "居住证上是2022年3月，请写明日期",
        ),
        (
            "family_planning",
            "verify.services",
            "guardians.phone",
            "打不通，请核对两位的号码",
        ),
    ];
    for (department, review, what, explanation) in asks {
        let clerk = town.officer(department, &["clerk"]).await;
        town.post(
            &clerk,
            &case.path(&format!("/duties/review:{review}/claim")),
            &json!({}),
        )
        .await
        .expect(200);
        let items = json!({"items": [{"what": what, "explanation": explanation}]});
        town.post(
            &clerk,
            &case.path(&format!("/duties/review:{review}/items")),
            &items,
        )
        .await
        .expect(200);
    }
    let lead = town.officer("education", &["clerk"]).await;
    town.post(
        &lead,
        &case.path("/stages/verify/correction/send"),
        &json!({}),
    )
    .await
    .expect(200);
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_brought_in_one_answer() {
    let town = Town::open().await;
    let case = asked(&town).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let status = browser.page(&format!("/cases/{}", case.number)).await;
    assert!(
        status.contains("需要补3项材料") && status.contains("补正通知"),
        "{status}"
    );
    let path = format!("/cases/{}/correction", case.number);
    assert!(status.contains(&path));

    let page = browser.page(&path).await;
    for said in [
        "缺最后一页签字页",
        "请写明日期",
        "打不通",
        "labour-contract.pdf",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(
        !page.contains("990118198805160111"),
        "no identity number in full"
    );
    let form = Filled::on(&page, &path);
    assert_eq!(form.value("form.living_since"), Some("2023-08-15"));
    assert_eq!(form.value("form.guardians.1.phone"), Some("19900000002"));
    assert_eq!(
        form.value("form.guardians.0.name"),
        None,
        "only what was asked for"
    );

    // A wrong date and an office document: both told at their places, what was typed is there.
    let wrong = form
        .clone()
        .typed("form.living_since", "2999-01-01")
        .typed("form.guardians.0.phone", "19900000009")
        .with_file("materials.labour_contract", "合同.docx", b"PK\x03\x04....");
    let page = browser.submit(&wrong).await.refused(422).to_owned();
    assert!(
        page.contains("<title>有错误") && page.contains("href=\"#materials.labour_contract\""),
        "{page}"
    );
    assert_eq!(
        Filled::on(&page, &path).value("form.guardians.0.phone"),
        Some("19900000009")
    );

    // The file is good now; it is kept, and nobody has to choose it again.
    let better = Filled::on(&page, &path).with_file("materials.labour_contract", "合同.pdf", PDF);
    let page = browser.submit(&better).await.refused(422).to_owned();
    assert!(
        page.contains("href=\"#form.living_since\"") && page.contains("已经收到"),
        "{page}"
    );
    assert!(page.contains("合同.pdf"));
    let kept = Filled::on(&page, &path);
    let forged = kept.clone().typed(
        "kept.labour_contract",
        &kept
            .value("kept.labour_contract")
            .unwrap()
            .replace("合同", "别的"),
    );
    let forged = forged.typed("form.living_since", "2022-03-01");
    assert!(
        browser
            .submit(&forged)
            .await
            .refused(422)
            .contains("href=\"#materials.labour_contract\"")
    );

    let right = kept.typed("form.living_since", "2022-03-01");
    let done = browser.submit(&right).await;
    assert_eq!(done.to(), format!("/cases/{}?done=answered", case.number));
    assert_eq!(
        browser.submit(&right).await.status,
        303,
        "sent twice, answered once"
    );
    let page = browser.page(done.to()).await;
    assert!(
        page.contains("收到了您补充的内容") && !page.contains("去补材料"),
        "{page}"
    );
    let id = lianban::doors::credentials::case_number(&case.number).unwrap();
    let facts = town.doors.find(id).await.ok().unwrap().facts;
    assert_eq!(facts.form["living_since"], "2022-03-01");
    assert_eq!(facts.form["guardians"][0]["phone"], "19900000009");
    assert_eq!(facts.form["guardians"][0]["identity"], "990118198805160111");
    let contract = &facts.materials["labour_contract"];
    assert_eq!(contract[0].name, "合同.pdf");
    let nothing = browser.page(&path).await;
    assert!(nothing.contains("现在没有要您补正的内容"));
}

/// The letter of a kind on the record, by its words.
async fn letter(browser: &mut Browser, case: &Case, title: &str) -> String {
    let record = browser
        .page(&format!("/cases/{}/record", case.number))
        .await;
    let (_, letter) = record.split_once(&format!("<b>{title}</b>")).unwrap();
    let (_, letter) = letter.split_once("<p class=\"said\">").unwrap();
    letter.split("</p>").next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_names_what_was_asked_for_and_by_whom_also_after_the_answer() {
    let town = Town::open().await;
    let case = asked(&town).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let asked = letter(&mut browser, &case, "补正通知").await;
    for said in [
        "劳动合同或用人单位证明：缺最后一页签字页",
        "居住证上是2022年3月，请写明日期",
        "打不通，请核对两位的号码",
        "人力资源和社会保障局",
        "公安局",
    ] {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    let path = format!("/cases/{}/correction", case.number);
    let answer = Filled::on(&browser.page(&path).await, &path)
        .typed("form.living_since", "2022-03-01")
        .with_file("materials.labour_contract", "合同.pdf", PDF);
    assert_eq!(browser.submit(&answer).await.status, 303);
    assert_eq!(letter(&mut browser, &case, "补正通知").await, asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_misses_something_or_comes_late_says_so() {
    let town = Town::open().await;
    let case = asked(&town).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let path = format!("/cases/{}/correction", case.number);
    browser.get("/look/language/en?then=/").await;
    let form = Filled::on(&browser.page(&path).await, &path);
    let page = browser.submit(&form).await.refused(422).to_owned();
    assert!(
        page.contains("Labour contract") && page.contains("href=\"#materials.labour_contract\""),
        "{page}"
    );

    // It was taken back in another window meanwhile.
    let withdraw = format!("/cases/{}/withdraw", case.number);
    let back = Filled::on(&browser.page(&withdraw).await, &withdraw);
    assert_eq!(browser.submit(&back).await.status, 303);
    let late = browser
        .submit(&form.with_file("materials.labour_contract", "a.pdf", PDF))
        .await;
    assert!(late.refused(409).contains("asked"), "{}", late.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_at_intake_is_brought_the_same_way() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let window = town.officer("window", &["window"]).await;
    town.post(&window, &case.path("/duties/intake/claim"), &json!({}))
        .await
        .expect(200);
    let items = json!({"items": [
        {"what": "identity_card", "explanation": "The back is missing"},
        {"what": "home_region", "explanation": "Choose the county"},
        {"what": "has_study", "explanation": "Say whether you study here"}]});
    town.post(&window, &case.path("/intake/correction"), &items)
        .await
        .expect(200);
    let mut browser = Browser::of(&town.doors, &case).await;
    let path = format!("/cases/{}/correction", case.number);
    let page = browser.page(&path).await;
    assert!(page.len() < 50_000, "{}", page.len());
    let form = Filled::on(&page, &path);
    assert!(
        form.value("form.home_region")
            .is_some_and(|code| !code.is_empty())
    );
    let form = form
        .typed("form.has_study", "no")
        .with_file("materials.identity_card", "front.pdf", PDF)
        .with_file("materials.identity_card", "back.pdf", PDF);
    let done = browser.submit(&form).await;
    assert_eq!(done.to(), format!("/cases/{}?done=answered", case.number));
    assert_eq!(town.phase(&case).await, "received");
}
