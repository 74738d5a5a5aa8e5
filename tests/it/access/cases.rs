//! Applicants' sessions: one request each, over when its code is.

use std::sync::Arc;

use chrono::TimeDelta;
use lianban::access::{Access, Error};
use lianban::domain::command::{Action, Actor, Command};
use lianban::engine::Call;

use super::door::{Chance, Door, request, visit};
use crate::engine::house::{House, officer};
use crate::support::databases::{Database, on_both};

on_both!(
    a_case_session_opens_one_request_for_a_while,
    sessions_of_a_request_end_together,
    replacing_the_code_ends_the_sessions_it_opened,
    erasing_a_request_ends_its_sessions,
);

async fn is_in(access: &Access, token: &str) -> bool {
    match access.case(token).await {
        Ok(_) => true,
        Err(Error::Unknown) => false,
        Err(error) => panic!("{error:?}"),
    }
}

async fn a_case_session_opens_one_request_for_a_while(database: Database) {
    let door = Door::open(database).await;
    let started = door.access.start_case(request(77), &visit()).await.unwrap();
    let token = &started.token;
    assert_eq!(door.access.case(token).await.unwrap().request, request(77));
    assert!(
        door.access.staff(token).await.is_err(),
        "an applicant is no officer"
    );
    let id = door.officer("li.hua").await;
    let staff = door.start(id, &visit()).await;
    assert!(
        !is_in(&door.access, &staff.token).await,
        "nor the other way"
    );
    door.wait(TimeDelta::minutes(119));
    assert!(is_in(&door.access, token).await);
    door.wait(TimeDelta::minutes(120));
    assert!(!is_in(&door.access, token).await, "for want of use");
    let started = door.access.start_case(request(77), &visit()).await.unwrap();
    assert_eq!(started.ends_at, door.now() + TimeDelta::hours(24));
    for _ in 0..23 {
        door.wait(TimeDelta::hours(1));
        assert!(is_in(&door.access, &started.token).await);
    }
    door.wait(TimeDelta::hours(1));
    assert!(!is_in(&door.access, &started.token).await, "in any case");
}

async fn sessions_of_a_request_end_together(database: Database) {
    let door = Door::open(database).await;
    let mut tokens = Vec::new();
    for number in [77, 77, 78] {
        let started = door.access.start_case(request(number), &visit()).await;
        tokens.push(started.unwrap().token);
    }
    assert_eq!(door.access.end_cases_of(request(77)).await.unwrap(), 2);
    assert!(!is_in(&door.access, &tokens[0]).await && !is_in(&door.access, &tokens[1]).await);
    assert!(is_in(&door.access, &tokens[2]).await);
    assert!(door.access.end(&tokens[2]).await.unwrap());
    assert!(!is_in(&door.access, &tokens[2]).await);
}

/// Access to the same database as an engine.
fn access(house: &House) -> Access {
    let machine = house.engine.ports().machine.clone();
    Access::new(house.engine.store().clone(), machine, Arc::new(Chance))
}

async fn replacing_the_code_ends_the_sessions_it_opened(database: Database) {
    let house = House::open(database).await;
    let access = access(&house);
    let [lost, other] = [
        house.file("residence-permit").await.id,
        house.file("residence-permit").await.id,
    ];
    let thief = access.start_case(lost, &visit()).await.unwrap().token;
    let elsewhere = access.start_case(other, &visit()).await.unwrap().token;
    let stranger = officer(9, "tax", "clerk");
    let call = Call::default();
    let refused = house.engine.replace_secret(lost, &stranger, "lost", &call);
    assert!(refused.await.is_err());
    assert!(
        is_in(&access, &thief).await,
        "a refused command changes nothing"
    );
    let desk = officer(1, "window", "window");
    let call = Call::default();
    let replaced = house.engine.replace_secret(lost, &desk, "card seen", &call);
    replaced.await.unwrap();
    assert!(!is_in(&access, &thief).await);
    assert!(is_in(&access, &elsewhere).await);
}

async fn erasing_a_request_ends_its_sessions(database: Database) {
    let house = House::open(database).await;
    let access = access(&house);
    let id = house.file("residence-permit").await.id;
    let token = access.start_case(id, &visit()).await.unwrap().token;
    let withdraw = Command {
        actor: Actor::Applicant,
        action: Action::Withdraw {
            reason: "moving on".to_owned(),
        },
        expected: None,
    };
    let acted = house.engine.act(id, withdraw, Call::default());
    acted.await.unwrap();
    assert!(is_in(&access, &token).await);
    let erased = house.engine.erase(id, Actor::Engine, "retention over");
    erased.await.unwrap();
    assert!(!is_in(&access, &token).await);
    assert_eq!(house.rows("session").await, 0, "its address is personal");
}
