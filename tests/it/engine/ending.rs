//! What ended in its terms, and what ended late.

use chrono::TimeDelta;
use lianban::domain::command::{Action, Actor, Command};
use lianban::domain::identifiers::RequestId;
use lianban::domain::request::Phase;
use lianban::engine::Call;
use lianban::storage::reports::{self, Ended};

use super::house::{House, agree, officer};
use crate::support::databases::{Database, on_both};

on_both!(
    what_is_decided_late_or_handed_over_late_ended_late,
    what_ended_before_terms_were_kept_is_reckoned_with_the_next_laying,
);

async fn withdrawn(house: &House, id: RequestId) {
    let withdraw = Command {
        actor: Actor::Applicant,
        action: Action::Withdraw {
            reason: "moving on".to_owned(),
        },
        expected: None,
    };
    let acted = house.engine.act(id, withdraw, Call::default()).await;
    assert_eq!(acted.unwrap().request.phase, Phase::Withdrawn);
}

/// Everybody agrees at once; it is decided and the certificate made.
async fn granted(house: &House, id: RequestId) {
    let police = officer(10, "public_security", "clerk");
    let labor = officer(11, "labor", "clerk");
    house.act(id, &police, agree("residence.review")).await;
    house.act(id, &labor, agree("evidence.job")).await;
    let colleague = officer(12, "public_security", "clerk");
    house.act(id, &colleague, Action::IssueCertificate).await;
}

async fn handed_over(house: &House, id: RequestId) {
    let deliver = Action::Deliver {
        text: "at the window".to_owned(),
    };
    let window = officer(1, "window", "window");
    let acted = house.act(id, &window, deliver).await;
    assert_eq!(acted.request.phase, Phase::Concluded);
}

async fn ended(house: &House) -> (i64, i64) {
    let (from, to) = (
        "2026-01-01T00:00:00Z".parse().unwrap(),
        "2027-01-01T00:00:00Z".parse().unwrap(),
    );
    let db = house.engine.store().reader();
    let Ended { ended, late } = reports::ended_within(db, from, to).await.unwrap();
    (ended, late)
}

async fn holds(house: &House) {
    house.engine.sweep(100).await.unwrap();
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn what_is_decided_late_or_handed_over_late_ended_late(database: Database) {
    let house = House::open(database).await;
    let never_accepted = house.file("residence-permit").await.id;
    withdrawn(&house, never_accepted).await;
    let [kept, fetched_late] = [house.under_review().await, house.under_review().await];
    let undecided = house.under_review().await;
    granted(&house, kept).await;
    granted(&house, fetched_late).await;
    handed_over(&house, kept).await;
    assert_eq!(ended(&house).await, (2, 0));
    house.clock.advance(TimeDelta::days(7));
    handed_over(&house, fetched_late).await;
    assert_eq!(ended(&house).await, (3, 1), "its term was a day");
    house.clock.advance(TimeDelta::days(33));
    withdrawn(&house, undecided).await;
    assert_eq!(ended(&house).await, (4, 2), "the law gave fifteen days");
    holds(&house).await;
}

async fn what_ended_before_terms_were_kept_is_reckoned_with_the_next_laying(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    house.clock.advance(TimeDelta::days(40));
    withdrawn(&house, id).await;
    house.tamper("UPDATE request SET due_at = NULL").await;
    assert_eq!(ended(&house).await, (1, 0));
    house.engine.rebuild().await.unwrap();
    assert_eq!(ended(&house).await, (1, 1));
    holds(&house).await;
}
