//! Usual reasons of a department, and letters to be looked at.

use lianban::domain::identifiers::CaseNumber;
use lianban::storage::idempotency::Key;
use lianban::storage::reason_templates::Words;

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
    let page = head.page(PLACE).await;
    let new = Filled::on(&page, PLACE)
        .typed("verdict", "agree")
        .typed("zh", "劳动合同已核对。")
        .typed("en", "The contract was checked.");
    assert_eq!(head.submit(&new).await.to(), PLACE);
    assert_eq!(head.submit(&new).await.to(), PLACE);
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
async fn the_reasons_of_a_merged_department_are_kept_and_offered_where_it_goes_on() {
    let desk = Desk::merged("labor", "health").await;
    let mut old = desk.officer("sun.hao", "labor", &["head"]).await;
    let mut head = desk.officer("he.qing", "health", &["head"]).await;
    let keeper = desk.doors.access.operator();
    let words = Words {
        verdict: "agree".to_owned(),
        zh: "劳动合同已核对。".to_owned(),
        en: "The contract was checked.".to_owned(),
    };
    let key = |n: usize| Key {
        actor: "operator".to_owned(),
        key: n.to_string(),
        body_hash: String::new(),
    };
    let labor = "labor".parse().unwrap();
    keeper.add_reason(&labor, &words, &key(0)).await.unwrap();
    for browser in [&mut old, &mut head] {
        let page = browser.page(PLACE).await;
        assert!(page.contains("劳动合同已核对。"), "{page}");
    }
    let page = head.page(PLACE).await;
    let change = page
        .split("action=\"")
        .find(|rest| rest.contains("/change\""))
        .unwrap();
    let change = change.split('"').next().unwrap().to_owned();
    let better = Filled::on(&page, &change).typed("zh", "合同、社保已核对。");
    assert_eq!(head.submit(&better).await.to(), PLACE);

    let case = desk.town.under_review().await;
    let mut clerk = desk.officer("zhang.li", "health", &["clerk"]).await;
    let duty = format!("/desk/requests/{}/duties/review:evidence.job", case.number);
    let page = clerk.page(&duty).await;
    clerk
        .submit(&Filled::on(&page, &format!("{duty}/claim")))
        .await;
    let page = clerk.page(&duty).await;
    assert!(page.contains("合同、社保已核对。"), "{page}");

    // However many there are, each is on some page.
    for n in 1..=100 {
        keeper.add_reason(&labor, &words, &key(n)).await.unwrap();
    }
    let mut all = desk.administrator().await;
    let first = all.page(PLACE).await;
    assert_eq!(first.matches("<summary>").count(), 100);
    let next = first.split(&format!("{PLACE}?cursor=")).nth(1).unwrap();
    let next = next.split('"').next().unwrap();
    let last = all.page(&format!("{PLACE}?cursor={next}")).await;
    assert_eq!(last.matches("<summary>").count(), 1, "{last}");
    all.get(&format!("{PLACE}?cursor=x")).await.refused(400);
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
