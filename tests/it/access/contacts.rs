//! Whoever proves that they are reached by some contact: for how long, how often, and what it opens.

use chrono::TimeDelta;
use lianban::access::{
    CONTACT_HOURS, CONTACT_IDLE_MINUTES, Channel, Error, PASSCODE_TRIES_MAX, PASSCODES_A_DAY_MAX,
    Purpose,
};
use lianban::domain::contact::ContactKind;
use lianban::storage::jobs::NewJob;
use lianban::storage::reach::{self, Mark, MarkKind, Marks};

use super::door::{Door, request, visit};
use crate::support::databases::{Database, on_both};

on_both!(
    a_code_opens_the_list_once_and_in_time,
    a_code_for_a_list_is_tried_five_times,
    a_contact_gets_so_many_codes_a_day,
    a_session_of_a_contact_ends_for_want_of_use_and_in_any_case,
    only_what_is_reached_so_is_opened_and_only_while_it_is,
    the_code_and_its_message_stand_or_fall_together,
);

const MINE: Mark = Mark([7; 32]);
const OTHERS: Mark = Mark([8; 32]);
const CODE: &str = "123456";

async fn ask(door: &Door, mark: Mark) -> Option<String> {
    let sending = |row: &str| Ok((CODE.to_owned(), NewJob::new("passcodes", row)?));
    let made = door.access.make_list_passcode(mark, Channel::Mail, sending);
    made.await.unwrap().map(|ticket| ticket.0)
}

async fn take(door: &Door, ticket: &str, code: &str) -> Option<String> {
    let visit = visit();
    let taken = door.access.take_list_passcode(ticket, code, &visit);
    taken.await.unwrap().map(|started| started.token)
}

async fn is_over(door: &Door, token: &str) -> bool {
    matches!(door.access.contact(token).await, Err(Error::Unknown))
}

/// Has a request be reached so.
async fn reached(door: &Door, number: i64, mark: Mark) {
    let marks = Marks {
        key: "a key".to_owned(),
        all: vec![(MarkKind::Contact(ContactKind::Mail), mark)],
    };
    let db = door.database.store.writer();
    reach::put(db, &[(request(number), &marks)]).await.unwrap();
}

async fn a_code_opens_the_list_once_and_in_time(database: Database) {
    let door = Door::open(database).await;
    let ticket = ask(&door, MINE).await.unwrap();
    assert_eq!(take(&door, &ticket, "000000").await, None);
    let by_case = door.access.take_passcode(&ticket, Purpose::Case, CODE);
    assert_eq!(by_case.await.unwrap(), None, "it opens no request");
    let token = take(&door, &ticket, " 123 456 ").await.unwrap();
    assert_eq!(door.access.contact(&token).await.unwrap(), MINE);
    assert_eq!(take(&door, &ticket, CODE).await, None, "used");
    let late = ask(&door, MINE).await.unwrap();
    door.wait(TimeDelta::minutes(10));
    assert_eq!(take(&door, &late, CODE).await, None, "over");
}

async fn a_code_for_a_list_is_tried_five_times(database: Database) {
    let door = Door::open(database).await;
    let ticket = ask(&door, MINE).await.unwrap();
    for _ in 0..PASSCODE_TRIES_MAX {
        assert_eq!(take(&door, &ticket, "000000").await, None);
    }
    assert_eq!(take(&door, &ticket, CODE).await, None);
}

async fn a_contact_gets_so_many_codes_a_day(database: Database) {
    let door = Door::open(database).await;
    for _ in 0..PASSCODES_A_DAY_MAX {
        assert!(ask(&door, MINE).await.is_some());
        door.wait(TimeDelta::minutes(1));
    }
    assert!(ask(&door, MINE).await.is_none());
    assert!(ask(&door, OTHERS).await.is_some(), "each by itself");
    door.wait(TimeDelta::days(1) - TimeDelta::minutes(10));
    assert!(ask(&door, MINE).await.is_some());
}

async fn a_session_of_a_contact_ends_for_want_of_use_and_in_any_case(database: Database) {
    let door = Door::open(database).await;
    let ticket = ask(&door, MINE).await.unwrap();
    let token = take(&door, &ticket, CODE).await.unwrap();
    let rest = TimeDelta::minutes(CONTACT_IDLE_MINUTES) - TimeDelta::seconds(1);
    let uses = TimeDelta::hours(CONTACT_HOURS).num_seconds() / rest.num_seconds();
    for _ in 0..uses {
        door.wait(rest);
        assert!(!is_over(&door, &token).await, "used in time");
    }
    door.wait(rest);
    assert!(is_over(&door, &token).await, "in any case");
    let ticket = ask(&door, MINE).await.unwrap();
    let token = take(&door, &ticket, CODE).await.unwrap();
    door.wait(TimeDelta::minutes(CONTACT_IDLE_MINUTES));
    assert!(is_over(&door, &token).await, "for want of use");
    assert!(matches!(
        door.access.case(&token).await,
        Err(Error::Unknown)
    ));
    assert!(matches!(
        door.access.staff(&token).await,
        Err(Error::Unknown)
    ));
}

async fn only_what_is_reached_so_is_opened_and_only_while_it_is(database: Database) {
    let door = Door::open(database).await;
    reached(&door, 77, MINE).await;
    reached(&door, 78, OTHERS).await;
    let refused = door.access.start_case_by(MINE, request(78), &visit()).await;
    assert!(matches!(refused, Err(Error::Unknown)));
    let started = door.access.start_case_by(MINE, request(77), &visit()).await;
    let by_contact = started.unwrap().token;
    let by_code = door.access.start_case(request(77), &visit()).await;
    let by_code = by_code.unwrap().token;
    let session = door.access.case(&by_contact).await.unwrap();
    assert!(session.request == request(77) && session.by_contact);
    reached(&door, 77, OTHERS).await;
    assert!(matches!(
        door.access.case(&by_contact).await,
        Err(Error::Unknown)
    ));
    assert!(!door.access.case(&by_code).await.unwrap().by_contact);
}

async fn the_code_and_its_message_stand_or_fall_together(database: Database) {
    let door = Door::open(database).await;
    let sending = |_: &str| Err(lianban::storage::Error::Impossible("no message"));
    let made = door.access.make_list_passcode(MINE, Channel::Mail, sending);
    assert!(made.await.is_err());
    for _ in 0..PASSCODES_A_DAY_MAX {
        assert!(
            ask(&door, MINE).await.is_some(),
            "the failed one does not count"
        );
    }
}
