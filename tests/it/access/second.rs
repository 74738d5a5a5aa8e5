//! Second factors: setting one up, showing it, losing it.

use chrono::TimeDelta;
use lianban::access::{Error, Pending, RECOVERY_CODES, SECOND_TRIES_MAX, SecondOutcome};

use super::door::{Door, OWN_PASSWORD, app};
use crate::support::databases::{Database, on_both};

on_both!(
    a_second_factor_counts_once_its_app_has_shown_a_code,
    a_session_opens_nothing_before_the_code,
    a_code_is_taken_once_and_a_phone_may_be_a_step_off,
    many_wrong_codes_end_the_session,
    a_recovery_code_is_taken_once,
    new_recovery_codes_make_the_old_ones_worthless,
    a_second_factor_is_taken_away_with_its_sessions,
    many_at_once_pass_with_one_code_only_once,
);

/// Longer than any code is taken.
const SOME_TIME: TimeDelta = TimeDelta::minutes(2);

/// An officer with a second factor: its secret, its recovery codes, and a session that has passed.
async fn equipped(door: &Door) -> (String, Vec<String>, String) {
    door.officer("li.hua").await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let (secret, codes) = door.set_up(&token).await;
    door.wait(SOME_TIME);
    (secret, codes, token)
}

async fn a_second_factor_counts_once_its_app_has_shown_a_code(database: Database) {
    let door = Door::open(database).await;
    door.officer("li.hua").await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let session = door.session(&token).await;
    assert!(door.access.begun_second(&session).await.unwrap().is_none());
    let first = door.access.begin_second(&session).await.unwrap();
    let second = door.access.begin_second(&session).await.unwrap();
    assert_ne!(first.secret, second.secret);
    assert!(
        second
            .uri
            .contains(&format!("Lianban:li.hua?secret={}&", second.secret))
    );
    let begun = door.access.begun_second(&session).await.unwrap();
    assert_eq!(begun.as_ref(), Some(&second), "shown again as it is");
    let old = app(&first.secret, door.now());
    assert_eq!(
        door.access.confirm_second(&session, &old).await.unwrap(),
        None
    );
    assert!(!door.session(&token).await.has_second);
    assert_eq!(
        door.come_in("li.hua", OWN_PASSWORD).await.1,
        None,
        "it does not count yet"
    );
    let code = app(&second.secret, door.now());
    let codes = door.access.confirm_second(&session, &code).await.unwrap();
    assert_eq!(codes.unwrap().len(), RECOVERY_CODES);
    let session = door.session(&token).await;
    assert_eq!(session.pending(), None, "this session has shown it");
    assert!(door.access.begun_second(&session).await.unwrap().is_none());
    for again in [
        door.access.begin_second(&session).await.err(),
        door.access.confirm_second(&session, &code).await.err(),
    ] {
        assert!(
            matches!(again, Some(Error::SecondFactorStands)),
            "{again:?}"
        );
    }
}

async fn a_session_opens_nothing_before_the_code(database: Database) {
    let door = Door::open(database).await;
    door.officer("li.hua").await;
    let (other, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let (secret, _) = door.set_up(&token).await;
    let stale = door.session(&other).await;
    assert_eq!(
        stale.pending(),
        Some(Pending::SecondFactor),
        "other sessions have to show it"
    );
    door.wait(SOME_TIME);
    let (new, pending) = door.come_in("li.hua", OWN_PASSWORD).await;
    assert_eq!(pending, Some(Pending::SecondFactor));
    let session = door.session(&new).await;
    assert!(session.caller().is_none());
    let refused = door
        .access
        .change_password(&session, OWN_PASSWORD, "four grey herons");
    assert!(matches!(refused.await, Err(Error::SecondFactorFirst)));
    let refused = door.access.renew_recovery(&session).await;
    assert!(matches!(refused, Err(Error::SecondFactorFirst)));
    assert_eq!(
        door.show(&new, &app(&secret, door.now())).await,
        SecondOutcome::Passed
    );
    assert!(door.session(&new).await.caller().is_some());
    assert!(
        door.session(&other).await.caller().is_none(),
        "each shows its own"
    );
}

async fn a_code_is_taken_once_and_a_phone_may_be_a_step_off(database: Database) {
    let door = Door::open(database).await;
    let (secret, _, _) = equipped(&door).await;
    let step = TimeDelta::seconds(30);
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let early = app(&secret, door.now() + step);
    assert_eq!(door.show(&token, &early).await, SecondOutcome::Passed);
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    assert_eq!(
        door.show(&token, &early).await,
        SecondOutcome::Wrong,
        "used"
    );
    let older = app(&secret, door.now());
    assert_eq!(
        door.show(&token, &older).await,
        SecondOutcome::Wrong,
        "a later one was used"
    );
    door.wait(step * 4);
    let late = app(&secret, door.now() - step);
    assert_eq!(door.show(&token, &late).await, SecondOutcome::Passed);
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    door.wait(step * 4);
    let too_late = app(&secret, door.now() - step * 2);
    assert_eq!(door.show(&token, &too_late).await, SecondOutcome::Wrong);
}

async fn many_wrong_codes_end_the_session(database: Database) {
    let door = Door::open(database).await;
    let (secret, _, passed) = equipped(&door).await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let session = door.session(&token).await;
    for _ in 0..SECOND_TRIES_MAX {
        assert_eq!(door.show(&token, "no code").await, SecondOutcome::Wrong);
    }
    let right = app(&secret, door.now());
    let outcome = door.access.pass_second(&session, &right).await.unwrap();
    assert_eq!(outcome, SecondOutcome::Over, "even with the right one");
    assert!(!door.is_in(&token).await);
    assert!(door.is_in(&passed).await, "the others stay");
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    assert_eq!(
        door.show(&token, &right).await,
        SecondOutcome::Passed,
        "nobody is locked out"
    );
}

async fn a_recovery_code_is_taken_once(database: Database) {
    let door = Door::open(database).await;
    let (_, codes, _) = equipped(&door).await;
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    let typed = codes[3].to_uppercase().replace('-', " ");
    let left = RECOVERY_CODES - 1;
    let passed = SecondOutcome::PassedByRecovery { left };
    assert_eq!(door.show(&token, &typed).await, passed);
    assert_eq!(door.session(&token).await.recovery_left, left);
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    assert_eq!(door.show(&token, &typed).await, SecondOutcome::Wrong);
    let passed = SecondOutcome::PassedByRecovery { left: left - 1 };
    assert_eq!(door.show(&token, &codes[0]).await, passed);
}

async fn new_recovery_codes_make_the_old_ones_worthless(database: Database) {
    let door = Door::open(database).await;
    let (_, old, passed) = equipped(&door).await;
    let session = door.session(&passed).await;
    let new = door.access.renew_recovery(&session).await.unwrap();
    assert_eq!(new.len(), RECOVERY_CODES);
    let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
    assert_eq!(door.show(&token, &old[0]).await, SecondOutcome::Wrong);
    let left = RECOVERY_CODES - 1;
    let passed = SecondOutcome::PassedByRecovery { left };
    assert_eq!(door.show(&token, &new[0]).await, passed);
}

async fn a_second_factor_is_taken_away_with_its_sessions(database: Database) {
    let door = Door::open(database).await;
    let (_, codes, passed) = equipped(&door).await;
    let id = door.session(&passed).await.account.id;
    door.access.operator().reset_second(id).await.unwrap();
    assert!(!door.is_in(&passed).await);
    let (token, pending) = door.come_in("li.hua", OWN_PASSWORD).await;
    assert_eq!(pending, None);
    assert_eq!(door.session(&token).await.recovery_left, 0);
    assert_eq!(door.show(&token, &codes[0]).await, SecondOutcome::Wrong);
    let stranger = door.account("without a login").await.id;
    let refused = door.access.operator().reset_second(stranger).await;
    assert!(matches!(refused, Err(Error::NoLogin)));
}

async fn many_at_once_pass_with_one_code_only_once(database: Database) {
    let door = Door::open(database).await;
    let (secret, codes, _) = equipped(&door).await;
    for code in [app(&secret, door.now()), codes[0].clone()] {
        let mut sessions = Vec::new();
        for _ in 0..4 {
            let (token, _) = door.come_in("li.hua", OWN_PASSWORD).await;
            sessions.push(door.session(&token).await);
        }
        let all = sessions
            .iter()
            .map(|session| door.access.pass_second(session, &code));
        let outcomes = futures::future::try_join_all(all).await.unwrap();
        let wrong = outcomes.iter().filter(|one| **one == SecondOutcome::Wrong);
        assert_eq!(wrong.count(), 3, "{outcomes:?}");
    }
}
