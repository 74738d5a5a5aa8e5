//! Save and come back; and what is said out of season.

use chrono::TimeDelta;
use lianban::access::Access;
use lianban::doors::{Doors, Settings};

use super::typist::{Typist, begin};
use crate::api::client::{Town, example};
use crate::engine::house::House;
use crate::support::databases::Database;
use crate::web::browser::{Browser, Filled};

const PEOPLE: &str = "/apply/school-admission/people/applicant";

#[tokio::test]
async fn a_draft_goes_on_at_another_phone_by_its_code() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    begin(&mut browser, "school-admission").await;
    // Saved as it is, mistakes and all.
    let typed = [
        ("name", "样例·周文海"),
        ("identity", "99011819880516011"),
        ("phone", ""),
        ("email", ""),
        ("language", "zh"),
        ("then", "save"),
        ("key", "k"),
    ];
    let saved = browser.post(PEOPLE, &typed).await;
    assert_eq!(saved.to(), "/apply/school-admission/saved");
    let page = browser.page(saved.to()).await;
    let code = page.split("<p class=\"code\">").nth(1).unwrap();
    let code = code.split('<').next().unwrap().to_owned();
    assert!(page.contains("<svg class=\"qr\""), "{page}");

    let mut other = Browser::new(&town.doors);
    assert_eq!(other.get(PEOPLE).await.to(), "/apply/school-admission");
    let page = other.page(&format!("/continue?code={code}")).await;
    let form = Filled::on(&page, "/continue");
    assert_eq!(form.value("code"), Some(code.as_str()));
    let form = form.typed("code", &code.to_lowercase().replace('-', " "));
    let opened = other.submit(&form).await;
    let at = opened.to().to_owned();
    assert!(at.starts_with("/apply/school-admission/people/"), "{at}");
    let page = other.page(PEOPLE).await;
    let form = Filled::on(&page, PEOPLE);
    assert_eq!(form.value("name"), Some("样例·周文海"));
    assert_eq!(form.value("identity"), Some("99011819880516011"));
}

#[tokio::test]
async fn a_wrong_code_opens_nothing_and_guessing_is_slowed() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    for wrong in ["", "2222-2222-2222", "nonsense"] {
        let seen = browser.post("/continue", &[("code", wrong)]).await;
        assert!(seen.refused(422).contains("没有这个续填码"));
    }
    let mut status = 422;
    for _ in 0..40 {
        let seen = browser
            .post("/continue", &[("code", "3333-3333-3333")])
            .await;
        status = seen.status.as_u16();
    }
    assert_eq!(status, 429);
}

#[tokio::test]
async fn out_of_season_it_says_when_and_stops() {
    let house = House::open(Database::sqlite().await).await;
    house.clock.advance(TimeDelta::days(60));
    let ports = house.engine.ports().clone();
    let access = Access::new(house.engine.store().clone(), ports.machine, ports.entropy);
    let doors = Doors::new(house.engine.clone(), access, Settings::default());
    let mut browser = Browser::new(&doors);
    let page = browser.page("/apply/school-admission").await;
    assert!(page.contains("2027年4月1日"), "{page}");
    assert!(
        !page.contains("action=\"/apply/school-admission\""),
        "{page}"
    );
    let begun = browser.post("/apply/school-admission", &[]).await;
    begun.refused(422);
    assert!(
        browser
            .page("/apply/residence-permit")
            .await
            .contains("开始填写")
    );
}

#[tokio::test]
async fn nothing_is_promised_for_a_day_on_which_nobody_takes_it() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    begin(&mut browser, "school-admission").await;
    for (page, said) in [
        (
            "/services/school-admission",
            "每年4月1日至4月30日（现在可以申请）",
        ),
        ("/apply/school-admission", "最晚4月30日（周四）要交上来"),
        (
            "/apply/school-admission/saved",
            "最晚4月30日（周四）要交上来",
        ),
    ] {
        let shown = browser.page(page).await;
        assert!(shown.contains(said), "{said}: {shown}");
        assert!(!shown.contains("30天内"), "{shown}");
    }
    town.pass(30).await;
    let guide = browser.page("/services/school-admission").await;
    assert!(guide.contains("（现在不受理）"), "{guide}");
    begin(&mut browser, "residence-permit").await;
    let saved = browser.page("/apply/residence-permit/saved").await;
    assert!(saved.contains("30天内"), "{saved}");
}

#[tokio::test]
async fn a_refusal_at_the_end_leaves_the_declaration_ticked() {
    let town = Town::open().await;
    let example = example("school-admission");
    let mut typist = Typist::new(&town.doors, &example);
    typist.up_to_check().await;
    town.pass(30).await;
    let closed = typist.browser.page("/apply/school-admission/saved").await;
    assert!(closed.contains("下一次从2027年4月1日"), "{closed}");
    let sent = [("declared", "yes"), ("key", "k")];
    let sent = typist.browser.post("/apply/school-admission/check", &sent);
    let refused = sent.await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
    let (_, tick) = refused.text.split_once("id=\"declared\"").unwrap();
    assert!(
        tick.split('>').next().unwrap().contains("checked"),
        "{tick}"
    );
}

#[tokio::test]
async fn whoever_comes_after_to_the_same_phone_finds_neither_number_nor_code() {
    let town = Town::open().await;
    let example = example("residence-permit");
    let mut typist = Typist::new(&town.doors, &example);
    let done = typist.apply().await;
    let number = done.rsplit('/').next().unwrap().to_owned();
    let start = typist.browser.page("/apply/residence-permit").await;
    assert!(start.contains(&number), "{start}");
    let left = typist.browser.post("/cases/leave", &[]).await;
    assert_eq!(left.to(), "/");
    let closed = typist.browser.get(&done).await;
    assert_eq!(closed.to(), format!("/cases?case={number}"));
    let start = typist.browser.page("/apply/residence-permit").await;
    assert!(!start.contains(&number), "{start}");
}

#[tokio::test]
async fn leaving_a_request_keeps_what_is_still_being_written() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    let first = begin(&mut browser, "school-admission").await;
    browser.post("/cases/leave", &[]).await;
    assert_eq!(browser.get(&first).await.status, 200);
}

#[tokio::test]
async fn the_code_of_a_draft_that_was_sent_opens_nothing_elsewhere() {
    let town = Town::open().await;
    let example = example("residence-permit");
    let mut typist = Typist::new(&town.doors, &example);
    typist.up_to_check().await;
    let saved = typist.browser.page("/apply/residence-permit/saved").await;
    let code = saved.split("<p class=\"code\">").nth(1).unwrap();
    let code = code.split('<').next().unwrap().to_owned();
    let sent = [("declared", "yes"), ("key", "k")];
    let sent = typist.browser.post("/apply/residence-permit/check", &sent);
    let done = sent.await.to().to_owned();
    let number = done.rsplit('/').next().unwrap().to_owned();
    let id = lianban::doors::credentials::case_number(&number).unwrap();
    let secret = town.doors.engine.secret(id, 0);
    assert!(typist.browser.page(&done).await.contains(&secret));

    let mut other = Browser::new(&town.doors);
    let told = other.post("/continue", &[("code", &code)]).await;
    assert_eq!(told.status, 200, "{}", told.text);
    assert!(told.text.contains("这份申请已经交了"), "{}", told.text);
    assert!(told.text.contains(&number) && !told.text.contains(&secret));
    let turned = other.get(&done).await;
    assert_eq!(turned.to(), format!("/cases?case={number}"));
}
