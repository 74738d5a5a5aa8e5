//! Cards are read and answered where the letter leads, by the department they are against.

use super::super::admin::desk::{Desk, OWN};
use super::super::browser::{Browser, Filled};
use crate::api::client::Case;

/// A permit that everybody let lie until yellow and red cards came of it.
async fn carded(desk: &Desk) -> Case {
    let case = desk.town.under_review().await;
    desk.town.pass(12).await;
    case
}

async fn back(desk: &Desk, login: &str) -> Browser {
    desk.sign_in(login, OWN).await.0
}

/// The addresses of the forms that answer a card, in the order of the page.
fn replies(page: &str, place: &str) -> Vec<String> {
    let begin = format!("action=\"{place}/");
    let forms = page.split(&begin).skip(1);
    forms
        .map(|form| format!("{place}/{}", form.split('"').next().unwrap()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_answers_its_card_and_the_supervisor_reads_it() {
    let desk = Desk::open().await;
    desk.account("luo.jian", "public_security", &["head"]).await;
    desk.account("lin.yue", "supervision", &["supervisor"])
        .await;
    let case = carded(&desk).await;
    let mut head = back(&desk, "luo.jian").await;
    let place = format!("/desk/requests/{}/cards", case.number);
    let page = head.page(&place).await;
    assert!(
        page.contains("▲ 黄牌（预警）") && page.contains("■ 红牌（违规）"),
        "{page}"
    );
    assert!(page.contains("“居住登记核验”期限3"), "{page}");
    assert!(
        page.contains("还没有答复") && page.contains("前答复"),
        "{page}"
    );
    let forms = replies(&page, &place);
    assert!(forms.len() >= 2, "a yellow and a red one: {page}");
    // The work itself shows the card too, with where to answer.
    let duty = format!(
        "/desk/requests/{}/duties/review:residence.review",
        case.number
    );
    let work = head.page(&duty).await;
    assert_eq!(replies(&work, &place), forms, "{work}");

    let blank = head.submit(&Filled::on(&page, &forms[0])).await;
    let text = blank.refused(422);
    let number = forms[0].rsplit('/').next().unwrap();
    let field = format!("href=\"#card-{number}-text\">原因和补救办法：请填写");
    assert!(text.contains(&field), "{text}");
    let reply = Filled::on(&page, &forms[0]).typed("text", "两名经办人病假，今天补办");
    let to = head.submit(&reply).await.to().to_owned();
    let page = head.page(&to).await;
    assert!(
        page.contains("已经答复") && page.contains("两名经办人病假，今天补办"),
        "{page}"
    );
    assert_eq!(replies(&page, &place), forms[1..], "answered once: {page}");

    let mut boss = back(&desk, "lin.yue").await;
    let overseen = format!("/oversight/requests/{}", case.number);
    let overseen = boss.page(&overseen).await;
    assert!(overseen.contains("两名经办人病假，今天补办"), "{overseen}");
    assert!(
        overseen.contains("还没有答复"),
        "others wait for an answer: {overseen}"
    );
    assert!(
        replies(&overseen, &place).is_empty(),
        "no card is the supervisor's to answer: {overseen}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_no_other_departments_and_outlives_its_work() {
    let desk = Desk::open().await;
    desk.account("he.qiang", "public_security", &["clerk"])
        .await;
    desk.account("xu.dan", "commerce", &["clerk"]).await;
    let case = carded(&desk).await;
    let place = format!("/desk/requests/{}/cards", case.number);
    let mut clerk = back(&desk, "he.qiang").await;
    let form = replies(&clerk.page(&place).await, &place).remove(0);
    let mut other = back(&desk, "xu.dan").await;
    other.get(&place).await.refused(404);
    let typed = [("key", "k1"), ("text", "not ours")];
    let tried = other.post(&form, &typed).await;
    assert!(tried.status.is_client_error(), "{}", tried.text);
    // The department speaks late; its cards are still there to be answered.
    let duty = format!(
        "/desk/requests/{}/duties/review:residence.review",
        case.number
    );
    let claim = Filled::on(&clerk.page(&duty).await, &format!("{duty}/claim"));
    clerk.submit(&claim).await.to();
    let opinion = Filled::on(&clerk.page(&duty).await, &format!("{duty}/opinion"));
    clerk.submit(&opinion.with("verdict", "agree")).await.to();
    clerk.get(&duty).await.refused(404);
    let page = clerk.page(&place).await;
    let reply = Filled::on(&page, &form).typed("text", "late, done");
    clerk.submit(&reply).await.to();
    assert!(clerk.page(&place).await.contains("late, done"));
}
