//! Usual reasons of a department, and letters to be looked at.

use lianban::domain::identifiers::CaseNumber;

use super::desk::{Desk, OWN};
use crate::web::browser::{Browser, Filled};

const PLACE: &str = "/admin/templates";

async fn add(browser: &mut Browser, zh: &str) -> crate::web::browser::Seen {
    let page = browser.page(PLACE).await;
    let form = Filled::on(&page, PLACE)
        .typed("verdict", "agree")
        .typed("zh", zh)
        .typed("en", "The contract was checked.");
    browser.submit(&form).await
}

#[tokio::test]
async fn a_head_keeps_the_reasons_of_the_own_department_and_opinions_begin_with_them() {
    let desk = Desk::open().await;
    let mut head = desk.officer("sun.hao", "labor", &["head"]).await;
    assert!(
        add(&mut head, " ")
            .await
            .refused(422)
            .contains("中文、英文都要写")
    );
    assert_eq!(add(&mut head, "劳动合同已核对。").await.to(), PLACE);
    assert_eq!(add(&mut head, "劳动合同已核对。").await.to(), PLACE);
    let page = head.page(PLACE).await;
    assert_eq!(
        page.matches("<summary>").count(),
        1,
        "a double tap adds one"
    );
    let change = page
        .split("action=\"")
        .find(|rest| rest.contains("/change\""))
        .unwrap();
    let change = change.split('"').next().unwrap().to_owned();
    let form = Filled::on(&page, &change);
    let better = form.clone().typed("zh", "劳动合同、社保记录已核对。");
    assert_eq!(head.submit(&better).await.to(), PLACE);
    let stale = head.submit(&form.typed("zh", "别的话")).await;
    assert!(stale.refused(412).contains("别人刚刚改过这一句"));
    assert!(stale.text.contains("别的话"), "what was typed stays");

    let mut other = desk.officer("he.qing", "housing", &["head"]).await;
    assert!(!other.page(PLACE).await.contains("社保记录"));
    other
        .post(&change, &[("zh", "x"), ("en", "x"), ("verdict", "agree")])
        .await
        .refused(404);

    let case = desk.town.under_review().await;
    desk.account("zhang.li", "labor", &["clerk"]).await;
    let (mut clerk, _) = desk.sign_in("zhang.li", OWN).await;
    let duty = format!("/desk/requests/{}/duties/review:evidence.job", case.number);
    let page = clerk.page(&duty).await;
    let claim = Filled::on(&page, &format!("{duty}/claim"));
    clerk.submit(&claim).await;
    let page = clerk.page(&duty).await;
    assert!(page.contains("劳动合同、社保记录已核对。"), "{page}");
    let opinion = Filled::on(&page, &format!("{duty}/opinion"))
        .with("verdict", "agree")
        .typed("template", "劳动合同、社保记录已核对。")
        .typed("text", "合同到2028年。");
    clerk.submit(&opinion).await.to();
    let id = case.number.parse::<CaseNumber>().unwrap().request_id();
    let found = desk.doors.find(id).await.unwrap();
    let words: Vec<&String> = found.facts.words.values().collect();
    assert!(
        words
            .iter()
            .any(|words| *words == "劳动合同、社保记录已核对。\n合同到2028年。"),
        "{words:?}"
    );

    let retire = change.replace("/change", "/retire");
    let page = head.page(PLACE).await;
    assert_eq!(head.submit(&Filled::on(&page, &retire)).await.to(), PLACE);
    assert!(head.page(PLACE).await.contains("还没有。"));
    let mut keeper = desk.administrator().await;
    let acts = keeper.page("/admin/acts").await;
    for said in ["新增常用理由", "修改常用理由", "停用常用理由"] {
        assert!(acts.contains(said), "{said}");
    }
    let (mut plain, _) = desk.sign_in("zhang.li", OWN).await;
    plain.get(PLACE).await.refused(403);
}

#[tokio::test]
async fn every_letter_is_looked_at_in_both_languages_in_a_frame_that_does_nothing() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let list = keeper.page("/admin/notices").await;
    let all = list.matches("href=\"/admin/notices/").count();
    assert_eq!(all, 35, "{list}");
    let page = keeper.page("/admin/notices/receipt").await;
    assert_eq!(page.matches("<iframe sandbox=\"\"").count(), 2, "{page}");
    for (tongue, said) in [("zh", "收"), ("en", "received")] {
        let letter = keeper
            .get(&format!("/admin/notices/receipt/{tongue}"))
            .await;
        assert_eq!(letter.headers["content-type"], "text/plain; charset=utf-8");
        assert_eq!(letter.headers["x-frame-options"], "SAMEORIGIN");
        assert!(letter.text.contains(said), "{}", letter.text);
    }
    keeper.get("/admin/notices/nothing").await.refused(404);
    keeper.get("/admin/notices/receipt/fr").await.refused(404);
}
