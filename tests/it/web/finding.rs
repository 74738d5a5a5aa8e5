//! Finding a service: by the words that people use for it, and what its guide says at a glance.

use super::browser::Browser;
use crate::api::client::Town;

/// The services that a search shows, by their addresses.
fn shown(page: &str) -> Vec<&str> {
    let links = page.split("href=\"/services/").skip(1);
    links.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_found_by_the_words_people_use_for_it() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    for (sought, found) in [
        ("上学", "school-admission"),
        ("读书", "school-admission"),
        ("我想给孩子报名", "school-admission"),
        ("School", "school-admission"),
        ("暂住证", "residence-permit"),
        ("执照", "open-a-shop"),
        ("开店", "open-a-shop"),
    ] {
        let page = browser.page(&format!("/?q={sought}")).await;
        assert_eq!(shown(&page), [found], "{sought}: {page}");
        assert!(!page.contains("没有找到"), "{sought}");
    }
    let page = browser.page("/?q=飞机").await;
    assert_eq!(shown(&page).len(), 3, "all of them: {page}");
    assert!(page.contains("没有找到"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guide_says_its_law_with_the_readers_own_signs() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    let chinese = browser.page("/services/school-admission").await;
    let law = |page: &str| {
        let (_, law) = page.split_once("class=\"basis\"").unwrap();
        law.split("</p>").next().unwrap().to_owned()
    };
    assert!(law(&chinese).contains('、'), "{chinese}");
    browser.get("/look/language/en?then=/").await;
    let english = browser.page("/services/school-admission").await;
    assert!(law(&english).contains(", 疫苗管理法48, "), "{english}");
}
