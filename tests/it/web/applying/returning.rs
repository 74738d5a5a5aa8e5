//! Save and come back; and what is said out of season.

use chrono::TimeDelta;
use lianban::access::Access;
use lianban::doors::{Doors, Settings};

use super::typist::begin;
use crate::api::client::Town;
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
