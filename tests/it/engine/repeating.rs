//! Calls about sittings that come twice under one key.

use lianban::domain::command::Actor;
use lianban::domain::request::Phase;
use lianban::domain::sitting::{SittingAction, SittingProgress, SittingRefusal};
use lianban::engine::{Call, Error, SittingCall, SittingError};
use lianban::storage::idempotency::Key;

use super::house::House;
use super::sittings::{attended, head, shop};
use crate::support::databases::{Database, on_both};

on_both!(
    a_sitting_called_twice_under_one_key_is_one,
    an_agenda_sent_twice_adds_nothing_and_answers_the_same,
    a_close_sent_twice_answers_with_the_closed_sitting,
);

fn key(name: &str, body: &str) -> Key {
    Key {
        actor: "officer:30".to_owned(),
        key: name.to_owned(),
        body_hash: body.to_owned(),
    }
}

fn wanted() -> SittingCall {
    SittingCall {
        workflow: "open-a-shop".parse().unwrap(),
        stage: "sitting".parse().unwrap(),
        called_for: "2026-04-09T01:30:00Z".parse().unwrap(),
        by: Actor::Officer(head()),
    }
}

async fn a_sitting_called_twice_under_one_key_is_one(database: Database) {
    let house = House::open(database).await;
    let engine = &house.engine;
    let once = key("a", "1");
    let first = engine
        .call_sitting_once(wanted(), Some(&once))
        .await
        .unwrap();
    let again = engine
        .call_sitting_once(wanted(), Some(&once))
        .await
        .unwrap();
    assert_eq!(first, again);
    assert_eq!(house.rows("sitting").await, 1);
    let other = engine
        .call_sitting_once(wanted(), Some(&key("a", "2")))
        .await;
    assert!(matches!(
        other,
        Err(SittingError::Engine(Error::IdempotencyReuse))
    ));
    let unnamed = engine
        .call_sitting_once(wanted(), Some(&key("b", "1")))
        .await;
    assert!(matches!(unnamed, Err(SittingError::CalledAlready)));
}

async fn an_agenda_sent_twice_adds_nothing_and_answers_the_same(database: Database) {
    let house = House::open(database).await;
    let engine = &house.engine;
    let sitting = engine.call_sitting(wanted()).await.unwrap().id;
    // The second waits for no sitting.
    let items = [shop(&house).await, house.file("open-a-shop").await.id];
    let once = key("a", "1");
    let lead = head();
    let add = || engine.add_to_agenda_once(sitting, &items, &lead, Some(&once));
    let (first, outcomes) = add().await.unwrap();
    assert_eq!(outcomes, [Ok(()), Err(SittingRefusal::NotWaiting)]);
    let (again, repeated) = add().await.unwrap();
    assert_eq!((first.version, outcomes), (again.version, repeated));
}

async fn a_close_sent_twice_answers_with_the_closed_sitting(database: Database) {
    let house = House::open(database).await;
    let engine = &house.engine;
    let shops = [shop(&house).await];
    let sitting = attended(&house, &shops).await;
    let call = |name: &str| Call {
        idempotency: Some(key(name, "1")),
        ..Call::default()
    };
    let close = |call: Call| async move {
        engine
            .close_sitting_once(sitting, &head(), "One item.", &call)
            .await
    };
    let first = close(call("a")).await.unwrap();
    assert_eq!(first.progress, SittingProgress::Closed);
    assert_eq!(close(call("a")).await.unwrap(), first);
    let refused = close(call("b")).await.unwrap_err();
    assert!(matches!(refused, SittingError::Refused(_)), "{refused}");
    let request = engine.request(shops[0]).await.unwrap().request;
    assert_ne!(request.phase, Phase::Received);

    // Any step under the key of another is refused.
    let attend = SittingAction::CallOff;
    let once = key("a", "2");
    let other = engine.sit_once(sitting, attend, &head(), Some(&once)).await;
    assert!(matches!(
        other,
        Err(SittingError::Engine(Error::IdempotencyReuse))
    ));
}
