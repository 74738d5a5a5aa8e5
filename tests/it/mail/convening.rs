//! Departments are called to a sitting when something of theirs comes onto its agenda.

use std::sync::Arc;

use lianban::domain::calendar::Instant;
use lianban::domain::command::{Act, Action};
use lianban::domain::identifiers::RequestId;
use lianban::domain::sitting::SittingAction;
use lianban::engine::convening::{CONVENING_QUEUE, ConveneJob};
use lianban::jobs::cron::{self, Scheduler};
use lianban::jobs::routine::{self, Keep};
use lianban::storage::jobs::{self, NewJob};
use lianban::storage::{accounts, sittings};

use super::{Room, body, id_of};
use crate::engine::house::{agreement, officer};
use crate::engine::sittings::{call, head, shop};
use crate::jobs::bench::until;
use crate::support::databases::{Database, on_both};
use crate::support::smtp::Received;

on_both!(
    a_department_is_called_once_and_again_when_its_agenda_grows,
    a_recurring_sitting_is_called_a_turn_ahead_with_what_waits,
    a_recurring_sitting_on_a_day_off_is_held_on_the_next_working_day,
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

/// The schedules of the house, on its law clock.
fn scheduler(room: &Room) -> Scheduler {
    let keep = Keep {
        done_jobs_days: 90,
        dead_jobs_days: 90,
        idempotency_days: 90,
    };
    let engine = &room.house.engine;
    let schedules = routine::schedules(engine, keep, false).unwrap();
    let law = engine.ports().law.clone();
    Scheduler::new(
        engine.store().clone(),
        schedules,
        Arc::new(move || law.now()),
        Arc::new(chrono::Utc::now),
    )
}

/// Moves the law's clock there, and waits until what that brings is carried out.
async fn tick(room: &Room, scheduler: &mut Scheduler, at: &str) {
    let by = at.parse::<Instant>().unwrap() - room.house.engine.now();
    room.house.clock.advance(by);
    scheduler.pass().await.unwrap();
    let open = format!("job WHERE queue = '{}' AND status <> 'done'", cron::QUEUE);
    until("every tick is carried out", || async {
        room.house.rows(&open).await == 0
    })
    .await;
}

/// What stands: when each open sitting is held, with its agenda.
async fn standing(room: &Room) -> Vec<(String, Vec<RequestId>)> {
    let db = room.house.engine.store().reader();
    let mut found = sittings::list(db, None, true, 10).await.unwrap();
    found.reverse();
    let told = |stored: sittings::Stored| {
        let sitting = stored.sitting;
        let at = sitting.called_for.format("%m-%d %H:%M").to_string();
        (at, sitting.agenda.into_iter().collect())
    };
    found.into_iter().map(told).collect()
}

async fn a_recurring_sitting_is_called_a_turn_ahead_with_what_waits(database: Database) {
    let room = Room::open(database, "calls to a recurring sitting").await;
    let (house, engine) = (&room.house, &room.house.engine);
    room.hire("Shu", "fire").await;
    let mut scheduler = scheduler(&room);
    assert_eq!(scheduler.pass().await.unwrap(), 0, "the schedules begin");
    let first = shop(house).await;
    tick(&room, &mut scheduler, "2026-04-09T01:30:00Z").await;
    let at = |text: &str, agenda: &[RequestId]| (text.to_owned(), agenda.to_vec());
    assert_eq!(standing(&room).await, [at("04-14 01:30", &[first])]);
    let letters = to(&settled(&room).await, FIRE);
    assert_eq!(letters.len(), 1);
    let said = body(&letters[0]);
    assert!(said.contains("Tuesday 14 April 2026, 09:30"), "{said}");
    // Five days before it takes place, fire writes.
    let db = engine.store().reader();
    let sitting = sittings::list(db, None, true, 1).await.unwrap();
    let sitting = sitting[0].sitting.id;
    let draft = SittingAction::Draft {
        request: first,
        review: "sitting.fire".parse().unwrap(),
        opinion: agreement(),
    };
    let shu = officer(60, "fire", "clerk");
    engine.sit(sitting, draft, &shu).await.unwrap();

    // What came meanwhile is put on the agenda at the sitting's own time, and on no second one.
    let second = shop(house).await;
    tick(&room, &mut scheduler, "2026-04-14T01:30:00Z").await;
    let both = [first, second];
    let stands = [at("04-14 01:30", &both), at("04-16 01:30", &[])];
    assert_eq!(standing(&room).await, stands);
    assert_eq!(to(&settled(&room).await, FIRE).len(), 2);

    // It was never held: what is on it goes on to the next, which nothing else came to.
    tick(&room, &mut scheduler, "2026-04-16T01:30:00Z").await;
    let stands = [
        at("04-14 01:30", &both),
        at("04-16 01:30", &both),
        at("04-21 01:30", &[]),
    ];
    assert_eq!(standing(&room).await, stands);
    room.close().await;
}

async fn a_recurring_sitting_on_a_day_off_is_held_on_the_next_working_day(database: Database) {
    let room = Room::open(database, "a sitting that falls on Labour Day").await;
    let mut scheduler = scheduler(&room);
    scheduler.pass().await.unwrap();
    // From Friday 1 to Tuesday 5 May nobody works: Tuesday's sitting is held on Wednesday.
    tick(&room, &mut scheduler, "2026-04-30T01:30:00Z").await;
    let at = |text: &str, agenda: &[RequestId]| (text.to_owned(), agenda.to_vec());
    assert_eq!(standing(&room).await, [at("05-06 01:30", &[])]);
    let id = shop(&room.house).await;
    tick(&room, &mut scheduler, "2026-05-05T01:30:00Z").await;
    let stands = [at("05-06 01:30", &[id]), at("05-07 01:30", &[])];
    assert_eq!(standing(&room).await, stands);
    // Nothing came to Thursday's, and nobody: it is called off when the next one begins.
    tick(&room, &mut scheduler, "2026-05-12T01:30:00Z").await;
    let days: Vec<String> = standing(&room)
        .await
        .into_iter()
        .map(|(day, _)| day)
        .collect();
    assert_eq!(days, ["05-06 01:30", "05-14 01:30"]);
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
