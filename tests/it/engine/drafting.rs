//! Drafts on both databases: kept beside the request, gone with the duty, with the data, or in time;
//! and claims that they keep alive.

use chrono::TimeDelta;
use lianban::domain::command::{Action, Actor, Command};
use lianban::domain::directory::Officer;
use lianban::domain::identifiers::RequestId;
use lianban::domain::request::Duty;
use lianban::engine::{Call, Error};
use lianban::storage::drafts;
use serde_json::{Map, json};

use super::house::{House, agree, officer, review};
use crate::support::databases::{Database, on_both};

on_both!(
    a_draft_is_kept_until_its_duty_ends,
    drafts_go_in_time_and_with_the_request,
    a_draft_keeps_a_claim_alive_and_a_forgotten_one_goes_back,
    forms_that_are_kept_at_one_time_are_all_kept,
);

fn duty() -> Duty {
    review("residence.review")
}

fn police(id: i64) -> Officer {
    officer(id, "public_security", "clerk")
}

async fn save(house: &House, id: RequestId, who: &Officer, text: &str) -> Result<(), Error> {
    let draft = Map::from_iter([("text".to_owned(), json!(text))]);
    let duty = duty();
    let saved = house.engine.save_draft(id, &duty, who, &draft, None);
    saved.await
}

async fn kept(house: &House, id: RequestId, who: &Officer) -> Option<String> {
    let db = house.engine.store().reader();
    let row = drafts::find(db, id, &duty(), who.id).await.unwrap();
    row.map(|row| row.body)
}

async fn a_draft_is_kept_until_its_duty_ends(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let (one, two) = (police(10), police(11));
    let before = house.engine.request(id).await.unwrap().request.version;
    save(&house, id, &one, "a").await.unwrap();
    save(&house, id, &one, "b").await.unwrap();
    save(&house, id, &two, "c").await.unwrap();
    assert_eq!(kept(&house, id, &one).await.unwrap(), r#"{"text":"b"}"#);
    let after = house.engine.request(id).await.unwrap().request.version;
    assert_eq!(before, after, "a draft is no event");
    let stranger = officer(12, "labor", "clerk");
    assert!(save(&house, id, &stranger, "x").await.is_err());
    house.act(id, &one, Action::Claim(duty())).await;
    assert!(
        save(&house, id, &two, "x").await.is_err(),
        "held by another"
    );
    house.act(id, &one, agree("residence.review")).await;
    assert_eq!(house.rows("draft").await, 0);
    assert!(save(&house, id, &one, "late").await.is_err());
}

async fn drafts_go_in_time_and_with_the_request(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    save(&house, id, &police(10), "a").await.unwrap();
    let db = house.engine.store().writer();
    let now = chrono::Utc::now();
    assert_eq!(
        drafts::purge(db, now - TimeDelta::days(90)).await.unwrap(),
        0
    );
    assert_eq!(
        drafts::purge(db, now + TimeDelta::days(1)).await.unwrap(),
        1
    );
    save(&house, id, &police(10), "a").await.unwrap();
    drafts::forget(db, id).await.unwrap();
    assert_eq!(house.rows("draft").await, 0);
    save(&house, id, &police(10), "a").await.unwrap();
    let withdraw = Command {
        actor: Actor::Applicant,
        action: Action::Withdraw {
            reason: String::new(),
        },
        expected: None,
    };
    let withdrawn = house.engine.act(id, withdraw, Call::default()).await;
    withdrawn.unwrap();
    assert_eq!(house.rows("draft").await, 0);
}

async fn a_draft_keeps_a_claim_alive_and_a_forgotten_one_goes_back(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let one = police(10);
    house.act(id, &one, Action::Claim(duty())).await;
    house.clock.advance(TimeDelta::days(1));
    let revision = |request: &lianban::domain::request::Request| request.seats[&duty()].revision;
    let seat = revision(&house.engine.request(id).await.unwrap().request);
    save(&house, id, &one, "a").await.unwrap();
    save(&house, id, &one, "b").await.unwrap();
    assert_eq!(house.rows("journal WHERE kind = 'claim_kept'").await, 1);
    let request = house.engine.request(id).await.unwrap().request;
    assert_eq!(revision(&request), seat, "nobody's page turned stale");
    house.clock.advance(TimeDelta::days(7));
    house.engine.sweep(50).await.unwrap();
    let request = house.engine.request(id).await.unwrap().request;
    assert_eq!(request.seats[&duty()].holder, None);
    assert_eq!(kept(&house, id, &one).await.unwrap(), r#"{"text":"b"}"#);
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn forms_that_are_kept_at_one_time_are_all_kept(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let (one, duty) = (police(10), duty());
    let saving = (0..4).map(|n| {
        let beside = move |mut draft: Map<String, serde_json::Value>| {
            draft.insert(format!("form {n}"), json!(n));
            Ok::<_, Error>(Some(draft))
        };
        house.engine.change_draft(id, &duty, &one, None, beside)
    });
    for saved in futures::future::join_all(saving).await {
        saved.unwrap();
    }
    let all = kept(&house, id, &one).await.unwrap();
    let all: Map<String, serde_json::Value> = serde_json::from_str(&all).unwrap();
    assert_eq!(all.len(), 4, "{all:?}");
    let nothing = |_| Ok::<_, Error>(None);
    let engine = &house.engine;
    let same = engine.change_draft(id, &duty, &one, None, nothing).await;
    same.unwrap();
    let after = kept(&house, id, &one).await.unwrap();
    assert!(after.contains("form 3"), "{after}");
}
