//! Commands that wait together: one transaction, and to each its own outcome.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::join_all;
use lianban::domain::command::Action;
use lianban::domain::identifiers::RequestId;
use lianban::domain::request::Duty;
use lianban::engine::{Call, Error, SeenBy};
use lianban::storage::idempotency::Key;

use super::house::{House, NarrowChance, agree, command, officer};
use crate::support::databases::{Database, on_both};

on_both!(
    whoever_waits_together_is_told_each_their_own,
    a_request_that_the_caller_may_not_know_of_is_not_there,
    a_line_holds_what_one_act_did,
    filings_of_one_batch_never_share_a_number,
    a_repetition_beside_others_gets_the_first_answer,
    each_line_names_the_call_behind_it,
);

/// More than one batch takes.
const REQUESTS: usize = 24;

async fn whoever_waits_together_is_told_each_their_own(database: Database) {
    let house = House::open(database).await;
    let mut ids = Vec::new();
    for _ in 0..REQUESTS {
        ids.push(house.under_review().await);
    }
    let police = officer(10, "public_security", "clerk");
    let stranger = officer(11, "labor", "clerk");
    let nowhere = RequestId::try_from(1).unwrap();
    let mut waiting = Vec::new();
    for (number, id) in ids.iter().copied().enumerate() {
        let keyed = |body: &str| Call {
            idempotency: Some(Key {
                actor: "officer:10".to_owned(),
                key: format!("k{number}"),
                body_hash: body.to_owned(),
            }),
            ..Call::default()
        };
        let mine = || command(&police, agree("residence.review"));
        for (id, command, call) in [
            (
                id,
                command(&stranger, agree("residence.review")),
                Call::default(),
            ),
            (id, mine(), keyed("one")),
            (nowhere, mine(), Call::default()),
            (id, mine(), keyed("one")),
            (id, mine(), keyed("another")),
        ] {
            let engine = house.engine.clone();
            waiting.push(tokio::spawn(
                async move { engine.act(id, command, call).await },
            ));
        }
    }
    let mut outcomes = Vec::new();
    for waiting in waiting {
        outcomes.push(waiting.await.unwrap());
    }
    for (told, id) in outcomes.chunks(5).zip(&ids) {
        let [stranger, first, nowhere, again, reused] = told else {
            panic!("five each");
        };
        assert!(matches!(stranger, Err(Error::Refused(_))), "{stranger:?}");
        assert!(matches!(nowhere, Err(Error::NotFound)), "{nowhere:?}");
        // Whichever of the three came first holds the key.
        let first = match (first, again, reused) {
            (Ok(first), Ok(again), Err(Error::IdempotencyReuse)) => {
                assert_eq!(first, again);
                first
            }
            (Err(Error::IdempotencyReuse), Err(Error::IdempotencyReuse), Ok(only)) => only,
            others => panic!("{others:?}"),
        };
        let stands = house.engine.request(*id).await.unwrap().request;
        assert_eq!((first.version, &first.request), (stands.version, &stands));
    }
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn a_request_that_the_caller_may_not_know_of_is_not_there(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let before = house.engine.request(id).await.unwrap().request;
    let police = officer(10, "public_security", "clerk");
    let call = |known: bool| Call {
        seen_by: Some(SeenBy::those(move |_, _| known)),
        ..Call::default()
    };
    let act = |known| {
        let command = command(&police, agree("residence.review"));
        house.engine.act(id, command, call(known))
    };
    let hidden = act(false).await;
    assert!(matches!(hidden, Err(Error::NotFound)), "{hidden:?}");
    assert_eq!(house.engine.request(id).await.unwrap().request, before);
    act(true).await.unwrap();
}

async fn a_line_holds_what_one_act_did(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let lines = house.rows("journal").await;
    let police = officer(10, "public_security", "clerk");
    let before = house.engine.request(id).await.unwrap().request.version;
    let acted = house.act(id, &police, agree("residence.review")).await;
    assert!(acted.version > before + 2, "several events");
    // What the opinion says is personal, and has a line of its own.
    assert_eq!(house.rows("journal").await, lines + 2);
}

async fn filings_of_one_batch_never_share_a_number(database: Database) {
    // Numbers of one instant differ by chance alone, and here there are but two.
    let house = House::open(database).await;
    let engine = house.engine_by(Arc::new(NarrowChance::default())).await;
    let application = house.application("residence-permit").await;
    let key = "residence-permit".parse().unwrap();
    let file = || {
        let actor = lianban::domain::command::Actor::Applicant;
        engine.file(&key, application.clone(), actor, Call::default())
    };
    let filed = join_all([file(), file()]).await;
    let numbers = filed.iter().map(|filed| filed.as_ref().unwrap().id);
    assert_eq!(numbers.collect::<BTreeSet<_>>().len(), 2);
    assert_eq!(house.rows("request").await, 2);
}

async fn a_repetition_beside_others_gets_the_first_answer(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let police = officer(10, "public_security", "clerk");
    let labor = officer(12, "labor", "clerk");
    let keyed = || Call {
        idempotency: Some(Key {
            actor: "officer:10".to_owned(),
            key: "k".to_owned(),
            body_hash: "one".to_owned(),
        }),
        ..Call::default()
    };
    let mine = || {
        let opinion = command(&police, agree("residence.review"));
        house.engine.act(id, opinion, keyed())
    };
    let other = house
        .engine
        .act(id, command(&labor, agree("evidence.job")), Call::default());
    // The three stand in the line at once, in this order.
    let (first, other, again) = futures::join!(mine(), other, mine());
    let first = first.unwrap();
    assert_ne!(other.unwrap().version, first.version);
    assert_eq!(again.unwrap(), first);
}

async fn each_line_names_the_call_behind_it(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let police = officer(10, "public_security", "clerk");
    let named = |name: &str| Call {
        correlation: Some(name.to_owned()),
        ..Call::default()
    };
    let review: Duty = "review:residence.review".parse().unwrap();
    let claim = command(&police, Action::Claim(review));
    let claim = house.engine.act(id, claim, named("claim"));
    let opinion = command(&police, agree("residence.review"));
    let opinion = house.engine.act(id, opinion, named("opinion"));
    let (claim, opinion) = futures::join!(claim, opinion);
    let claimed = claim.unwrap().version;
    assert!(claimed < opinion.unwrap().version);
    let sql = |name: &str| {
        format!(
            "journal WHERE request_id = {} AND correlation = '{name}'",
            id.get()
        )
    };
    assert_eq!(house.rows(&sql("claim")).await, 1);
    assert!(house.rows(&sql("opinion")).await > 0);
}
