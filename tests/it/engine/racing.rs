//! Who comes first when several come at once: each request has one end, and time acts once on it.

use std::collections::BTreeSet;

use lianban::domain::command::{Action, Actor, Command, Ruling};
use lianban::domain::event::Event;
use lianban::domain::request::{ClockKey, DecisionOutcome, Phase};
use lianban::engine::{Call, Error};
use lianban::storage::journal;

use super::house::{House, command};
use super::sittings::{attended, head, shop};
use crate::support::databases::{Database, on_both};

on_both!(a_decision_a_withdrawal_and_a_rung_have_one_winner);

/// Requests raced over: enough that both sides win now and then.
const RACES: usize = 8;

async fn a_decision_a_withdrawal_and_a_rung_have_one_winner(database: Database) {
    let house = House::open(database).await;
    let mut shops = Vec::new();
    for _ in 0..RACES {
        shops.push(shop(&house).await);
    }
    let sitting = attended(&house, &shops).await;
    let presider = head();
    let closed = house
        .engine
        .close_sitting(sitting, &presider, "All agreed.", None);
    closed.await.unwrap();
    // The decision is due on Thursday at five: its rungs are due, and nobody has fired them.
    house.clock.advance(chrono::TimeDelta::hours(32));
    let nodes = [house.engine.clone(), house.another_engine().await];
    let mut races = Vec::new();
    for (number, id) in shops.iter().copied().enumerate() {
        let grant = Action::Decide(Ruling {
            outcome: DecisionOutcome::Grant,
            reason: None,
            basis: None,
            text: "granted".to_owned(),
        });
        let withdraw = Command {
            actor: Actor::Applicant,
            action: Action::Withdraw {
                reason: "moving on".to_owned(),
            },
            expected: None,
        };
        let (one, other) = (nodes[number % 2].clone(), nodes[(number + 1) % 2].clone());
        let (first, second) = (nodes[0].clone(), nodes[1].clone());
        let decide = command(&head(), grant);
        races.push((
            tokio::spawn(async move { one.act(id, decide, Call::default()).await }),
            tokio::spawn(async move { other.act(id, withdraw, Call::default()).await }),
            tokio::spawn(async move { first.tick(&[id]).await }),
            tokio::spawn(async move { second.sweep(100).await }),
        ));
    }
    for ((decided, withdrawn, ticked, swept), id) in races.into_iter().zip(&shops) {
        let (decided, withdrawn) = (decided.await.unwrap(), withdrawn.await.unwrap());
        ticked.await.unwrap().unwrap();
        swept.await.unwrap().unwrap();
        let loser = match (&decided, &withdrawn) {
            (Ok(_), Err(loser)) | (Err(loser), Ok(_)) => loser,
            both => panic!("not one winner: {both:?}"),
        };
        let late = matches!(loser, Error::Refused(refusal) if refusal.is_conflict());
        assert!(late, "{loser:?}");
        let request = house.engine.request(*id).await.unwrap().request;
        assert_eq!(request.phase == Phase::Withdrawn, withdrawn.is_ok());
        assert_eq!(request.is_decided(), decided.is_ok());
        let lines = journal::read(house.engine.store().reader(), *id)
            .await
            .unwrap();
        let mut fired = BTreeSet::new();
        for line in &lines {
            if let Event::RungFired {
                clock,
                round,
                index,
                ..
            } = &line.entry.event
            {
                let new = fired.insert((clock.clone(), *round, *index));
                assert!(new, "rung {index} of {clock} fired twice");
            }
        }
        for index in [0, 1] {
            assert!(fired.contains(&(ClockKey::Decide, 1, index)), "{fired:?}");
        }
    }
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}
