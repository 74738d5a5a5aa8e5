//! Six pages as they stand, in both languages: a change of what people read is seen in review.

use chrono::TimeDelta;

use super::admin::desk::Desk;
use super::applying::typist::Typist;
use super::browser::{Browser, Filled};
use crate::api::client::{Case, example};

/// What differs from run to run, and what is written for it.
const VOLATILE: [(&str, &str); 5] = [
    (r"[2-9A-Z]{4}-[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{4}", "[case]"),
    (r#"name="key" value="[^"]+""#, r#"name="key" value="[key]""#),
    (r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+", "[picture]"),
    (r"/assets/[0-9a-f]+/", "/assets/[hash]/"),
    (r"/form/([a-z_]+)/[0-9a-f]{8}\b", "/form/$1/[row]"),
];

/// Compares a page, a tag a line, with how it stood.
fn compare(name: &str, page: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    for (volatile, written) in VOLATILE {
        settings.add_filter(volatile, written);
    }
    settings.bind(|| insta::assert_snapshot!(name, page.replace("><", ">\n<")));
}

async fn both(browser: &mut Browser, name: &str, path: &str) {
    for language in ["zh", "en"] {
        let look = format!("/look/language/{language}?then=/");
        browser.get(&look).await.to();
        compare(&format!("{name}-{language}"), &browser.page(path).await);
    }
}

/// A residence permit under review, and a shop at the window an hour later.
async fn scene() -> (Desk, Case) {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    desk.town.house.clock.advance(TimeDelta::hours(1));
    desk.town.file(&example("open-a-shop")).await;
    (desk, case)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_of_a_service() {
    let desk = Desk::open().await;
    let mut browser = Browser::new(&desk.doors);
    both(&mut browser, "guide", "/services/school-admission").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_before_they_are_sent() {
    let desk = Desk::open().await;
    let application = example("school-admission");
    let mut typist = Typist::new(&desk.doors, &application);
    let check = typist.up_to_check().await;
    both(&mut typist.browser, "check", &check).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_review_as_its_applicant_sees_it() {
    let (desk, case) = scene().await;
    let mut browser = Browser::of(&desk.doors, &case).await;
    let path = format!("/cases/{}", case.number);
    both(&mut browser, "status", &path).await;
    both(&mut browser, "record", &format!("{path}/record")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_of_the_window() {
    let (desk, _) = scene().await;
    let mut clerk = desk.officer("wu.lei", "window", &["window"]).await;
    both(&mut clerk, "queue", "/desk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_in_hand() {
    let (desk, case) = scene().await;
    let mut clerk = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let path = format!(
        "/desk/requests/{}/duties/review:residence.review",
        case.number
    );
    let claim = Filled::on(&clerk.page(&path).await, &format!("{path}/claim"));
    clerk.submit(&claim).await.to();
    both(&mut clerk, "duty", &path).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_overview() {
    let (desk, _) = scene().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    both(&mut boss, "overview", "/oversight").await;
}
