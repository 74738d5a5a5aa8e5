//! Sessions of staff: how long they live, what ends them, what their owners see.

use std::net::IpAddr;

use chrono::TimeDelta;
use lianban::access::{SESSIONS_MAX, Visit};
use lianban::storage::sessions;

use super::door::{Door, OWN_PASSWORD, request, visit};
use crate::support::databases::{Database, on_both};

on_both!(
    a_session_ends_for_want_of_use,
    a_session_ends_however_much_it_is_used,
    use_is_noted_once_a_minute,
    a_token_is_stored_nowhere_and_guessed_by_nobody,
    sessions_are_listed_and_ended_by_their_owner,
    the_longest_unused_session_makes_room,
    a_session_follows_its_account,
);

async fn a_session_ends_for_want_of_use(database: Database) {
    let door = Door::open(database).await;
    door.officer("li.hua").await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    for _ in 0..3 {
        door.wait(TimeDelta::minutes(29));
        assert!(door.is_in(&token).await, "use puts the end off");
    }
    let session = door.session(&token).await.session;
    assert_eq!(session.idle_ends_at, door.now() + TimeDelta::minutes(30));
    door.wait(TimeDelta::minutes(30));
    assert!(!door.is_in(&token).await);
    assert!(!door.is_in(&token).await, "asking is no use");
}

async fn a_session_ends_however_much_it_is_used(database: Database) {
    let door = Door::open(database).await;
    door.officer("li.hua").await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let end = door.now() + TimeDelta::hours(12);
    while door.now() + TimeDelta::minutes(20) < end {
        door.wait(TimeDelta::minutes(20));
        assert!(door.is_in(&token).await);
    }
    let session = door.session(&token).await.session;
    assert_eq!((session.ends_at, session.idle_ends_at), (end, end));
    door.wait(TimeDelta::minutes(20));
    assert!(!door.is_in(&token).await);
}

async fn use_is_noted_once_a_minute(database: Database) {
    let door = Door::open(database).await;
    door.officer("li.hua").await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let began = door.now();
    let id = door.session(&token).await.session.id;
    let seen = async || {
        door.session(&token).await;
        let stored = sessions::find(door.database.store.writer(), &id).await;
        stored.unwrap().unwrap().seen_at
    };
    door.wait(TimeDelta::seconds(59));
    assert_eq!(seen().await, began);
    door.wait(TimeDelta::seconds(1));
    assert_eq!(seen().await, began + TimeDelta::minutes(1));
    door.wait(TimeDelta::seconds(59));
    assert_eq!(seen().await, began + TimeDelta::minutes(1));
}

async fn a_token_is_stored_nowhere_and_guessed_by_nobody(database: Database) {
    let door = Door::open(database).await;
    let officer = door.officer("li.hua").await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let session = door.session(&token).await.session;
    assert_eq!(token.len(), 43, "32 bytes in base64url");
    assert_ne!(session.id, token);
    let case = door.access.start_case(request(77), &visit()).await.unwrap();
    let bearer = door
        .access
        .operator()
        .issue_token(officer, "desk", None)
        .await
        .unwrap();
    for wrong in ["", &session.id, &token[..42], &case.token, &bearer.token] {
        assert!(!door.is_in(wrong).await, "{wrong}");
    }
    assert!(
        door.access.caller(&token).await.is_err(),
        "nor is it a program's"
    );
}

async fn sessions_are_listed_and_ended_by_their_owner(database: Database) {
    let door = Door::open(database).await;
    let id = door.officer("li.hua").await;
    let other = door.officer("wang.min").await;
    let long = format!("Chrome\n{}", "x".repeat(500));
    let phone = Visit::new(&long, "::ffff:10.0.0.8".parse::<IpAddr>().unwrap());
    let first = door.start(id, &phone).await;
    door.wait(TimeDelta::minutes(20));
    let (second, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let (foreign, _) = door.come_in("wang.min", OWN_PASSWORD).await;
    let list = door.access.list_of(id).await.unwrap();
    let seen: Vec<&str> = list
        .iter()
        .map(|session| session.address.as_str())
        .collect();
    assert_eq!(seen, ["10.0.0.7", "10.0.0.8"], "last used first");
    assert!(list[1].agent.starts_with("Chromexxx") && list[1].agent.len() == 120);
    let theirs = door.access.list_of(other).await.unwrap();
    assert!(!door.access.end_one_of(id, &theirs[0].id).await.unwrap());
    assert!(door.access.end_one_of(id, &list[1].id).await.unwrap());
    assert!(
        !door.access.end_one_of(id, &list[1].id).await.unwrap(),
        "only once"
    );
    assert!(!door.is_in(&first.token).await);
    assert!(door.is_in(&second).await && door.is_in(&foreign).await);
    let (third, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let but = door.session(&third).await.session.id;
    assert_eq!(door.access.end_all_of(id, Some(&but)).await.unwrap(), 1);
    assert!(door.is_in(&third).await && !door.is_in(&second).await);
    assert!(door.access.end(&third).await.unwrap());
    assert!(!door.is_in(&third).await && door.is_in(&foreign).await);
    door.wait(TimeDelta::minutes(31));
    let over = door.access.list_of(other).await.unwrap();
    assert!(over.is_empty(), "what is over is not shown");
}

async fn the_longest_unused_session_makes_room(database: Database) {
    let door = Door::open(database).await;
    let id = door.officer("li.hua").await;
    let oldest = door.start(id, &visit()).await.token;
    door.wait(TimeDelta::seconds(1));
    let second = door.start(id, &visit()).await.token;
    door.wait(TimeDelta::minutes(1));
    assert!(door.is_in(&oldest).await, "used again");
    for _ in 2..=SESSIONS_MAX {
        door.wait(TimeDelta::seconds(1));
        door.start(id, &visit()).await;
    }
    assert_eq!(door.access.list_of(id).await.unwrap().len(), SESSIONS_MAX);
    assert!(door.is_in(&oldest).await && !door.is_in(&second).await);
}

async fn a_session_follows_its_account(database: Database) {
    let door = Door::open(database).await;
    let id = door.officer("li.hua").await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let mut account = door.access.officer(id).await.unwrap();
    account.roles = ["head".parse().unwrap()].into();
    door.access
        .operator()
        .change_officer(&account)
        .await
        .unwrap();
    let caller = door.session(&token).await.caller().unwrap();
    assert!(caller.is("head") && !caller.is("clerk"));
}
