//! A clerk's day at the desk: what is wrong is named, what is typed is kept, what was done is told.

mod asking;
mod cards;
mod drafts;
mod handing;
mod looking;
mod mistakes;
mod overtaken;
mod queue;
mod results;
mod separation;
mod settling;
mod sitting;
mod told;
mod wording;

use super::admin::desk::Desk;
use super::browser::{Browser, Filled};

/// The page of the only piece of work in the queue, claimed.
async fn claimed(browser: &mut Browser) -> (String, String) {
    let queue = browser.page("/desk").await;
    let link = queue.split("href=\"/desk/requests/").nth(1).unwrap();
    let link = format!("/desk/requests/{}", link.split('"').next().unwrap());
    let page = browser.page(&link).await;
    let claim = Filled::on(&page, &format!("{link}/claim"));
    browser.submit(&claim).await;
    let page = browser.page(&link).await;
    (link, page)
}

/// A clerk with the review of a residence permit in hand.
async fn reviewing(desk: &Desk) -> (Browser, String, String) {
    desk.town.under_review().await;
    let mut clerk = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let (link, page) = claimed(&mut clerk).await;
    (clerk, link, page)
}
