//! Sittings: closing one decides every item in one transaction, or none.

use lianban::domain::clock::{Budget, Unit};
use lianban::domain::command::{Action, Actor, Command};
use lianban::domain::definition::{Absent, Mode, SittingRule};
use lianban::domain::directory::Officer;
use lianban::domain::identifiers::{RequestId, SittingId, StageKey};
use lianban::domain::request::{Phase, Progress};
use lianban::domain::sitting::{Sitting, SittingAction, SittingProgress, SittingRefusal};
use lianban::engine::{Call, Recurrence, SittingCall, SittingError};

use super::house::{House, agree, agreement, officer};
use crate::support::databases::{Database, on_both};

on_both!(
    closing_decides_every_item_and_strikes_the_withdrawn,
    a_close_that_conflicts_writes_nothing,
    an_absent_department_goes_on_in_writing,
    a_recurring_sitting_is_called_once,
    nobody_calls_a_sitting_into_the_past,
    a_sitting_is_called_for_a_working_day_within_half_a_year,
    nobody_attends_or_closes_a_sitting_before_it_begins,
    a_sitting_is_closed_by_a_head_and_says_so,
    an_erased_item_leaves_no_words_in_its_sitting,
    what_went_into_writing_is_struck_from_the_next_sitting,
    what_is_decided_in_writing_comes_onto_no_agenda,
    a_round_that_the_lead_sends_into_a_sitting_is_decided_there,
    a_sitting_that_only_an_older_version_has_is_called,
);

/// A shop that has its licence and its visit, and waits for the sitting.
pub async fn shop(house: &House) -> RequestId {
    let id = house.file("open-a-shop").await.id;
    house
        .act(id, &officer(1, "window", "window"), Action::Accept)
        .await;
    house
        .act(
            id,
            &officer(20, "commerce", "clerk"),
            agree("register.review"),
        )
        .await;
    let mut visit = agreement();
    visit.with = vec![officer(21, "commerce", "clerk").id];
    let review = "visit.inspect".parse().unwrap();
    house
        .act(
            id,
            &officer(20, "commerce", "clerk"),
            Action::Opine {
                review,
                opinion: visit,
            },
        )
        .await;
    id
}

pub async fn call(house: &House) -> Result<SittingId, SittingError> {
    let call = SittingCall {
        workflow: "open-a-shop".parse().unwrap(),
        stage: "sitting".parse().unwrap(),
        called_for: "2026-04-09T01:30:00Z".parse().unwrap(),
        by: Actor::Engine,
    };
    house
        .engine
        .call_sitting(call)
        .await
        .map(|sitting| sitting.id)
}

pub fn head() -> Officer {
    officer(30, "commerce", "head")
}

/// Everybody is there and content with these items.
pub(super) async fn attended(house: &House, shops: &[RequestId]) -> SittingId {
    attended_without(house, shops, "").await
}

async fn attended_without(house: &House, shops: &[RequestId], absent: &str) -> SittingId {
    let sitting = call(house).await.unwrap();
    let engine = &house.engine;
    for shop in shops {
        engine
            .sit(sitting, SittingAction::Add(*shop), &head())
            .await
            .unwrap();
    }
    let room = [
        ("commerce", "food"),
        ("health", "hygiene"),
        ("fire", "fire"),
        ("urban_management", "shop_front"),
        ("labor", "insurance"),
        ("tax", "tax"),
    ];
    let begins = engine.sitting(sitting).await.unwrap().called_for;
    house.clock.advance(begins - engine.now());
    let there = room
        .into_iter()
        .filter(|(department, _)| *department != absent);
    for (number, (department, review)) in there.enumerate() {
        let who = officer(40 + number as i64, department, "clerk");
        engine
            .sit(sitting, SittingAction::Attend(who.clone()), &who)
            .await
            .unwrap();
        for shop in shops {
            let draft = SittingAction::Draft {
                request: *shop,
                review: format!("sitting.{review}").parse().unwrap(),
                opinion: agreement(),
            };
            engine.sit(sitting, draft, &who).await.unwrap();
        }
    }
    sitting
}

async fn closing_decides_every_item_and_strikes_the_withdrawn(database: Database) {
    let house = House::open(database).await;
    let shops = [shop(&house).await, shop(&house).await, shop(&house).await];
    let sitting = attended(&house, &shops).await;
    let withdraw = Command {
        actor: Actor::Applicant,
        action: Action::Withdraw {
            reason: String::new(),
        },
        expected: None,
    };
    house
        .engine
        .act(shops[1], withdraw, Call::default())
        .await
        .unwrap();
    let closed = house
        .engine
        .close_sitting(sitting, &head(), "All agreed.", None)
        .await
        .unwrap();
    assert_eq!(closed.progress, SittingProgress::Closed);
    assert!(closed.struck.iter().eq([&shops[1]]));
    for id in [shops[0], shops[2]] {
        let request = house.engine.request(id).await.unwrap().request;
        assert_eq!(request.phase, Phase::Deciding);
        let stage = "sitting".parse().unwrap();
        assert!(request.reviews_of(&stage).all(|(_, review)| {
            review
                .opinion
                .as_ref()
                .is_some_and(|opinion| opinion.sitting == Some(sitting))
        }));
        assert_eq!(request.stages[&stage].progress, Progress::Finished);
    }
    let withdrawn = house.engine.request(shops[1]).await.unwrap().request;
    assert_eq!(withdrawn.phase, Phase::Withdrawn);
    let again = house
        .engine
        .close_sitting(sitting, &head(), "All agreed.", None)
        .await;
    assert!(
        matches!(again, Err(SittingError::Refused(SittingRefusal::Over))),
        "{again:?}"
    );
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn a_close_that_conflicts_writes_nothing(database: Database) {
    let house = House::open(database).await;
    let shops = [shop(&house).await, shop(&house).await];
    let sitting = attended(&house, &shops).await;
    // A supervisor ends one review that is past due: its draft has nowhere to go.
    house.clock.advance(chrono::TimeDelta::days(60));
    let waive = Action::Supervise {
        act: lianban::domain::command::Act::Waive("sitting.fire".parse().unwrap()),
        reason: "done by the district".to_owned(),
    };
    house
        .act(shops[1], &officer(50, "supervision", "supervisor"), waive)
        .await;
    let before = (
        house.rows("journal").await,
        house.rows("sitting_journal").await,
    );
    let refused = house
        .engine
        .close_sitting(sitting, &head(), "All agreed.", None)
        .await;
    let Err(SittingError::Refused(SittingRefusal::Conflicts { items })) = refused else {
        panic!("{refused:?}");
    };
    assert!(items.iter().map(|standing| standing.request).eq([shops[1]]));
    let review = items[0].review.as_ref().unwrap().to_string();
    assert_eq!(review, "sitting.fire");
    assert_eq!(
        (
            house.rows("journal").await,
            house.rows("sitting_journal").await
        ),
        before
    );
    let untouched = house.engine.sitting(sitting).await.unwrap();
    assert_eq!(untouched.progress, SittingProgress::Called);
}

async fn an_absent_department_goes_on_in_writing(database: Database) {
    let house = House::open(database).await;
    let id = shop(&house).await;
    let sitting = attended_without(&house, &[id], "fire").await;
    house
        .engine
        .close_sitting(sitting, &head(), "The fire brigade had a fire.", None)
        .await
        .unwrap();
    let request = house.engine.request(id).await.unwrap().request;
    assert_eq!(request.phase, Phase::UnderReview);
    let fire = officer(60, "fire", "clerk");
    let decided = house.act(id, &fire, agree("sitting.fire")).await;
    assert_eq!(decided.request.phase, Phase::Deciding);
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

/// Two nodes carry the same tick out at once, and one of them once more.
async fn a_recurring_sitting_is_called_once(database: Database) {
    let house = House::open(database).await;
    let waits = shop(&house).await;
    let nodes = [house.engine.clone(), house.another_engine().await];
    let tick = Recurrence {
        workflow: "open-a-shop".parse().unwrap(),
        stage: "sitting".parse().unwrap(),
        current: "2026-04-09T01:30:00Z".parse().unwrap(),
        next: NEXT.parse().unwrap(),
    };
    let (one, other) = tokio::join!(nodes[0].recur(&tick), nodes[1].recur(&tick));
    let (one, other) = (one.unwrap().unwrap(), other.unwrap().unwrap());
    assert_eq!(one.id, other.id);
    let again = nodes[1].recur(&tick).await.unwrap().unwrap();
    assert!(again.agenda.iter().eq([&waits]));
    assert_eq!(house.rows("sitting").await, 1);
    assert_eq!(house.rows("sitting_journal").await, 2, "called, added");
    // The lead calls it off: the schedule does not call it again.
    let off = SittingAction::CallOff;
    house.engine.sit(one.id, off, &head()).await.unwrap();
    assert!(nodes[1].recur(&tick).await.unwrap().is_none());
    assert_eq!(house.rows("sitting").await, 1);
    let by_hand = call_for(&house, "open-a-shop", "sitting", NEXT, head()).await;
    assert!(
        matches!(by_hand, Err(SittingError::CalledAlready)),
        "{by_hand:?}"
    );
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn nobody_calls_a_sitting_into_the_past(database: Database) {
    let house = House::open(database).await;
    let called = |called_for: &str| SittingCall {
        workflow: "open-a-shop".parse().unwrap(),
        stage: "sitting".parse().unwrap(),
        called_for: called_for.parse().unwrap(),
        by: Actor::Officer(head()),
    };
    let past = house
        .engine
        .call_sitting(called("2026-04-08T02:00:00Z"))
        .await;
    assert!(
        matches!(past, Err(SittingError::Refused(SittingRefusal::InThePast))),
        "{past:?}"
    );
    assert_eq!(house.rows("sitting").await, 0);
    let next = house
        .engine
        .call_sitting(called("2026-04-08T02:01:00Z"))
        .await;
    assert!(next.is_ok(), "{next:?}");
}

async fn a_sitting_is_called_for_a_working_day_within_half_a_year(database: Database) {
    let house = House::open(database).await;
    let called = async |called_for: &str| {
        let call = SittingCall {
            workflow: "open-a-shop".parse().unwrap(),
            stage: "sitting".parse().unwrap(),
            called_for: called_for.parse().unwrap(),
            by: Actor::Officer(head()),
        };
        house.engine.call_sitting(call).await
    };
    // A Saturday, Labour Day, and a Saturday that is worked.
    for off in ["2026-04-11T01:30:00Z", "2026-05-01T01:30:00Z"] {
        let refused = called(off).await;
        let is_off = matches!(
            refused,
            Err(SittingError::Refused(SittingRefusal::NoWorkingDay { .. }))
        );
        assert!(is_off, "{off}: {refused:?}");
    }
    let worked = called("2026-05-09T01:30:00Z").await;
    assert!(worked.is_ok(), "{worked:?}");
    let far = called("2026-10-09T01:30:00Z").await;
    let is_far = matches!(
        far,
        Err(SittingError::Refused(SittingRefusal::TooFarAhead {
            months: 6
        }))
    );
    assert!(is_far, "{far:?}");
    assert!(called("2026-10-08T01:30:00Z").await.is_ok());
    assert_eq!(house.rows("sitting").await, 2);
}

async fn nobody_attends_or_closes_a_sitting_before_it_begins(database: Database) {
    let house = House::open(database).await;
    let shop = shop(&house).await;
    let sitting = call(&house).await.unwrap();
    let engine = &house.engine;
    let add = SittingAction::Add(shop);
    engine.sit(sitting, add, &head()).await.unwrap();
    let head = head();
    let come = engine.sit(sitting, SittingAction::Attend(head.clone()), &head);
    let close = engine.close_sitting(sitting, &head, "All agreed.", None);
    for refused in [come.await, close.await] {
        let early = matches!(
            refused,
            Err(SittingError::Refused(SittingRefusal::TooEarly { .. }))
        );
        assert!(early, "{refused:?}");
    }
    assert!(engine.sitting(sitting).await.unwrap().present.is_empty());
}

async fn a_sitting_is_closed_by_a_head_and_says_so(database: Database) {
    let house = House::open(database).await;
    let shops = [shop(&house).await];
    let sitting = attended(&house, &shops).await;
    let clerk = officer(31, "commerce", "clerk");
    let refused = house
        .engine
        .close_sitting(sitting, &clerk, "All agreed.", None);
    let refused = refused.await.unwrap_err().to_string();
    assert!(refused.contains("head of commerce"), "{refused}");
}

async fn an_erased_item_leaves_no_words_in_its_sitting(database: Database) {
    let house = House::open(database).await;
    let shops = [shop(&house).await, shop(&house).await];
    let sitting = attended(&house, &shops).await;
    let withdraw = Command {
        actor: Actor::Applicant,
        action: Action::Withdraw {
            reason: String::new(),
        },
        expected: None,
    };
    let engine = &house.engine;
    engine
        .act(shops[1], withdraw, Call::default())
        .await
        .unwrap();
    let facts = engine.request(shops[1]).await.unwrap().facts;
    let name = facts.applicant.unwrap().name;
    let minutes = format!("{name} was not there. All agreed.");
    engine
        .close_sitting(sitting, &head(), &minutes, None)
        .await
        .unwrap();
    let by = Actor::Officer(officer(70, "government", "clerk"));
    let refused = engine.erase(shops[1], by, "retention over").await;
    assert!(refused.is_err(), "administrators alone erase");
    let open = engine
        .erase(shops[0], Actor::Engine, "retention over")
        .await;
    assert!(open.is_err(), "what is still decided is not erased");
    let by = Actor::Officer(officer(71, "government", "administrator"));
    engine.erase(shops[1], by, "retention over").await.unwrap();
    let kept = engine.sitting(sitting).await.unwrap();
    assert_eq!(
        kept.minutes.as_deref(),
        Some("■■■ was not there. All agreed.")
    );
    assert!(kept.drafts.iter().all(|draft| draft.request == shops[0]));
    assert_eq!(kept.drafts.len(), 6);
    assert!(kept.agenda.contains(&shops[1]), "that it was there stays");
    let left = format!("sitting WHERE state LIKE '%{name}%'");
    assert_eq!(house.rows(&left).await, 0);
    let report = engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

/// The owner of the database writes the journal anew, an hour earlier, and the head with it.
pub(super) async fn forge(house: &House, id: SittingId) {
    use lianban::storage::sittings::{Entry, genesis, journal};
    use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};
    let db = house.engine.store().writer();
    let mut head = genesis(id);
    for line in journal(db, id).await.unwrap() {
        let mut entry: Entry = serde_json::from_str(&line.body).unwrap();
        entry.at -= chrono::TimeDelta::hours(1);
        let body = serde_json::to_value(&entry).unwrap();
        let body = {
            let mut sorted = body;
            sorted.sort_all_objects();
            sorted.to_string()
        };
        head = lianban::storage::journal::link(&head, &body);
        let mut row = line.into_active_model();
        row.at = Set(lianban::storage::micros(entry.at));
        row.body = Set(body);
        row.hash = Set(head.clone());
        row.update(db).await.unwrap();
    }
    let sql = format!("UPDATE sitting SET head = '{head}' WHERE id = {id}");
    assert_eq!(house.tamper(&sql).await, 1);
}

async fn call_for(house: &House, workflow: &str, stage: &str, at: &str, by: Officer) -> Called {
    let call = SittingCall {
        workflow: workflow.parse().unwrap(),
        stage: stage.parse().unwrap(),
        called_for: at.parse().unwrap(),
        by: Actor::Officer(by),
    };
    let called = house.engine.call_sitting(call).await;
    called.map(|sitting| sitting.id)
}

type Called = Result<SittingId, SittingError>;

const NEXT: &str = "2026-04-14T01:30:00Z";

/// Lets the law's clock come to an instant.
fn until(house: &House, at: &str) {
    let at: lianban::domain::calendar::Instant = at.parse().unwrap();
    house.clock.advance(at - house.engine.now());
}

async fn next_sitting(house: &House) -> SittingId {
    let called = call_for(house, "open-a-shop", "sitting", NEXT, head()).await;
    called.unwrap()
}

fn draft(id: RequestId, review: &str) -> SittingAction {
    SittingAction::Draft {
        request: id,
        review: review.parse().unwrap(),
        opinion: agreement(),
    }
}

async fn close(house: &House, sitting: SittingId, minutes: &str) -> Sitting {
    let presider = head();
    let closed = house
        .engine
        .close_sitting(sitting, &presider, minutes, None);
    closed.await.unwrap()
}

async fn what_went_into_writing_is_struck_from_the_next_sitting(database: Database) {
    let house = House::open(database).await;
    let (id, engine) = (shop(&house).await, &house.engine);
    let first = attended_without(&house, &[id], "fire").await;
    let next = next_sitting(&house).await;
    let add = SittingAction::Add(id);
    engine.sit(next, add, &head()).await.unwrap();
    let fire = officer(60, "fire", "clerk");
    let beforehand = engine.sit(next, draft(id, "sitting.fire"), &fire).await;
    beforehand.unwrap();
    close(&house, first, "Fire writes.").await;
    let late = engine.sit(next, draft(id, "sitting.fire"), &fire).await;
    assert!(
        matches!(late, Err(SittingError::Refused(SittingRefusal::NotWaiting))),
        "{late:?}"
    );
    until(&house, NEXT);
    let closed = close(&house, next, "Nothing was left.").await;
    assert_eq!(closed.progress, SittingProgress::Closed);
    assert!(closed.struck.iter().eq([&id]));
    let decided = house.act(id, &fire, agree("sitting.fire")).await;
    assert_eq!(decided.request.phase, Phase::Deciding);
    let report = engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn what_is_decided_in_writing_comes_onto_no_agenda(database: Database) {
    let house = House::open(database).await;
    let (written, waiting) = (shop(&house).await, shop(&house).await);
    let first = attended_without(&house, &[written], "fire").await;
    let engine = &house.engine;
    close(&house, first, "Fire writes.").await;
    let next = next_sitting(&house).await;
    let add = engine.sit(next, SittingAction::Add(written), &head()).await;
    assert!(
        matches!(add, Err(SittingError::Refused(SittingRefusal::NotWaiting))),
        "{add:?}"
    );
    let both = [written, waiting];
    let (sitting, outcomes) = engine.add_to_agenda(next, &both, &head()).await.unwrap();
    assert_eq!(outcomes, [Err(SittingRefusal::NotWaiting), Ok(())]);
    assert!(sitting.agenda.iter().eq([&waiting]));
}

/// A residence permit whose evidence is decided in a sitting because its lead says so.
async fn a_round_that_the_lead_sends_into_a_sitting_is_decided_there(database: Database) {
    let house = House::open(database).await;
    let (id, engine) = (house.under_review().await, &house.engine);
    let lead = officer(80, "public_security", "head");
    let called = call_for(&house, "residence-permit", "evidence", NEXT, lead.clone()).await;
    assert!(called.is_err(), "nothing waits for a sitting there");
    let rule = SittingRule {
        schedule: None,
        quorum: 2,
        absent: Absent::Defer,
        within: Budget::new(4, Unit::WorkingDays).unwrap(),
    };
    let switch = Action::SwitchMode {
        stage: "evidence".parse().unwrap(),
        mode: Mode::Sitting(rule.clone()),
        reason: "both departments doubt each other's paper".to_owned(),
    };
    house.act(id, &lead, switch).await;
    let called = call_for(&house, "residence-permit", "evidence", NEXT, lead.clone()).await;
    let sitting = called.unwrap();
    assert_eq!(engine.sitting(sitting).await.unwrap().rule, rule);
    engine
        .sit(sitting, SittingAction::Add(id), &lead)
        .await
        .unwrap();
    until(&house, NEXT);
    for (number, department, review) in [
        (81, "labor", "evidence.job"),
        (82, "housing", "evidence.home"),
    ] {
        let who = officer(number, department, "clerk");
        let attend = SittingAction::Attend(who.clone());
        engine.sit(sitting, attend, &who).await.unwrap();
        engine.sit(sitting, draft(id, review), &who).await.unwrap();
    }
    let closed = engine.close_sitting(sitting, &lead, "Both agreed.", None);
    assert!(closed.await.unwrap().struck.is_empty());
    let request = engine.request(id).await.unwrap().request;
    let evidence: StageKey = "evidence".parse().unwrap();
    assert_eq!(request.stages[&evidence].progress, Progress::Finished);
    let report = engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn a_sitting_that_only_an_older_version_has_is_called(database: Database) {
    let house = House::open(database).await;
    let id = shop(&house).await;
    house
        .publish("open-a-shop", |source| {
            let lines = source
                .lines()
                .filter(|line| !line.contains("sitting: {schedule"));
            let source = lines.collect::<Vec<_>>().join("\n");
            source
                .replace("version: 2", "version: 3")
                .replace("mode: sitting", "mode: parallel")
        })
        .await;
    let key = "open-a-shop".parse().unwrap();
    let newest = house.engine.newest_service(&key).await.unwrap();
    assert_eq!(newest.workflow.version, 3);
    let sitting = attended(&house, &[id]).await;
    let closed = close(&house, sitting, "All agreed.").await;
    assert!(closed.struck.is_empty());
    let request = house.engine.request(id).await.unwrap().request;
    assert_eq!(request.phase, Phase::Deciding);
}
