//! A department is merged into another while its work is open.

use chrono::TimeDelta;
use lianban::domain::command::Action;
use lianban::domain::event::Event;
use lianban::domain::identifiers::DepartmentKey;
use lianban::domain::refusal::Refusal;
use lianban::domain::request::ReviewProgress;
use lianban::domain::visibility::{Viewer, visible};
use lianban::engine::{Error, verify};
use lianban::storage::journal;
use lianban::storage::queues::{self, Filter};

use super::house::{House, agree, merged, officer, review};
use crate::support::databases::{Database, on_both};

on_both!(
    work_that_is_open_is_finished_by_an_officer_of_the_other,
    who_leads_and_issues_goes_on_and_old_papers_name_who_issued_them,
);

const TWO_DAYS: TimeDelta = TimeDelta::days(2);

fn key(text: &str) -> DepartmentKey {
    text.parse().unwrap()
}

fn is_not_theirs(outcome: Result<lianban::engine::Acted, Error>) -> bool {
    matches!(outcome, Err(Error::Refused(Refusal::NotYours { .. })))
}

async fn queue(house: &House, department: &str) -> Vec<String> {
    let clerk = ["clerk".parse().unwrap()];
    let db = house.engine.store().reader();
    let page = queues::page(db, &key(department), &clerk, &Filter::default(), None, 50).await;
    page.unwrap().rows.into_iter().map(|row| row.duty).collect()
}

async fn work_that_is_open_is_finished_by_an_officer_of_the_other(database: Database) {
    let house = House::open(database).await;
    house.engine.rebuild_if_moved().await.unwrap();
    let id = house.under_review().await;
    let (old, new) = (
        officer(11, "labor", "clerk"),
        officer(12, "health", "clerk"),
    );
    let job = review("evidence.job");
    house.act(id, &old, Action::Claim(job.clone())).await;

    let house = house.in_town(merged("labor", "health")).await;
    assert_eq!(queue(&house, "labor").await, ["review:evidence.job"]);
    assert!(is_not_theirs(
        house.try_act(id, &new, agree("evidence.job")).await
    ));
    let before = house.engine.request(id).await.unwrap();
    let due = before.due_at;

    house.clock.advance(TWO_DAYS);
    let swept = house.engine.sweep(50).await.unwrap();
    assert!(swept.changed > 0, "time alone moved it");
    assert_eq!(queue(&house, "labor").await, [""; 0]);
    assert_eq!(queue(&house, "health").await, ["review:evidence.job"]);
    let stored = house.engine.request(id).await.unwrap();
    let seat = &stored.request.seats[&job];
    assert_eq!((seat.holder, &seat.department), (None, &key("health")));
    assert_eq!(stored.due_at, due, "no clock was begun anew");
    assert!(is_not_theirs(
        house.try_act(id, &old, agree("evidence.job")).await
    ));

    // They see what this review reads, and no more.
    let service = house.engine.registry().get(&stored.request.workflow.key, 2);
    let workflow = &service.unwrap().workflow;
    let shown = |request, duty| {
        let facts = &stored.facts;
        serde_json::to_value(visible(workflow, request, facts, Viewer::Duty(duty))).unwrap()
    };
    assert_eq!(
        shown(&stored.request, &job),
        shown(&before.request, &job),
        "what the merged department saw of it"
    );
    let others = stored.request.seats.iter();
    let theirs = others.filter(|(_, seat)| seat.department == key("health"));
    assert_eq!(theirs.map(|(duty, _)| duty).collect::<Vec<_>>(), [&job]);

    house.act(id, &new, agree("evidence.job")).await;
    let stored = house.engine.request(id).await.unwrap();
    let closed = &stored.request.reviews[&"evidence.job".parse().unwrap()];
    assert_eq!(closed.progress, ReviewProgress::Closed);
    let lines = journal::page(house.engine.store().reader(), id, 0, 500).await;
    let lines = lines.unwrap();
    let moved = lines
        .iter()
        .filter(|(_, entry)| matches!(entry.event, Event::Moved { .. }));
    assert_eq!(moved.count(), 1, "once");

    // What opens from now on opens there at once.
    let next = house.under_review().await;
    let stored = house.engine.request(next).await.unwrap();
    assert_eq!(stored.request.seats[&job].department, key("health"));
    assert_eq!(queue(&house, "labor").await, [""; 0]);
    let report = house.engine.verify(&verify::Options::default()).await;
    let report = report.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn who_leads_and_issues_goes_on_and_old_papers_name_who_issued_them(database: Database) {
    let house = House::open(database).await;
    house.engine.rebuild_if_moved().await.unwrap();
    let house = house.in_town(merged("public_security", "government")).await;
    let id = house.under_review().await;
    let permit = "residence-permit".parse().unwrap();
    let registry = house.engine.registry();
    let before = registry.newest(&permit).unwrap();
    assert_eq!(before.workflow.lead, key("public_security"));

    house.clock.advance(TWO_DAYS);
    house.engine.sweep(50).await.unwrap();
    let after = registry.newest(&permit).unwrap();
    assert_eq!(after.workflow.lead, key("government"));
    assert_eq!(after.workflow.result.grant.by, key("government"));
    assert_eq!(
        after.workflow.hash, before.workflow.hash,
        "the same version"
    );
    let then = registry.as_of(&permit, 2, house.engine.now() - TWO_DAYS);
    assert_eq!(
        then.unwrap().workflow.result.grant.by,
        before.workflow.result.grant.by
    );

    for (number, department, review) in [
        (11, "labor", "evidence.job"),
        (13, "government", "residence.review"),
    ] {
        let stored = house.engine.request(id).await.unwrap();
        let wanted = review.parse().unwrap();
        if stored.request.reviews.contains_key(&wanted) {
            let clerk = officer(number, department, "clerk");
            house.act(id, &clerk, agree(review)).await;
        }
    }
    let stored = house.engine.request(id).await.unwrap();
    let old = stored
        .request
        .seats
        .values()
        .filter(|seat| seat.department == key("public_security"));
    assert_eq!(old.count(), 0, "{:?}", stored.request.seats);
    let report = house.engine.verify(&verify::Options::default()).await;
    let report = report.unwrap();
    assert!(report.holds(), "{report:#?}");
}
