//! Changing the language or the size of letters loses nothing that is being typed.

use super::super::admin::desk::Desk;
use super::super::applying::typist::begin;
use super::super::browser::{Browser, Filled};
use super::reviewing;

#[tokio::test(flavor = "multi_thread")]
async fn an_application_in_another_language_has_what_was_typed() {
    let desk = Desk::open().await;
    let mut browser = Browser::new(&desk.doors);
    let first = begin(&mut browser, "residence-permit").await;
    let kind = Filled::on(&browser.page(&first).await, &first).with("kind", "self");
    let to = browser
        .submit(&kind.with("then", "next"))
        .await
        .to()
        .to_owned();
    let page = browser.page(&to).await;
    assert!(
        page.contains("form=\"typing\" name=\"look\" value=\"en\""),
        "{page}"
    );
    assert!(
        !page.contains("/look/language/"),
        "a link would lose what is typed"
    );
    // What Enter presses comes before the switches.
    let (enter, switch) = (
        page.find("aria-hidden=\"true\"></button>"),
        page.find("name=\"look\""),
    );
    assert!(enter < switch && enter.is_some(), "{page}");
    let typed = Filled::on(&page, &to)
        .typed("name", "买买提·吐尔逊")
        .typed("identity", "11");
    let turned = browser.submit(&typed.with("look", "en")).await;
    assert_eq!(turned.to(), to);
    let page = browser.page(&to).await;
    assert!(page.contains("<html lang=\"en\""), "{page}");
    let again = Filled::on(&page, &to);
    assert_eq!(again.value("name"), Some("买买提·吐尔逊"));
    assert_eq!(
        again.value("identity"),
        Some("11"),
        "what is wrong is kept too"
    );
    let larger = browser
        .submit(&again.typed("phone", "1990000").with("look", "large"))
        .await;
    assert_eq!(larger.to(), to);
    let page = browser.page(&to).await;
    assert!(page.contains("class=\"public large\""), "{page}");
    assert_eq!(Filled::on(&page, &to).value("phone"), Some("1990000"));
    // Nobody is led away, and no other word changes anything.
    let other = browser
        .submit(&Filled::on(&page, &to).with("look", "fr"))
        .await;
    other.refused(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_in_another_language_has_what_was_typed() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let keeps = format!("name=\"look\" value=\"en\" formaction=\"{link}/draft\" formnovalidate");
    assert!(page.contains(&keeps), "{page}");
    let mut typed = Filled::on(&page, &format!("{link}/opinion"))
        .with("verdict", "conditions")
        .typed("text", "带上新合同");
    typed.action = format!("{link}/draft");
    let turned = clerk.submit(&typed.with("look", "en")).await;
    assert_eq!(turned.to(), link);
    let page = clerk.page(&link).await;
    assert!(page.contains("<html lang=\"en\""), "{page}");
    let again = Filled::on(&page, &format!("{link}/opinion"));
    assert_eq!(again.value("text"), Some("带上新合同"));
    assert_eq!(again.value("verdict"), Some("conditions"));
    assert_eq!(again.value("look"), None);
    // Where nothing is typed, the switch is a link that leads back.
    let queue = clerk.page("/desk").await;
    assert!(queue.contains("/look/language/zh?then=%2Fdesk"), "{queue}");
}
