//! What clocks used is the sum of their running spans: stopped time that the state counts is found.

use chrono::TimeDelta;
use lianban::domain::command::{Act, Action};
use lianban::domain::identifiers::RequestId;
use lianban::domain::stop::{Ground, StopScope};
use lianban::engine::ports::LawClock as _;
use serde_json::Value;

use super::house::{House, officer};
use super::verifying::report;
use crate::support::databases::{Database, on_both};

on_both!(
    stopped_time_is_left_out,
    stopped_time_that_the_state_counts_is_found,
    a_start_that_the_journal_does_not_know_is_found,
);

/// A request that stood still for two days and has gone on since.
async fn stopped(database: Database) -> (House, RequestId) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let boss = officer(90, "supervision", "supervisor");
    let supervise = |act| Action::Supervise {
        act,
        reason: "实地检测".to_owned(),
    };
    let until = house.clock.now() + TimeDelta::days(20);
    let (scope, ground) = (StopScope::Request, Ground::Testing);
    let stop = Act::Stop {
        scope,
        ground,
        until,
    };
    house.act(id, &boss, supervise(stop)).await;
    house.clock.advance(TimeDelta::days(2));
    house
        .act(id, &boss, supervise(Act::Resume { stop: 1 }))
        .await;
    house.clock.advance(TimeDelta::days(1));
    house.engine.sweep(100).await.unwrap();
    (house, id)
}

async fn stopped_time_is_left_out(database: Database) {
    let (house, _) = stopped(database).await;
    let sound = report(&house).await;
    assert!(sound.holds(), "{sound:#?}");
    assert!(sound.spans.counted > 4, "{:?}", sound.spans);
}

async fn stopped_time_that_the_state_counts_is_found(database: Database) {
    let (house, id) = stopped(database).await;
    house
        .restate(id, |state| {
            state["stops"] = Value::Array(Vec::new());
        })
        .await;
    let found = report(&house).await;
    assert!(found.spans.failed > 0, "{found:#?}");
    let details = found.spans.offenders.iter();
    let details: Vec<&str> = details.map(|found| found.detail.as_str()).collect();
    for wrong in ["by its running spans", "units have run"] {
        assert!(
            details.iter().any(|said| said.contains(wrong)),
            "{details:?}"
        );
    }
}

async fn a_start_that_the_journal_does_not_know_is_found(database: Database) {
    let (house, id) = stopped(database).await;
    house
        .restate(id, |state| {
            state["clocks"]["statutory"]["started"] = "2026-03-01T01:00:00Z".into();
        })
        .await;
    let found = report(&house).await;
    assert!(found.spans.failed > 0, "{found:#?}");
}
