//! Passwords: the first one, changing it, and what a change ends.

use lianban::access::{Change, Error, LoginOutcome, Pending, Unfit};
use lianban::storage::credentials;

use super::door::{Door, OWN_PASSWORD, visit};
use crate::support::databases::{Database, on_both};

on_both!(
    a_first_password_opens_nothing_but_its_own_change,
    a_change_ends_the_other_sessions,
    a_change_ends_what_is_about_to_begin,
    a_change_needs_the_current_password_and_a_fit_new_one,
    a_new_first_password_ends_what_was,
    a_login_is_one_officer_s,
    a_password_is_kept_as_a_hash,
    a_ready_account_needs_no_change,
);

async fn a_first_password_opens_nothing_but_its_own_change(database: Database) {
    let door = Door::open(database).await;
    let (_, first) = door.newcomer("li.hua").await;
    let (token, pending) = door.come_in("li.hua", &first).await;
    assert_eq!(pending, Some(Pending::NewPassword));
    assert!(door.session(&token).await.caller().is_none());
    assert_eq!(
        door.change(&token, &first, OWN_PASSWORD).await,
        Change::Done
    );
    assert!(door.session(&token).await.caller().is_some());
    let outcome = door.log_in("li.hua", &first).await;
    assert!(matches!(outcome, LoginOutcome::Refused));
    assert_eq!(door.come_in("li.hua", OWN_PASSWORD).await.1, None);
}

async fn a_change_ends_the_other_sessions(database: Database) {
    let door = Door::open(database).await;
    door.officer("li.hua").await;
    door.officer("wang.min").await;
    let (here, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let (elsewhere, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let (colleague, _) = door.come_in("wang.min", OWN_PASSWORD).await;
    door.change(&here, OWN_PASSWORD, "four grey herons").await;
    assert!(door.is_in(&here).await && door.is_in(&colleague).await);
    assert!(!door.is_in(&elsewhere).await);
}

async fn a_change_ends_what_is_about_to_begin(database: Database) {
    let door = Door::open(database).await;
    let id = door.officer("li.hua").await;
    let (here, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let db = door.database.store.reader();
    let proved = credentials::find(db, id).await.unwrap().unwrap();
    door.change(&here, OWN_PASSWORD, "four grey herons").await;
    let late = door.access.start_staff(&proved, &visit()).await.unwrap();
    assert!(late.is_none(), "proved by what was the password");
    let sessions = door.access.list_of(id).await.unwrap();
    assert_eq!(sessions.len(), 1, "the one that changed it");
    door.start(id, &visit()).await;
}

async fn a_change_needs_the_current_password_and_a_fit_new_one(database: Database) {
    let door = Door::open(database).await;
    door.officer("li.hua.labor").await;
    let (token, _) = door.come_in("li.hua.labor", OWN_PASSWORD).await;
    let long = "ab cd".repeat(30);
    for (current, new, expected) in [
        ("wrong", "four grey herons", Change::WrongPassword),
        (long.as_str(), "four grey herons", Change::WrongPassword),
        (OWN_PASSWORD, "herons", Change::Unfit(Unfit::TooShort)),
        (OWN_PASSWORD, &long, Change::Unfit(Unfit::TooLong)),
        (OWN_PASSWORD, "LI.hua.labor", Change::Unfit(Unfit::IsLogin)),
        (OWN_PASSWORD, "password123", Change::Unfit(Unfit::Common)),
        (OWN_PASSWORD, OWN_PASSWORD, Change::Unfit(Unfit::Unchanged)),
    ] {
        assert_eq!(door.change(&token, current, new).await, expected, "{new}");
    }
    door.come_in("li.hua.labor", OWN_PASSWORD).await;
}

async fn a_new_first_password_ends_what_was(database: Database) {
    let door = Door::open(database).await;
    let id = door.officer("li.hua").await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    door.set_up(&token).await;
    let login = "li.hua".parse().unwrap();
    let given = door
        .access
        .operator()
        .give_password(id, &login)
        .await
        .unwrap();
    assert!(!door.is_in(&token).await);
    let outcome = door.log_in("li.hua", OWN_PASSWORD).await;
    assert!(matches!(outcome, LoginOutcome::Refused));
    let (token, pending) = door.come_in("li.hua", &given.password).await;
    assert_eq!(
        pending,
        Some(Pending::SecondFactor),
        "the phone still counts"
    );
    let session = door.session(&token).await;
    let early = door
        .access
        .change_password(&session, &given.password, OWN_PASSWORD)
        .await;
    assert!(matches!(early, Err(Error::SecondFactorFirst)));
}

async fn a_login_is_one_officer_s(database: Database) {
    let door = Door::open(database).await;
    let one = door.officer("li.hua").await;
    let other = door.account("Li Hua the younger").await.id;
    let login = "LI.HUA".parse().unwrap();
    let taken = door.access.operator().give_password(other, &login).await;
    assert!(matches!(taken, Err(Error::LoginTaken)), "{taken:?}");
    door.come_in("li.hua", OWN_PASSWORD).await;
    assert_eq!(door.access.officer_of(&login).await.unwrap(), one);
    let logins = door.access.logins(&[one, other]).await.unwrap();
    assert_eq!(
        logins.into_iter().collect::<Vec<_>>(),
        [(one, "li.hua".to_owned())]
    );
    let renamed = "li.hua.1".parse().unwrap();
    door.access
        .operator()
        .give_password(one, &renamed)
        .await
        .unwrap();
    door.access
        .operator()
        .give_password(other, &login)
        .await
        .unwrap();
    assert_eq!(door.access.officer_of(&login).await.unwrap(), other);
    let nobody = "nobody".parse().unwrap();
    assert!(matches!(
        door.access.officer_of(&nobody).await,
        Err(Error::NoLogin)
    ));
}

async fn a_password_is_kept_as_a_hash(database: Database) {
    let door = Door::open(database).await;
    let (one, first) = door.newcomer("li.hua").await;
    let other = door.newcomer("wang.min").await;
    assert_ne!(first, other.1);
    let db = door.database.store.reader();
    let stored = credentials::find(db, one).await.unwrap().unwrap();
    let hash = stored.password.clone().unwrap();
    assert!(
        hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hash}"
    );
    assert!(!hash.contains(&first));
    assert!(
        !format!("{stored:?}").contains(&hash),
        "not in a log either"
    );
}

async fn a_ready_account_needs_no_change(database: Database) {
    let door = Door::open(database).await;
    let id = door.account("Li Hua").await.id;
    let login = "li.hua".parse().unwrap();
    let keeper = door.access.operator();
    let ready = keeper.give_known_password(id, &login, OWN_PASSWORD);
    ready.await.unwrap();
    assert_eq!(door.come_in("li.hua", OWN_PASSWORD).await.1, None);
}
