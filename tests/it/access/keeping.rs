//! What is done to accounts is kept, with who did it, and nobody takes it back.

use lianban::access::{Error, FirstLogin};
use lianban::domain::identifiers::OfficerId;
use lianban::storage::accounts;
use lianban::storage::acts::{self, Act, Kind, Wanted};
use lianban::storage::idempotency::Key;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::door::Door;
use crate::support::databases::{Database, on_both};

on_both!(
    every_act_on_an_account_is_kept_without_secrets,
    a_kept_act_is_neither_changed_nor_deleted,
    what_did_not_happen_leaves_no_act,
    of_two_changes_at_once_one_is_told_it_was_overtaken,
    a_double_tap_welcomes_one_officer_with_one_password,
    a_department_is_moved_while_accounts_change_and_nobody_waits_for_each_other,
);

async fn all(door: &Door) -> Vec<Act> {
    let reader = door.database.store.reader();
    acts::list(reader, &Wanted::default(), 100).await.unwrap()
}

fn kinds(acts: &[Act]) -> Vec<&str> {
    acts.iter().rev().map(|act| act.kind.as_str()).collect()
}

async fn every_act_on_an_account_is_kept_without_secrets(database: Database) {
    let door = Door::open(database).await;
    let boss = door.account("Chen Jing").await.id;
    let keeper = door.access.keeper(boss, "c-1");
    let new = door.new_officer("Li Hua");
    let mut account = keeper.add_officer(&new).await.unwrap();
    let login = "li.hua".parse().unwrap();
    let given = keeper.give_password(account.id, &login).await.unwrap();
    account.roles = ["head".parse().unwrap()].into();
    keeper.change_officer(&account).await.unwrap();
    let issued = keeper.issue_token(account.id, "desk", None).await.unwrap();
    keeper.revoke_token(&issued.hash).await.unwrap();
    keeper.reset_second(account.id).await.unwrap();
    keeper.end_sessions(account.id).await.unwrap();
    keeper.close_officer(account.id).await.unwrap();
    keeper.close_officer(account.id).await.unwrap();
    keeper.reopen_officer(account.id).await.unwrap();

    let kept = all(&door).await;
    let expected = [
        "opened",
        "opened",
        "password-given",
        "changed",
        "token-issued",
        "token-revoked",
        "second-reset",
        "sessions-ended",
        "closed",
        "reopened",
    ];
    assert_eq!(kinds(&kept), expected, "closing twice is closing once");
    let (first, later) = kept.split_last().unwrap();
    assert_eq!((first.by, &first.correlation), (None, &None), "an operator");
    for act in later {
        assert_eq!((act.by, act.officer), (Some(boss), Some(account.id)));
        assert_eq!(act.correlation.as_deref(), Some("c-1"));
        assert_eq!(act.subject, format!("officer:{}", account.id));
    }
    let changed = &kept[6];
    assert_eq!(
        (&changed.before, &changed.after),
        (&json!({"roles": ["clerk"]}), &json!({"roles": ["head"]})),
        "only what differs"
    );
    let said = format!("{kept:?}");
    for secret in [&given.password, &issued.token, &issued.hash] {
        assert!(!said.contains(secret.as_str()));
    }
    let reader = door.database.store.reader();
    let of_boss = Wanted {
        people: Some(vec![boss]),
        ..Wanted::default()
    };
    assert_eq!(acts::list(reader, &of_boss, 100).await.unwrap().len(), 10);
    let by_operator = Wanted {
        by_operator: true,
        ..Wanted::default()
    };
    assert_eq!(
        acts::list(reader, &by_operator, 100).await.unwrap().len(),
        1
    );
}

async fn a_kept_act_is_neither_changed_nor_deleted(database: Database) {
    let door = Door::open(database).await;
    door.account("Chen Jing").await;
    let before = all(&door).await;
    assert_eq!(before.len(), 1);
    for statement in [
        "UPDATE administrative_act SET kind = 'nothing'",
        "UPDATE administrative_act SET at = 0 WHERE id = 1",
        "DELETE FROM administrative_act",
    ] {
        let refused = door
            .database
            .store
            .writer()
            .execute_unprepared(statement)
            .await;
        assert!(refused.is_err(), "{statement}");
    }
    assert_eq!(all(&door).await, before);
}

async fn what_did_not_happen_leaves_no_act(database: Database) {
    let door = Door::open(database).await;
    let mut boss = door.account("Chen Jing").await;
    boss.roles = ["administrator".parse().unwrap()].into();
    let operator = door.access.operator();
    operator.change_officer(&boss).await.unwrap();
    let before = all(&door).await;
    let keeper = door.access.keeper(boss.id, "c-1");
    let last = keeper.close_officer(boss.id).await;
    assert!(matches!(last, Err(Error::LastAdministrator)), "{last:?}");
    let mut plain = boss.clone();
    plain.roles = ["clerk".parse().unwrap()].into();
    let last = keeper.change_seen_officer(&boss, &plain).await;
    assert!(matches!(last, Err(Error::LastAdministrator)), "{last:?}");
    let nobody = keeper.close_officer(OfficerId(4_000)).await;
    assert!(matches!(nobody, Err(Error::NoSuchOfficer)));
    let without = keeper.reset_second(boss.id).await;
    assert!(matches!(without, Err(Error::NoLogin)));
    keeper.change_seen_officer(&boss, &boss).await.unwrap();
    assert_eq!(all(&door).await, before, "nothing changed, nothing is told");
}

async fn of_two_changes_at_once_one_is_told_it_was_overtaken(database: Database) {
    let door = Door::open(database).await;
    let seen = door.account("Li Hua").await;
    let with = |department: &str| accounts::Account {
        department: department.parse().unwrap(),
        ..seen.clone()
    };
    let (health, housing) = (with("health"), with("housing"));
    let (one, other) = (
        door.access.keeper(seen.id, "one"),
        door.access.keeper(seen.id, "other"),
    );
    let (one, other) = tokio::join!(
        one.change_seen_officer(&seen, &health),
        other.change_seen_officer(&seen, &housing)
    );
    let overtaken = [&one, &other]
        .into_iter()
        .filter(|outcome| matches!(outcome, Err(Error::Overtaken)));
    assert_eq!(overtaken.count(), 1, "{one:?} {other:?}");
    let stands = door.access.officer(seen.id).await.unwrap();
    let expected = if one.is_ok() { &health } else { &housing };
    assert_eq!(&stands, expected);
    let last = acts::last_on(door.database.store.reader(), seen.id, &[Kind::Changed]).await;
    let winner = if one.is_ok() { "one" } else { "other" };
    let last = last.unwrap().unwrap();
    assert_eq!(last.correlation.as_deref(), Some(winner));
}

async fn a_double_tap_welcomes_one_officer_with_one_password(database: Database) {
    let door = Door::open(database).await;
    let keeper = door.access.operator();
    let login = "li.hua".parse().unwrap();
    let first = FirstLogin {
        login: &login,
        password: "abcde-fghjk-mnpqr",
    };
    let key = |body: &str| Key {
        actor: "officer:1".to_owned(),
        key: "k-1".to_owned(),
        body_hash: body.to_owned(),
    };
    let new = door.new_officer("Li Hua");
    let this = key("this form");
    let (one, other) = tokio::join!(
        keeper.welcome_officer_once(&new, first, &this),
        keeper.welcome_officer_once(&new, first, &this)
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one, other);
    assert!(
        door.access
            .first_password_holds(one.id, first)
            .await
            .unwrap()
    );
    let reader = door.database.store.reader();
    assert_eq!(accounts::list(reader, None, 10).await.unwrap(), [one]);
    assert_eq!(kinds(&all(&door).await), ["opened", "password-given"]);

    let other_form = key("another form");
    let another = keeper.welcome_officer_once(&new, first, &other_form).await;
    assert!(matches!(another, Err(Error::KeyReused)));
    let taken = Key {
        key: "k-2".to_owned(),
        ..key("this form")
    };
    let taken = keeper.welcome_officer_once(&new, first, &taken).await;
    assert!(matches!(taken, Err(Error::LoginTaken)));
    assert_eq!(
        accounts::list(reader, None, 10).await.unwrap().len(),
        1,
        "a taken login leaves no account behind"
    );
}

async fn a_department_is_moved_while_accounts_change_and_nobody_waits_for_each_other(
    database: Database,
) {
    let door = Door::open(database).await;
    let clerk = door.account("Li Hua").await;
    let mut boss = door.account("Chen Jing").await;
    boss.roles = ["administrator".parse().unwrap()].into();
    let keeper = door.access.operator();
    keeper.change_officer(&boss).await.unwrap();
    let [mut from, mut into] = ["labor", "education"].map(|key| key.parse().unwrap());
    for round in 0..12 {
        let (moved, closed) = tokio::join!(
            keeper.move_department(&from, &into, "merged"),
            keeper.close_officer(clerk.id)
        );
        assert_eq!(moved.unwrap(), 2, "round {round}");
        closed.unwrap();
        let after = door.access.officer(clerk.id).await.unwrap();
        assert_eq!((&after.department, after.active), (&into, false));
        keeper.reopen_officer(clerk.id).await.unwrap();
        std::mem::swap(&mut from, &mut into);
    }
}
