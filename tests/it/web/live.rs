//! Pages that stay open hear that their queue changed, never what is in it.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures::StreamExt as _;
use lianban::doors::live::{Live, Paces};
use lianban::web;
use tower::ServiceExt as _;

use crate::api::client::{example, personal};
use crate::engine::house;
use crate::support::databases::{Database, on_both};
use crate::web::admin::desk::Desk;
use crate::web::browser::Browser;

const SOON: Duration = Duration::from_secs(20);

/// An open stream of events.
struct Radio(BodyDataStream);

impl Radio {
    async fn of(desk: &Desk, browser: &mut Browser) -> Self {
        let page = browser.page("/desk").await;
        let address = page.split("data-live=\"").nth(1).unwrap();
        let address = address.split('"').next().unwrap();
        let request = Request::get(address)
            .header("cookie", browser.shown())
            .body(Body::empty())
            .unwrap();
        let router = web::router(desk.doors.clone());
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut radio = Self(response.into_body().into_data_stream());
        radio.until("listening").await;
        radio
    }

    /// The next words; none at the end of the stream.
    async fn next(&mut self) -> Option<String> {
        let heard = tokio::time::timeout(SOON, self.0.next()).await;
        let heard = heard.expect("a sign of life")?;
        Some(String::from_utf8(heard.unwrap().to_vec()).unwrap())
    }

    /// The next event that is more than a sign of life.
    async fn event(&mut self) -> String {
        self.until("event:").await
    }

    /// The next words with these in them; signs of life go on for ever.
    async fn until(&mut self, words: &str) -> String {
        let heard = async {
            loop {
                let said = self.next().await.expect("the stream goes on");
                if said.contains(words) {
                    return said;
                }
            }
        };
        let heard = tokio::time::timeout(SOON, heard).await;
        heard.unwrap_or_else(|_| panic!("nobody says {words}"))
    }
}

async fn desk(database: Database) -> Desk {
    let mut desk = Desk::on(database).await;
    desk.doors.live = Live::new(Paces {
        look: Duration::from_millis(20),
        heartbeat: Duration::from_millis(50),
    });
    desk
}

async fn work_done_at_another_node_is_heard_and_says_nothing_of_anybody(database: Database) {
    let desk = desk(database).await;
    let mut clerk = desk.officer("wu.lei", "window", &["window"]).await;
    let mut radio = Radio::of(&desk, &mut clerk).await;
    let other = desk.town.house.another_engine().await;
    let application = desk.town.house.application("residence-permit").await;
    desk.town.house.clock.advance(chrono::TimeDelta::minutes(1));
    let filed = other
        .file(
            &"residence-permit".parse().unwrap(),
            application,
            lianban::domain::command::Actor::Applicant,
            lianban::engine::Call::default(),
        )
        .await
        .unwrap();
    let said = radio.event().await;
    assert_eq!(said.trim(), "event: changed\ndata: {\"new\":true}");
    assert!(!said.contains(&filed.case_number.to_string()));
    for value in personal(&example("residence-permit")).values() {
        assert!(!said.contains(value.as_str()), "{said}");
    }
    // somebody claims it: the queue changed, and nothing came in since the page was made anew
    let mut page = Radio::of(&desk, &mut clerk).await;
    let colleague = house::officer(41, "window", "window");
    desk.town
        .house
        .act(
            filed.id,
            &colleague,
            lianban::domain::command::Action::Claim(lianban::domain::request::Duty::Intake),
        )
        .await;
    assert!(page.event().await.contains("{\"new\":false}"));
}

on_both![work_done_at_another_node_is_heard_and_says_nothing_of_anybody];

#[tokio::test(flavor = "multi_thread")]
async fn listening_ends_with_the_session_and_with_the_node() {
    let desk = desk(Database::sqlite().await).await;
    let mut clerk = desk.officer("wu.lei", "window", &["window"]).await;
    let mut radio = Radio::of(&desk, &mut clerk).await;
    clerk.post("/desk/leave", &[]).await;
    while radio.next().await.is_some() {}
    let (mut clerk, _) = desk.sign_in("wu.lei", crate::web::admin::desk::OWN).await;
    let mut radio = Radio::of(&desk, &mut clerk).await;
    desk.doors.live.end();
    while radio.next().await.is_some() {}
    let mut nobody = Browser::new(&desk.doors);
    let seen = nobody.get("/desk/live?since=0").await;
    assert!(seen.to().starts_with("/desk/enter"));
}
