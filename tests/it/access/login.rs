//! Logging in: who is let in, and what strangers learn.

use std::time::{Duration, Instant};

use lianban::access::{Caller, Error, LoginOutcome, Pending};

use super::door::{Door, OWN_PASSWORD};
use crate::support::databases::{Database, on_both};

on_both!(
    login_and_password_open_a_session,
    strangers_learn_nothing_from_the_answer,
    strangers_learn_nothing_from_the_time,
    a_closed_account_stays_out,
    where_it_is_required_nobody_works_without_a_second_factor,
);

async fn login_and_password_open_a_session(database: Database) {
    let door = Door::open(database).await;
    let id = door.officer("li.hua").await;
    let (token, pending) = door.come_in(" Li.Hua ", OWN_PASSWORD).await;
    assert_eq!(pending, None);
    let session = door.session(&token).await;
    assert_eq!((session.account.id, session.login.as_str()), (id, "li.hua"));
    let Some(Caller::Staff(staff)) = session.caller() else {
        panic!("an officer");
    };
    assert!(staff.officer.id == id && staff.officer.is("clerk"));
}

async fn strangers_learn_nothing_from_the_answer(database: Database) {
    let door = Door::open(database).await;
    door.officer("li.hua").await;
    door.account("without a login").await;
    let long = OWN_PASSWORD.repeat(100);
    for (login, password) in [
        ("li.hua", "three blue heron"),
        ("li.hua", ""),
        ("li.hua", long.as_str()),
        ("li.hua", "Three blue herons"),
        ("li.hua", " three blue herons"),
        ("li.hue", OWN_PASSWORD),
        ("", ""),
        ("no login at all", OWN_PASSWORD),
        ("' or 1=1 --", OWN_PASSWORD),
    ] {
        let outcome = door.log_in(login, password).await;
        assert!(matches!(outcome, LoginOutcome::Refused), "{login}");
    }
}

/// The quickest of some refusals.
async fn quickest(door: &Door, login: &str) -> Duration {
    let mut quickest = Duration::MAX;
    for _ in 0..5 {
        let began = Instant::now();
        door.log_in(login, "wrong password").await;
        quickest = quickest.min(began.elapsed());
    }
    quickest
}

async fn strangers_learn_nothing_from_the_time(database: Database) {
    let door = Door::open(database).await;
    door.officer("li.hua").await;
    let known = quickest(&door, "li.hua").await;
    for stranger in ["li.hue", "no login at all"] {
        let unknown = quickest(&door, stranger).await;
        assert!(unknown > known / 3, "{unknown:?} for {stranger}, {known:?}");
    }
}

async fn a_closed_account_stays_out(database: Database) {
    let door = Door::open(database).await;
    let id = door.officer("li.hua").await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let mut account = door.access.officer(id).await.unwrap();
    account.active = false;
    door.access
        .operator()
        .change_officer(&account)
        .await
        .unwrap();
    assert!(!door.is_in(&token).await);
    let outcome = door.log_in("li.hua", OWN_PASSWORD).await;
    assert!(matches!(outcome, LoginOutcome::Refused));
    let login = "li.hua".parse().unwrap();
    let refused = door.access.operator().give_password(id, &login).await;
    assert!(matches!(refused, Err(Error::NoSuchOfficer)));
    account.active = true;
    door.access
        .operator()
        .change_officer(&account)
        .await
        .unwrap();
    assert!(!door.is_in(&token).await, "what has ended stays ended");
    door.come_in("li.hua", OWN_PASSWORD).await;
}

async fn where_it_is_required_nobody_works_without_a_second_factor(database: Database) {
    let door = Door::with(database, true).await;
    let (_, first) = door.newcomer("li.hua").await;
    let (token, pending) = door.come_in("li.hua", &first).await;
    assert_eq!(pending, Some(Pending::NewPassword));
    assert!(door.session(&token).await.caller().is_none());
    door.change(&token, &first, OWN_PASSWORD).await;
    let session = door.session(&token).await;
    assert_eq!(session.pending(), Some(Pending::SetUpSecond));
    assert!(session.caller().is_none());
    door.set_up(&token).await;
    assert!(door.session(&token).await.caller().is_some());
}
