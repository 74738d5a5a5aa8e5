//! Work that a ladder handed to the supervisors: they may have it in hand whatever their department,
//! and who may still do it keeps seeing it.

use chrono::TimeDelta;
use lianban::domain::command::{Act, Action};
use lianban::domain::directory::{Officer, SUPERVISOR};
use lianban::domain::identifiers::{RequestId, RoleKey};
use lianban::domain::refusal::Refusal;
use lianban::domain::request::{Duty, Seat};
use lianban::engine::Error;
use lianban::storage::queues::{self, Filter};

use super::house::{House, agree, officer};
use crate::support::databases::{Database, on_both};

on_both!(
    any_supervisor_takes_gives_back_and_passes_on_what_was_handed_over,
    the_department_still_sees_what_was_handed_over,
    counts_are_of_what_the_reader_is_shown,
    a_supervisor_gives_another_department_reviews_and_nothing_else,
);

/// A request whose reviews lay until they were handed over, and one of them.
async fn handed(house: &House) -> (RequestId, Duty, Seat) {
    let id = house.under_review().await;
    house.clock.advance(TimeDelta::days(21));
    house.engine.sweep(10).await.unwrap();
    let request = house.engine.request(id).await.unwrap().request;
    let mut seats = request.seats.into_iter();
    let found = seats
        .find(|(duty, seat)| matches!(duty, Duty::Review(_)) && seat.role.as_str() == SUPERVISOR);
    let (duty, seat) = found.expect("a review that was handed over");
    (id, duty, seat)
}

async fn any_supervisor_takes_gives_back_and_passes_on_what_was_handed_over(database: Database) {
    let house = House::open(database).await;
    let (id, duty, seat) = handed(&house).await;
    let boss = officer(70, "government", "supervisor");
    let deputy = officer(71, "government", "supervisor");
    house.act(id, &boss, Action::Claim(duty.clone())).await;
    let passed_on = Action::Transfer {
        duty: duty.clone(),
        to: deputy.clone(),
        reason: "on leave".to_owned(),
    };
    let held = house.act(id, &boss, passed_on).await.request;
    assert_eq!(held.seats[&duty].holder, Some(deputy.id));
    house.act(id, &deputy, Action::Release(duty.clone())).await;

    // They end it by an act of their own, never in the department's name.
    let Duty::Review(review) = &duty else {
        unreachable!("handed gives a review")
    };
    let refused = house.try_act(id, &boss, agree(&review.to_string())).await;
    let not_theirs = matches!(refused, Err(Error::Refused(Refusal::NotYours { .. })));
    assert!(not_theirs, "{refused:?}");
    let clerk = officer(72, seat.department.as_str(), "clerk");
    house.act(id, &clerk, agree(&review.to_string())).await;
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn listed(house: &House, who: &Officer) -> Vec<String> {
    let db = house.engine.store().reader();
    let roles: Vec<&RoleKey> = who.roles.iter().collect();
    let filter = Filter::default();
    let page = queues::page(db, &who.department, roles.clone(), &filter, None, 50).await;
    let at = house.engine.now();
    let counts = queues::counts(db, &who.department, roles, at).await;
    let rows = page.unwrap().rows;
    assert_eq!(counts.unwrap().open, rows.len() as i64, "{rows:?}");
    rows.into_iter().map(|row| row.duty).collect()
}

async fn the_department_still_sees_what_was_handed_over(database: Database) {
    let house = House::open(database).await;
    let (_, duty, seat) = handed(&house).await;
    let clerk = officer(72, seat.department.as_str(), "clerk");
    assert_eq!(listed(&house, &clerk).await, [duty.to_string()]);
    let mut both = clerk;
    both.roles.insert(SUPERVISOR.parse().unwrap());
    assert_eq!(listed(&house, &both).await, [duty.to_string()], "once");
}

async fn counts_are_of_what_the_reader_is_shown(database: Database) {
    let house = House::open(database).await;
    let (_, _, seat) = handed(&house).await;
    let stranger = officer(73, seat.department.as_str(), "administrator");
    assert!(listed(&house, &stranger).await.is_empty());
}

/// Who receives, decides and hands over is settled by the workflow, and they would see the papers.
async fn a_supervisor_gives_another_department_reviews_and_nothing_else(database: Database) {
    let house = House::open(database).await;
    let boss = officer(70, "government", "supervisor");
    let to_tax = |duty: Duty| Action::Supervise {
        act: Act::Reassign {
            duty,
            department: Some("tax".parse().unwrap()),
            officer: None,
        },
        reason: "the register lies there".to_owned(),
    };
    let filed = house.file("residence-permit").await.id;
    let before = house.engine.request(filed).await.unwrap().request;
    let refused = house.try_act(filed, &boss, to_tax(Duty::Intake)).await;
    let not_theirs = matches!(refused, Err(Error::Refused(Refusal::NotYours { .. })));
    assert!(not_theirs, "{refused:?}");
    assert_eq!(house.engine.request(filed).await.unwrap().request, before);

    let id = house.under_review().await;
    let review: Duty = "review:residence.review".parse().unwrap();
    let moved = house.act(id, &boss, to_tax(review.clone())).await.request;
    assert_eq!(moved.seats[&review].department.as_str(), "tax");
}
