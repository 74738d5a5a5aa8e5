//! Officers and their tokens, through the room that lets people in.

use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use lianban::access::{Access, Caller, Error, NewOfficer};
use lianban::domain::definition::Language;
use lianban::engine::ports::MachineClock;
use lianban::storage::accounts;

use crate::access::door::{Chance, Hand};
use crate::support::databases::{Database, on_both};

on_both!(
    a_token_lets_its_officer_in_until_revoked,
    a_token_ends_and_follows_its_account,
    a_post_is_everybody_active_in_it,
    who_holds_a_role_is_found_in_every_department,
);

fn access(database: &Database) -> Access {
    with_clock(database, Arc::new(Hand::at(Utc::now())))
}

fn with_clock(database: &Database, clock: Arc<Hand>) -> Access {
    Access::new(database.store.clone(), clock, Arc::new(Chance))
}

fn clerk(name: &str) -> NewOfficer {
    NewOfficer {
        name: name.to_owned(),
        email: Some("li@example.org".to_owned()),
        department: "labor".parse().unwrap(),
        roles: ["clerk".parse().unwrap()].into(),
        language: Language::En,
    }
}

async fn a_token_lets_its_officer_in_until_revoked(database: Database) {
    let access = access(&database);
    let officer = access
        .operator()
        .add_officer(&clerk("Li Hua"))
        .await
        .unwrap();
    let issued = access
        .operator()
        .issue_token(officer.id, "desk", None)
        .await
        .unwrap();
    let other = access
        .operator()
        .issue_token(officer.id, "phone", None)
        .await
        .unwrap();
    assert_ne!(issued.token, other.token);
    let Caller::Staff(staff) = access.caller(&issued.token).await.unwrap() else {
        panic!("an officer");
    };
    assert_eq!(
        (staff.officer.id, staff.name.as_str()),
        (officer.id, "Li Hua")
    );
    assert_eq!(
        (staff.officer.department.as_str(), staff.language),
        ("labor", Language::En)
    );
    assert!(staff.officer.is("clerk") && !staff.officer.is("head"));
    for wrong in ["", "lianban_", &issued.hash, &issued.token[..20]] {
        assert!(
            matches!(access.caller(wrong).await, Err(Error::Unknown)),
            "{wrong}"
        );
    }
    let stored = access.tokens(officer.id).await.unwrap();
    assert!(
        stored
            .iter()
            .all(|token| !issued.token.contains(&token.hash))
    );
    assert!(access.operator().revoke_token(&issued.hash).await.unwrap());
    assert!(
        !access.operator().revoke_token(&issued.hash).await.unwrap(),
        "only once"
    );
    assert!(matches!(
        access.caller(&issued.token).await,
        Err(Error::Unknown)
    ));
    assert!(
        access.caller(&other.token).await.is_ok(),
        "the other one still holds"
    );
}

async fn a_token_ends_and_follows_its_account(database: Database) {
    let clock = Arc::new(Hand::at(Utc::now()));
    let access = with_clock(&database, clock.clone());
    let mut officer = access
        .operator()
        .add_officer(&clerk("Li Hua"))
        .await
        .unwrap();
    let now = MachineClock::now(clock.as_ref());
    let past = Some(now - TimeDelta::seconds(1));
    let over = access.operator().issue_token(officer.id, "old", past).await;
    assert!(matches!(over, Err(Error::EndsInThePast)), "{over:?}");
    let soon = Some(now + TimeDelta::minutes(1));
    let over = access
        .operator()
        .issue_token(officer.id, "old", soon)
        .await
        .unwrap();
    assert!(access.caller(&over.token).await.is_ok());
    clock.advance(TimeDelta::minutes(1));
    assert!(matches!(
        access.caller(&over.token).await,
        Err(Error::Unknown)
    ));
    let future = Some(now + TimeDelta::hours(1));
    let issued = access
        .operator()
        .issue_token(officer.id, "desk", future)
        .await
        .unwrap();
    officer.department = "health".parse().unwrap();
    officer.roles = ["head".parse().unwrap()].into();
    access.operator().change_officer(&officer).await.unwrap();
    let caller = access.caller(&issued.token).await.unwrap();
    assert!(
        caller.is("head") && !caller.is("clerk"),
        "the account as it stands now"
    );
    officer.active = false;
    access.operator().change_officer(&officer).await.unwrap();
    assert!(matches!(
        access.caller(&issued.token).await,
        Err(Error::Unknown)
    ));
    let refused = access
        .operator()
        .issue_token(officer.id, "again", None)
        .await;
    assert!(matches!(refused, Err(Error::NoSuchOfficer)));
}

async fn a_post_is_everybody_active_in_it(database: Database) {
    let access = access(&database);
    let one = access
        .operator()
        .add_officer(&clerk("Li Hua"))
        .await
        .unwrap();
    let mut left = access
        .operator()
        .add_officer(&clerk("Wang Min"))
        .await
        .unwrap();
    left.active = false;
    access.operator().change_officer(&left).await.unwrap();
    let mut elsewhere = clerk("Zhao Lei");
    elsewhere.department = "health".parse().unwrap();
    access.operator().add_officer(&elsewhere).await.unwrap();
    let (department, role) = ("labor".parse().unwrap(), "clerk".parse().unwrap());
    let post = accounts::of_post(database.store.reader(), &department, &role)
        .await
        .unwrap();
    assert_eq!(post, [one]);
}

async fn who_holds_a_role_is_found_in_every_department(database: Database) {
    let access = access(&database);
    let mut hired = Vec::new();
    for (name, department, role) in [
        ("Li Hua", "labor", "government_head"),
        ("Zhao Lei", "health", "government_head"),
        // What a pattern would take for the same.
        ("Wang Min", "labor", "governmentxhead"),
        ("Chen Jing", "labor", "head"),
    ] {
        let mut new = clerk(name);
        new.department = department.parse().unwrap();
        new.roles = [role.parse().unwrap(), "clerk".parse().unwrap()].into();
        hired.push(access.operator().add_officer(&new).await.unwrap());
    }
    let mut left = clerk("Xu Bo");
    left.roles = ["government_head".parse().unwrap()].into();
    let mut left = access.operator().add_officer(&left).await.unwrap();
    left.active = false;
    access.operator().change_officer(&left).await.unwrap();
    let role = "government_head".parse().unwrap();
    let found = accounts::of_role(database.store.reader(), &role).await;
    assert_eq!(found.unwrap(), hired[..2]);
}
