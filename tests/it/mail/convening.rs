//! Departments are called to a sitting when something of theirs comes onto its agenda.

use lianban::domain::command::{Act, Action};
use lianban::domain::sitting::SittingAction;
use lianban::engine::convening::{CONVENING_QUEUE, ConveneJob};
use lianban::storage::accounts;
use lianban::storage::jobs::{self, NewJob};

use super::{Room, body, id_of};
use crate::engine::house::officer;
use crate::engine::sittings::{call, head, shop};
use crate::jobs::bench::until;
use crate::support::databases::{Database, on_both};
use crate::support::smtp::Received;

on_both!(
    a_department_is_called_once_and_again_when_its_agenda_grows,
    a_scheduled_sitting_calls_the_departments_too,
    nobody_is_called_to_a_sitting_that_was_called_off,
);

/// Departments that review in the sitting.
const ROOM: i64 = 6;
const FIRE: &str = "shu@office.example";

fn enqueued() -> String {
    format!("job WHERE queue = '{CONVENING_QUEUE}'")
}

/// The calls to sittings among the letters to one reader.
fn to(letters: &[Received], reader: &str) -> Vec<Received> {
    let calls = letters.iter().filter(|letter| {
        let subject = letter.header("Subject").unwrap();
        letter.to == [reader] && subject.starts_with("Sitting on")
    });
    calls.cloned().collect()
}

/// All letters, once no call waits any longer.
async fn settled(room: &Room) -> Vec<Received> {
    let open = format!("{} AND status <> 'done'", enqueued());
    until("every call is carried out", || async {
        room.house.rows(&open).await == 0
    })
    .await;
    room.server.messages()
}

async fn a_department_is_called_once_and_again_when_its_agenda_grows(database: Database) {
    let room = Room::open(database, "calls to a sitting").await;
    let (house, engine) = (&room.house, &room.house.engine);
    room.hire("Shu", "fire").await;
    room.hire("Wu", "health").await;
    let first = [shop(house).await, shop(house).await];
    let sitting = call(house).await.unwrap();
    assert_eq!(house.rows(&enqueued()).await, 0, "nothing to say yet");
    engine
        .add_to_agenda(sitting, &first, &head())
        .await
        .unwrap();
    assert_eq!(house.rows(&enqueued()).await, ROOM);
    let letters = settled(&room).await;
    assert_eq!(to(&letters, "wu@office.example").len(), 1);
    let [told] = &to(&letters, FIRE)[..] else {
        panic!("not one letter: {letters:?}");
    };
    let account = accounts::list(engine.store().reader(), None, 10).await;
    let account = account.unwrap().remove(0);
    let version = engine.sitting(sitting).await.unwrap().version;
    let named = format!(
        "sitting-{sitting}-{version}-fire.officer-{}@lianban.example",
        account.id
    );
    assert_eq!(id_of(told), named);
    let said = body(told);
    for case in first {
        assert!(said.contains(&number(case)), "{said}");
    }
    for word in [
        "Open a shop",
        "Market regulation",
        "Thursday 9 April 2026, 09:30",
        "in writing beforehand",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let facts = engine.request(first[0]).await.unwrap().facts;
    assert!(!said.contains(&facts.applicant.unwrap().name), "{said}");

    engine
        .add_to_agenda(sitting, &first, &head())
        .await
        .unwrap();
    assert_eq!(
        house.rows(&enqueued()).await,
        ROOM,
        "nothing new, nothing said"
    );

    // Fire has nothing to decide on the third any more: it is not called again.
    let third = shop(house).await;
    house.clock.advance(chrono::TimeDelta::days(60));
    let act = Act::Waive("sitting.fire".parse().unwrap());
    let reason = "done by the district".to_owned();
    let supervisor = officer(50, "supervision", "supervisor");
    house
        .act(third, &supervisor, Action::Supervise { act, reason })
        .await;
    let add = SittingAction::Add(third);
    engine.sit(sitting, add, &head()).await.unwrap();
    assert_eq!(house.rows(&enqueued()).await, ROOM + ROOM - 1);
    let letters = settled(&room).await;
    assert_eq!(to(&letters, FIRE).len(), 1);
    let health = to(&letters, "wu@office.example");
    assert_eq!(health.len(), 2);
    assert_ne!(id_of(&health[0]), id_of(&health[1]));
    assert!(!body(&health[0]).contains(&number(third)));
    assert!(body(&health[1]).contains(&number(third)));
    room.close().await;
}

fn number(case: lianban::domain::identifiers::RequestId) -> String {
    lianban::domain::identifiers::CaseNumber::from(case).to_string()
}

async fn a_scheduled_sitting_calls_the_departments_too(database: Database) {
    let room = Room::open(database, "calls to a scheduled sitting").await;
    room.hire("Shu", "fire").await;
    shop(&room.house).await;
    let (workflow, stage) = ("open-a-shop".parse().unwrap(), "sitting".parse().unwrap());
    let at = "2026-04-09T01:30:00Z".parse().unwrap();
    for _ in 0..2 {
        let called = room.house.engine.call_recurring(&workflow, &stage, at);
        called.await.unwrap().expect("a shop waits");
    }
    assert_eq!(room.house.rows(&enqueued()).await, ROOM);
    assert_eq!(to(&settled(&room).await, FIRE).len(), 1);
    room.close().await;
}

async fn nobody_is_called_to_a_sitting_that_was_called_off(database: Database) {
    let room = Room::open(database, "a letter that comes after the calling off").await;
    room.hire("Shu", "fire").await;
    let id = shop(&room.house).await;
    let engine = &room.house.engine;
    let sitting = call(&room.house).await.unwrap();
    let off = engine.sit(sitting, SittingAction::CallOff, &head()).await;
    let late = ConveneJob {
        sitting,
        department: "fire".parse().unwrap(),
        revision: off.unwrap().version,
        agenda: [id].into(),
    };
    let row = NewJob::new(CONVENING_QUEUE, &late).unwrap();
    let now = engine.ports().machine.now();
    jobs::enqueue(engine.store().writer(), row, now)
        .await
        .unwrap();
    engine.store().wake();
    assert!(to(&settled(&room).await, FIRE).is_empty());
    room.close().await;
}
