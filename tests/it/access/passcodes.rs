//! One-time codes: what opens with them, for how long, how often.

use chrono::TimeDelta;
use lianban::access::{Channel, PASSCODE_TRIES_MAX, PASSCODES_A_DAY_MAX, Passcode, Purpose};
use lianban::domain::identifiers::RequestId;
use lianban::storage::passcodes::{self, Subject};

use super::door::{Door, request};
use crate::support::databases::{Database, on_both};

on_both!(
    a_code_opens_its_request_once,
    a_code_is_over_after_ten_minutes,
    a_code_is_tried_five_times,
    a_code_opens_only_what_it_was_made_for,
    the_store_does_not_know_the_code,
    a_request_gets_so_many_codes_a_day,
    many_at_once_use_a_code_once,
);

async fn made(door: &Door, number: i64) -> Passcode {
    let made = door
        .access
        .make_passcode(request(number), Purpose::Case, Channel::Sms);
    made.await.unwrap().expect("a code")
}

async fn take(door: &Door, ticket: &str, code: &str) -> Option<RequestId> {
    let taken = door.access.take_passcode(ticket, Purpose::Case, code);
    taken.await.unwrap()
}

/// Another code than this.
fn wrong(code: &str) -> String {
    let other = if code.starts_with('1') { "2" } else { "1" };
    format!("{other}{}", &code[1..])
}

async fn a_code_opens_its_request_once(database: Database) {
    let door = Door::open(database).await;
    let made = made(&door, 77).await;
    assert!(made.code.len() == 6 && made.code.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(take(&door, &made.ticket, &wrong(&made.code)).await, None);
    let typed = format!(" {} {}", &made.code[..3], &made.code[3..]);
    assert_eq!(take(&door, &made.ticket, &typed).await, Some(request(77)));
    assert_eq!(take(&door, &made.ticket, &made.code).await, None, "used");
}

async fn a_code_is_over_after_ten_minutes(database: Database) {
    let door = Door::open(database).await;
    let (one, other) = (made(&door, 77).await, made(&door, 78).await);
    assert_eq!(one.expires_at, door.now() + TimeDelta::minutes(10));
    door.wait(TimeDelta::minutes(10) - TimeDelta::seconds(1));
    assert_eq!(take(&door, &one.ticket, &one.code).await, Some(request(77)));
    door.wait(TimeDelta::seconds(1));
    assert_eq!(take(&door, &other.ticket, &other.code).await, None);
}

async fn a_code_is_tried_five_times(database: Database) {
    let door = Door::open(database).await;
    let (one, other) = (made(&door, 77).await, made(&door, 77).await);
    for _ in 1..PASSCODE_TRIES_MAX {
        assert_eq!(take(&door, &one.ticket, &wrong(&one.code)).await, None);
    }
    assert_eq!(
        take(&door, &one.ticket, &one.code).await,
        Some(request(77)),
        "the fifth"
    );
    for _ in 0..PASSCODE_TRIES_MAX {
        assert_eq!(take(&door, &other.ticket, &wrong(&other.code)).await, None);
    }
    assert_eq!(
        take(&door, &other.ticket, &other.code).await,
        None,
        "the sixth"
    );
    let stranger = made(&door, 77).await;
    let owner = made(&door, 77).await;
    for _ in 0..PASSCODE_TRIES_MAX {
        take(&door, &stranger.ticket, &wrong(&stranger.code)).await;
    }
    let opened = take(&door, &owner.ticket, &owner.code).await;
    assert_eq!(
        opened,
        Some(request(77)),
        "a stranger's tries are the stranger's"
    );
}

async fn a_code_opens_only_what_it_was_made_for(database: Database) {
    let door = Door::open(database).await;
    let access = &door.access;
    let (case, other) = (made(&door, 77).await, made(&door, 78).await);
    let elsewhere = access.take_passcode(&case.ticket, Purpose::Contact, &case.code);
    assert_eq!(elsewhere.await.unwrap(), None);
    if case.code != other.code {
        assert_eq!(take(&door, &other.ticket, &case.code).await, None);
    }
    for ticket in ["", &access.blind_ticket()] {
        assert_eq!(take(&door, ticket, &case.code).await, None);
    }
    assert_eq!(
        take(&door, &case.ticket, &case.code).await,
        Some(request(77))
    );
}

async fn the_store_does_not_know_the_code(database: Database) {
    let door = Door::open(database).await;
    let made = made(&door, 77).await;
    let hash = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&made.ticket));
    let db = door.database.store.writer();
    let row = passcodes::attempt(db, &hash, "case", 5, door.now()).await;
    let row = row.unwrap().expect("kept under the ticket's hash");
    assert_eq!(
        (row.subject, row.channel.as_str()),
        (Subject::Request(request(77)), "sms")
    );
    let bare = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&made.code));
    assert!(row.code_hash != bare && !row.code_hash.contains(&made.code));
    let said = format!("{row:?}{made:?}");
    assert!(!said.contains(&made.ticket) && !said.contains(&made.code));
}

async fn a_request_gets_so_many_codes_a_day(database: Database) {
    let door = Door::open(database).await;
    let again = |purpose| {
        door.access
            .make_passcode(request(77), purpose, Channel::Mail)
    };
    for _ in 0..PASSCODES_A_DAY_MAX {
        assert!(again(Purpose::Case).await.unwrap().is_some());
        door.wait(TimeDelta::minutes(1));
    }
    assert!(again(Purpose::Case).await.unwrap().is_none());
    assert!(again(Purpose::Contact).await.unwrap().is_some());
    made(&door, 78).await;
    door.wait(TimeDelta::days(1) - TimeDelta::minutes(10));
    assert!(
        again(Purpose::Case).await.unwrap().is_some(),
        "the first is a day ago"
    );
    assert!(again(Purpose::Case).await.unwrap().is_none());
}

async fn many_at_once_use_a_code_once(database: Database) {
    let door = Door::open(database).await;
    let made = made(&door, 77).await;
    let all = (0..4).map(|_| take(&door, &made.ticket, &made.code));
    let opened = futures::future::join_all(all).await;
    assert_eq!(opened.iter().flatten().count(), 1, "{opened:?}");
}
