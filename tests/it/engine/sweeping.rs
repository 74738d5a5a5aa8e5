//! The sweep of clocks: what is due fires once, however many nodes look.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use lianban::domain::calendar::Calendar;
use lianban::domain::command::{Action, Actor, Command};
use lianban::domain::event::Event;
use lianban::domain::identifiers::RequestId;
use lianban::domain::request::{NoticeKind, Request};
use lianban::storage::{journal, queues, requests};

use super::house::House;
use crate::support::databases::{Database, on_both};

on_both!(
    three_nodes_fire_each_rung_once,
    a_sweep_before_anything_is_due_changes_nothing,
    a_node_that_was_down_catches_up_in_order,
    another_calendar_moves_dues_when_rebuilt,
    dues_are_laid_anew_once_for_each_change_of_days,
    a_moved_due_date_is_told_once_however_many_nodes_start,
    a_request_that_cannot_be_read_keeps_no_other_from_its_turn,
    a_sweep_goes_on_behind_what_stays_due,
    rungs_that_nobody_fires_are_missing,
);

type Rung = (String, u32, u8);

async fn rungs(house: &House, id: RequestId) -> BTreeMap<Rung, usize> {
    let lines = journal::read(house.engine.store().reader(), id)
        .await
        .unwrap();
    let mut fired = BTreeMap::new();
    for line in lines {
        if let Event::RungFired {
            clock,
            round,
            index,
            ..
        } = line.entry.event
        {
            *fired.entry((clock.to_string(), round, index)).or_default() += 1;
        }
    }
    fired
}

async fn three_nodes_fire_each_rung_once(database: Database) {
    let house = House::open(database).await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(house.under_review().await);
    }
    let nodes = [
        house.engine.clone(),
        house.another_engine().await,
        house.another_engine().await,
    ];
    for _ in 0..12 {
        house.clock.advance(TimeDelta::hours(20));
        let sweeps = nodes
            .clone()
            .map(|node| tokio::spawn(async move { node.sweep(1_000).await.unwrap() }));
        for sweep in sweeps {
            sweep.await.unwrap();
        }
    }
    for id in ids {
        let fired = rungs(&house, id).await;
        assert!(fired.len() >= 4, "the ladder was climbed: {fired:?}");
        assert!(fired.values().all(|times| *times == 1), "{fired:?}");
    }
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
    assert!(report.rungs.counted > 24);
}

async fn a_sweep_before_anything_is_due_changes_nothing(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let before = house.engine.request(id).await.unwrap();
    let swept = house.engine.sweep(100).await.unwrap();
    assert_eq!((swept.due, swept.changed), (0, 0));
    assert_eq!(house.engine.tick(&[id]).await.unwrap(), 0);
    assert_eq!(house.engine.request(id).await.unwrap(), before);
}

async fn a_node_that_was_down_catches_up_in_order(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    house.clock.advance(TimeDelta::days(12));
    let swept = house.engine.sweep(100).await.unwrap();
    assert_eq!((swept.due, swept.changed), (1, 1));
    let lines = journal::read(house.engine.store().reader(), id)
        .await
        .unwrap();
    let dues: Vec<_> = lines
        .iter()
        .filter_map(|line| match &line.entry.event {
            Event::RungFired { due, .. } => Some(*due),
            _ => None,
        })
        .collect();
    assert!(dues.len() >= 4, "{dues:?}");
    assert!(dues.is_sorted(), "{dues:?}");
    let left = requests::due(house.engine.store().reader(), house.engine.now(), None, 10).await;
    assert!(left.unwrap().is_empty(), "the sweep is done with it");
    assert!(
        house
            .engine
            .verify(&Default::default())
            .await
            .unwrap()
            .holds()
    );
}

async fn another_calendar_moves_dues_when_rebuilt(database: Database) {
    let house = House::open(database).await;
    let filed = house.file("residence-permit").await;
    let db = house.engine.store().reader();
    let before = queues::of_request(db, filed.id).await.unwrap();
    let thursday = "2026-04-09".parse().unwrap();
    let closed: Calendar = (*house.engine.calendar()).clone().with_closures([thursday]);
    house.engine.replace_calendar(closed);
    assert!(
        !house
            .engine
            .verify(&Default::default())
            .await
            .unwrap()
            .tables
            .failed
            .eq(&0)
    );
    assert_eq!(house.engine.rebuild().await.unwrap().seen, 1);
    let after = queues::of_request(db, filed.id).await.unwrap();
    assert!(after[0].due_at > before[0].due_at);
    assert!(
        house
            .engine
            .verify(&Default::default())
            .await
            .unwrap()
            .holds()
    );
}

async fn dues_are_laid_anew_once_for_each_change_of_days(database: Database) {
    let house = House::open(database).await;
    let filed = house.file("residence-permit").await;
    let first = house.engine.rebuild_if_moved().await.unwrap();
    assert_eq!(first.map(|rebuilt| rebuilt.seen), Some(1));
    assert_eq!(house.engine.rebuild_if_moved().await.unwrap(), None);
    let db = house.engine.store().reader();
    let before = queues::of_request(db, filed.id).await.unwrap();

    let thursday = "2026-04-09".parse().unwrap();
    let closed: Calendar = (*house.engine.calendar()).clone().with_closures([thursday]);
    house.engine.replace_calendar(closed);
    let moved = house.engine.rebuild_if_moved().await.unwrap();
    assert_eq!(moved.map(|rebuilt| rebuilt.failed), Some(0));
    assert_eq!(house.engine.rebuild_if_moved().await.unwrap(), None);
    let after = queues::of_request(db, filed.id).await.unwrap();
    assert!(after[0].due_at > before[0].due_at);
}

async fn a_moved_due_date_is_told_once_however_many_nodes_start(database: Database) {
    let house = House::open(database).await;
    house.engine.rebuild_if_moved().await.unwrap();
    let moving = house.under_review().await;
    let over = house.under_review().await;
    let withdraw = Command {
        actor: Actor::Applicant,
        action: Action::Withdraw {
            reason: String::new(),
        },
        expected: None,
    };
    let call = Default::default();
    house.engine.act(over, withdraw, call).await.unwrap();
    let was = house.engine.request(moving).await.unwrap();
    let due_before = was.due_at.unwrap();

    let last_day = "2026-04-23".parse().unwrap();
    let closed = || (*house.engine.calendar()).clone().with_closures([last_day]);
    let listed = house.engine.would_move(&closed()).await.unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0].id, moving);
    assert!(listed[0].was < listed[0].due);
    let untouched = house.engine.request(moving).await.unwrap();
    assert_eq!(
        untouched.due_at,
        Some(due_before),
        "a dry run changes nothing"
    );

    let nodes = [house.another_engine().await, house.another_engine().await];
    let starts = nodes.map(|node| {
        node.replace_calendar(closed());
        tokio::spawn(async move { node.rebuild_if_moved().await.unwrap() })
    });
    let mut told = 0;
    for start in starts {
        told += start.await.unwrap().map_or(0, |rebuilt| rebuilt.told);
    }
    assert_eq!(told, 1);
    house.engine.replace_calendar(closed());
    assert_eq!(house.engine.rebuild_if_moved().await.unwrap(), None);

    let now = house.engine.request(moving).await.unwrap();
    assert!(now.due_at.unwrap() > due_before);
    let moved = |request: &Request| {
        let notices = request.notices.iter();
        notices
            .filter(|notice| notice.kind == NoticeKind::DueMoved)
            .count()
    };
    assert_eq!(moved(&now.request), 1);
    assert_eq!(moved(&house.engine.request(over).await.unwrap().request), 0);
    let mails = "job WHERE payload LIKE '%due-moved%'";
    assert_eq!(house.rows(mails).await, 1);
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn a_request_that_cannot_be_read_keeps_no_other_from_its_turn(database: Database) {
    let house = House::open(database).await;
    let broken = house.under_review().await;
    let sound = house.under_review().await;
    let spoil = format!(
        "UPDATE request SET state = '{{}}' WHERE id = {}",
        broken.get()
    );
    assert_eq!(house.tamper(&spoil).await, 1);
    house.clock.advance(TimeDelta::days(12));
    let swept = house.engine.sweep(100).await.unwrap();
    assert_eq!((swept.due, swept.changed, swept.failed), (2, 1, 1));
    assert!(rungs(&house, sound).await.len() >= 4);
    let rebuilt = house.engine.rebuild_if_moved().await.unwrap().unwrap();
    assert_eq!((rebuilt.seen, rebuilt.failed), (2, 1));
}

async fn a_sweep_goes_on_behind_what_stays_due(database: Database) {
    let house = House::open(database).await;
    let broken = house.under_review().await;
    let spoil = format!(
        "UPDATE request SET state = '{{}}', wake_at = 1 WHERE id = {}",
        broken.get()
    );
    assert_eq!(house.tamper(&spoil).await, 1);
    let sound = house.under_review().await;
    house.clock.advance(TimeDelta::days(12));
    let first = house.engine.sweep(1).await.unwrap();
    assert_eq!((first.failed, first.changed), (1, 0));
    let second = house.engine.sweep_from(first.next, 1).await.unwrap();
    assert_eq!((second.failed, second.changed), (0, 1));
    assert!(rungs(&house, sound).await.len() >= 4);
    let third = house.engine.sweep_from(second.next, 1).await.unwrap();
    assert_eq!((third.due, third.next), (0, None));
}

async fn rungs_that_nobody_fires_are_missing(database: Database) {
    let house = House::open(database).await;
    house.under_review().await;
    let holds = async || {
        house
            .engine
            .verify(&Default::default())
            .await
            .unwrap()
            .holds()
    };
    assert!(holds().await);
    house.clock.advance(TimeDelta::days(21));
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert_eq!(report.rungs.failed, 1, "{report:#?}");
    house.engine.sweep(10).await.unwrap();
    assert!(holds().await);
}
