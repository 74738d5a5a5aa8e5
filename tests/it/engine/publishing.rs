//! Two people publish a workflow: whoever is first, it ends one way, and wholly.

use chrono::TimeDelta;
use lianban::domain::calendar::Instant;
use lianban::domain::definition::Workflow;
use lianban::domain::identifiers::OfficerId;
use lianban::engine::Published;
use lianban::storage::acts::{self, By, Kind, NewAct};
use lianban::storage::proposals::{self, Ending, NewProposal};
use lianban::storage::{accounts, workflows};
use serde_json::{Value, json};

use super::house::House;
use crate::support::databases::{Database, on_both};

on_both!(
    publishing_and_taking_back_at_once_end_one_way,
    of_two_who_publish_at_once_one_does,
    a_version_below_the_newest_or_otherwise_than_proposed_does_not_count,
    whom_the_proposer_let_in_is_no_second_person,
    nor_whoever_let_the_proposer_in_through_others_or_by_one_hand,
);

const WEEK: TimeDelta = TimeDelta::days(7);
/// Who proposes, who publishes, and others.
const ONE: usize = 0;
const OTHER: usize = 1;
const THIRD: usize = 2;
const FOURTH: usize = 3;
const FIFTH: usize = 4;

/// Two administrators whom nobody let in.
async fn pair(house: &House) -> (OfficerId, OfficerId) {
    let mut people = Vec::new();
    for name in ["Song Ping", "Tian Yu"] {
        let roles = ["administrator".parse().unwrap()].into();
        let department = "government".parse().unwrap();
        let db = house.engine.store().writer();
        let added = accounts::add(db, name, None, &department, &roles, Default::default());
        people.push(added.await.unwrap().id);
    }
    (people[0], people[1])
}

struct Office {
    house: House,
    one: OfficerId,
    other: OfficerId,
}

impl Office {
    async fn open(database: Database) -> Self {
        let house = House::open(database).await;
        let (one, other) = pair(&house).await;
        Self { house, one, other }
    }

    async fn act(&self, by: OfficerId, on: OfficerId, kind: Kind, at: Instant) {
        let nothing = (json!({}), json!({}));
        self.act_of(by, on, kind, nothing, at).await;
    }

    async fn act_of(
        &self,
        by: OfficerId,
        on: OfficerId,
        kind: Kind,
        (before, after): (Value, Value),
        at: Instant,
    ) {
        let by = By {
            officer: Some(by),
            correlation: None,
        };
        let act = NewAct::on_account(on, kind, before, after);
        let db = self.house.engine.store().writer();
        acts::record(db, &by, act, at).await.unwrap();
    }

    /// The shipped permit, so many versions ahead.
    fn ahead(&self, by: u32) -> Workflow {
        let key = "residence-permit".parse().unwrap();
        let newest = self.house.engine.registry().newest(&key).unwrap();
        let mut workflow = newest.workflow.clone();
        workflow.version += by;
        workflow.hash = format!("{:064x}", workflow.version);
        workflow
    }

    async fn proposed(&self, workflow: &Workflow) -> i64 {
        self.proposed_by(self.one, workflow).await
    }

    async fn proposed_by(&self, by: OfficerId, workflow: &Workflow) -> i64 {
        let new = NewProposal {
            workflow: &workflow.key,
            version: workflow.version,
            hash: &workflow.hash,
            source: "key: residence-permit",
            note: "shorter",
            by,
        };
        let engine = &self.house.engine;
        let now = engine.ports().machine.now();
        proposals::add(engine.store().writer(), new, now)
            .await
            .unwrap()
    }

    async fn publish(&self, number: i64, workflow: &Workflow) -> Published {
        let engine = &self.house.engine;
        let outcome = engine.publish_proposal(number, workflow.clone(), self.other, WEEK);
        outcome.await.unwrap()
    }

    async fn end(&self, number: i64, ending: Ending, by: OfficerId) -> bool {
        let engine = &self.house.engine;
        let now = engine.ports().machine.now();
        let db = engine.store().writer();
        proposals::close(db, number, ending, by, "x", now)
            .await
            .unwrap()
    }

    async fn stands(&self, workflow: &Workflow) -> bool {
        let db = self.house.engine.store().reader();
        let found = workflows::find(db, &workflow.key, workflow.version).await;
        found.unwrap().is_some()
    }

    async fn ending(&self, number: i64) -> Option<Ending> {
        let db = self.house.engine.store().reader();
        proposals::find(db, number).await.unwrap().unwrap().ending
    }
}

async fn publishing_and_taking_back_at_once_end_one_way(database: Database) {
    let office = Office::open(database).await;
    for round in 1..=8 {
        let workflow = office.ahead(1);
        let number = office.proposed(&workflow).await;
        let (published, withdrawn, rejected) = tokio::join!(
            office.publish(number, &workflow),
            office.end(number, Ending::Withdrawn, office.one),
            office.end(number, Ending::Rejected, office.other),
        );
        let published = match published {
            Published::Now => true,
            Published::Closed => false,
            odd => panic!("{odd:?}"),
        };
        let done = [published, withdrawn, rejected];
        let once = done.iter().filter(|done| **done).count();
        assert_eq!(once, 1, "round {round}: {done:?}");
        let ended = office.ending(number).await;
        assert_eq!(ended == Some(Ending::Published), published);
        assert_eq!(
            office.stands(&workflow).await,
            published,
            "wholly or not at all"
        );
    }
}

async fn of_two_who_publish_at_once_one_does(database: Database) {
    let office = Office::open(database).await;
    let (low, high) = (office.ahead(1), office.ahead(2));
    let twice = office.proposed(&low).await;
    let above = office.proposed(&high).await;
    let (one, other, third) = tokio::join!(
        office.publish(twice, &low),
        office.publish(twice, &low),
        office.publish(above, &high),
    );
    assert_eq!(third, Published::Now);
    let low_done = [&one, &other].into_iter().filter(|o| **o == Published::Now);
    let older = Published::Older {
        newest: high.version,
    };
    match low_done.count() {
        0 => assert_eq!([one, other], [older.clone(), older]),
        1 => assert!([one, other].contains(&Published::Closed)),
        _ => panic!("published twice"),
    }
    let key = "residence-permit".parse().unwrap();
    let newest = office.house.engine.registry().newest(&key).unwrap();
    assert_eq!(newest.workflow.version, high.version);
}

async fn a_version_below_the_newest_or_otherwise_than_proposed_does_not_count(database: Database) {
    let office = Office::open(database).await;
    let (low, high) = (office.ahead(1), office.ahead(2));
    let number = office.proposed(&low).await;
    let other = Workflow {
        hash: "f".repeat(64),
        ..low.clone()
    };
    assert_eq!(office.publish(number, &other).await, Published::Altered);
    let above = office.proposed(&high).await;
    assert_eq!(office.publish(above, &high).await, Published::Now);
    let older = Published::Older {
        newest: high.version,
    };
    assert_eq!(office.publish(number, &low).await, older);
    assert_eq!(
        office.ending(number).await,
        None,
        "it can still be taken back"
    );
    let own = office
        .house
        .engine
        .publish_proposal(number, low, office.one, WEEK);
    assert_eq!(own.await.unwrap(), Published::SamePerson);
}

async fn whom_the_proposer_let_in_is_no_second_person(database: Database) {
    let office = Office::open(database).await;
    let workflow = office.ahead(1);
    let number = office.proposed(&workflow).await;
    let now = office.house.engine.ports().machine.now();
    let (one, other) = (office.one, office.other);
    // Long ago, by oneself, or about something else: all this hinders nobody.
    let long_ago = now - TimeDelta::days(8);
    office.act(one, other, Kind::Opened, long_ago).await;
    office.act(other, other, Kind::PasswordGiven, now).await;
    office.act(one, other, Kind::SessionsEnded, now).await;
    let moved = json!({"roles": ["administrator", "clerk"]});
    let stayed = json!({"roles": ["administrator"]});
    let change = (stayed, moved.clone());
    office.act_of(one, other, Kind::Changed, change, now).await;
    let engine = &office.house.engine;
    let longer = TimeDelta::days(9);
    let asked = engine.publish_proposal(number, workflow.clone(), other, longer);
    assert_eq!(asked.await.unwrap(), Published::OwnAccount);
    assert_eq!(office.publish(number, &workflow).await, Published::Now);

    let next = office.ahead(1);
    let number = office.proposed(&next).await;
    let change = (json!({"roles": ["clerk"]}), moved);
    office.act_of(one, other, Kind::Changed, change, now).await;
    assert_eq!(office.publish(number, &next).await, Published::OwnAccount);
    assert_eq!(office.ending(number).await, None);
}

async fn nor_whoever_let_the_proposer_in_through_others_or_by_one_hand(database: Database) {
    let office = Office::open(database).await;
    let now = office.house.engine.ports().machine.now();
    let published = async |acts: &[(usize, usize, Kind)]| {
        // Each among people of its own.
        let mut people = Vec::new();
        for _ in 0..3 {
            let (one, other) = pair(&office.house).await;
            people.extend([one, other]);
        }
        for (by, on, kind) in acts {
            office.act(people[*by], people[*on], *kind, now).await;
        }
        let workflow = office.ahead(1);
        let number = office.proposed_by(people[ONE], &workflow).await;
        let engine = &office.house.engine;
        let outcome = engine.publish_proposal(number, workflow, people[OTHER], WEEK);
        outcome.await.unwrap()
    };
    let (opened, token) = (Kind::Opened, Kind::TokenIssued);
    for (what, acts) in [
        ("as the second person did", vec![(OTHER, ONE, opened)]),
        ("by a token", vec![(ONE, OTHER, token)]),
        (
            "through another",
            vec![(ONE, THIRD, opened), (THIRD, OTHER, token)],
        ),
        (
            "the other way, through two",
            vec![
                (OTHER, THIRD, opened),
                (THIRD, FOURTH, opened),
                (FOURTH, ONE, Kind::Reopened),
            ],
        ),
        (
            "both by one hand",
            vec![(THIRD, ONE, opened), (THIRD, OTHER, Kind::SecondReset)],
        ),
        (
            "in a circle",
            vec![
                (THIRD, FOURTH, opened),
                (FOURTH, THIRD, opened),
                (THIRD, ONE, opened),
                (FOURTH, OTHER, opened),
            ],
        ),
    ] {
        assert_eq!(published(&acts).await, Published::OwnAccount, "{what}");
    }
    // Each let in by somebody else, and having let somebody in together.
    let apart = [
        (THIRD, ONE, opened),
        (FOURTH, OTHER, opened),
        (ONE, FIFTH, opened),
        (OTHER, FIFTH, Kind::SecondReset),
    ];
    assert_eq!(published(&apart).await, Published::Now);
}
