//! Only what the core would carry out is offered; what happened is told in words; what was refused is not
//! typed twice.

use super::super::admin::desk::Desk;
use super::super::browser::Filled;
use super::acts::{query, row};

const REVIEW: &str = "review:residence.review";

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_is_too_early_says_from_when_and_one_that_is_not_theirs_is_not_there() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let place = format!("/oversight/requests/{}", case.number);
    let page = boss.page(&place).await;
    for act in ["waive", "decide-in-stead", "extend", "resume", "reopen"] {
        assert!(!page.contains(&format!("{place}/{act}\"")), "{act}: {page}");
    }
    for act in ["urge", "reassign", "stop", "cancel"] {
        assert!(page.contains(&format!("{place}/{act}\"")), "{act}: {page}");
    }
    assert_eq!(page.matches("：部门还在期限内，").count(), 6, "{page}");
    let mut head = desk.officer("luo.jian", "public_security", &["head"]).await;
    let page = head.page(&place).await;
    assert!(!page.contains(&format!("{place}/urge\"")), "{page}");
    assert!(page.contains(&format!("{place}/stop\"")), "{page}");
    desk.town.pass(21).await;
    let page = boss.page(&place).await;
    for act in ["waive", "decide-in-stead"] {
        assert!(page.contains(&format!("{place}/{act}\"")), "{act}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_the_ladder_brought_to_the_supervisors_leads_to_its_papers() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let place = format!("/oversight/requests/{}", case.number);
    let duty = format!("/desk/requests/{}/duties/{REVIEW}", case.number);
    let link = format!("href=\"{duty}\"");
    let page = boss.page(&place).await;
    assert!(!page.contains(&link), "{page}");
    assert_eq!(boss.get(&duty).await.status, 404);
    // Head, then supervisors: the rungs of `standard` after the three days are over.
    desk.town.pass(21).await;
    let page = boss.page(&place).await;
    assert!(page.contains(&link), "{page}");
    let history = page.split("id=\"history\"").nth(1).unwrap();
    let history = history.split("</section>").next().unwrap();
    let (to_head, to_supervisors) = ("”交给部门负责人", "”交给督办员");
    for said in [to_head, to_supervisors] {
        assert!(history.contains(said), "{said}: {history}");
    }
    assert!(!history.contains("的待办"), "{history}");
    let page = boss.page(&duty).await;
    // Read here; ended at the request, as a supervisor and never in the department's name.
    assert!(page.contains("id=\"answers\""), "{page}");
    assert!(page.contains(&format!("href=\"{place}#acts\"")), "{page}");
    for act in ["claim", "opinion", "items"] {
        assert!(!page.contains(&format!("{duty}/{act}\"")), "{act}: {page}");
    }
    let mut other = desk.officer("ma.lin", "labor", &["clerk"]).await;
    assert_eq!(other.get(&duty).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_urge_is_told_in_words_here_and_with_its_reason_at_the_work() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let place = format!("/oversight/requests/{}", case.number);
    let urge = Filled::on(&boss.page(&place).await, &format!("{place}/urge"))
        .typed("duty", REVIEW)
        .typed("reason", "孩子等着报名");
    boss.submit(&urge).await.to();
    let page = boss.page(&place).await;
    let history = page.split("id=\"history\"").nth(1).unwrap();
    let history = history.split("</section>").next().unwrap();
    for said in ["催办", "孩子等着报名", "lin.yue of supervision"] {
        assert!(history.contains(said), "{said}: {history}");
    }
    let journal = boss.page(&format!("{place}/journal")).await;
    assert!(journal.contains("lin.yue of supervision · "), "{journal}");
    let mut clerk = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let duty = format!("/desk/requests/{}/duties/{REVIEW}", case.number);
    let page = clerk.page(&duty).await;
    assert!(page.contains("督办员lin.yue of supervision催办"), "{page}");
    assert!(page.contains("孩子等着报名"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_act_on_many_keeps_its_reason_and_lists_who_could_take_the_work() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let other = desk.account("xu.dan", "commerce", &["clerk"]).await;
    let clerk = desk
        .account("he.qiang", "public_security", &["clerk"])
        .await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let page = boss.page(&query("reassign", &[row(&case, REVIEW)])).await;
    assert!(
        page.contains("he.qiang of") && !page.contains("xu.dan of"),
        "{page}"
    );
    let act = "/oversight/acts/reassign";
    let form = Filled::on(&page, act)
        .typed("officer", &other.id.0.to_string())
        .typed("reason", "人手不够");
    let came = boss.submit(&form).await.text;
    assert!(came.contains("办成0件，没办成1件"), "{came}");
    let again = Filled::on(&came, act);
    assert_eq!(again.value("reason"), Some("人手不够"));
    let again = again.typed("officer", &clerk.id.0.to_string());
    let came = boss.submit(&again).await.text;
    assert!(came.contains("办成1件，没办成0件"), "{came}");
    assert!(!came.contains("id=\"again\""), "{came}");
}
