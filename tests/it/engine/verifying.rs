//! What `verify` says of a sound database, and that it finds what was done to it.

use lianban::domain::command::{Action, Actor, Command, Item};
use lianban::domain::directory::Officer;
use lianban::domain::event::{Entry, Event};
use lianban::domain::identifiers::{CaseNumber, RequestId};
use lianban::domain::request::By;
use lianban::engine::Call;
use lianban::engine::verify::{Options, Report};
use lianban::storage::entities::journal;
use lianban::storage::idempotency::Key;
use lianban::storage::looks::{self, Look};
use lianban::storage::packing::Packed;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};

use super::forging::forge;
use super::house::{House, agree, officer};
use crate::support::databases::{Database, on_both};

on_both!(
    a_lived_in_house_holds,
    a_line_that_does_not_hold_is_counted_once,
    erased_facts_leave_the_chain_valid,
    a_changed_line_is_found,
    a_spoilt_byte_is_found,
    a_line_without_an_event_is_found,
    a_cut_journal_is_found,
    a_changed_state_is_found,
    a_changed_queue_is_found,
    changed_facts_are_found,
    a_changed_mark_is_found,
    requests_from_before_are_marked_in_time,
    a_removed_request_is_found_by_its_acknowledgement,
    a_spoilt_file_is_found,
    a_rung_that_never_fired_is_found,
    a_rung_that_fired_twice_is_found,
    a_rung_that_fired_early_is_found,
    rungs_are_judged_by_the_calendar_that_was_in_force,
    an_opinion_without_authority_is_found,
    a_second_opinion_is_found,
    a_request_that_nobody_moves_is_found,
    a_letter_that_asks_is_work_of_the_house,
    a_look_for_a_step_of_others_is_found,
    an_unreadable_filing_is_found_and_the_rest_is_looked_at,
);

pub(super) async fn lived_in(database: Database) -> (House, RequestId) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    house.under_review().await;
    let police = officer(10, "public_security", "clerk");
    house.act(id, &police, agree("residence.review")).await;
    house
        .act(id, &officer(11, "labor", "clerk"), agree("evidence.job"))
        .await;
    house.clock.advance(chrono::TimeDelta::days(4));
    house.engine.sweep(100).await.unwrap();
    (house, id)
}

pub(super) async fn report(house: &House) -> Report {
    house.engine.verify(&Options::default()).await.unwrap()
}

async fn a_lived_in_house_holds(database: Database) {
    let (house, id) = lived_in(database).await;
    let filed = house.engine.request(id).await.unwrap();
    assert!(
        filed.request.is_decided(),
        "all agreed, so it decided by itself"
    );
    let report = report(&house).await;
    assert!(report.holds(), "{report:#?}");
    let lines = u64::try_from(house.rows("journal").await).unwrap();
    assert!(lines > 8);
    assert_eq!(report.opinions.counted, 2);
    assert!(report.tables.counted >= 8);
    assert!(report.chains.counted >= lines);
    assert!(report.files.counted >= 8);
    assert!(report.waits.counted >= 2);
}

/// The numbers of a request's lines in which this stands.
async fn lines_with(house: &House, id: RequestId, word: &str) -> Vec<i64> {
    lines(house, id)
        .await
        .into_iter()
        .filter(|line| line.body.text("journal").unwrap().contains(word))
        .map(|line| line.seq)
        .collect()
}

async fn lines(house: &House, id: RequestId) -> Vec<journal::Model> {
    let lines = journal::Entity::find().filter(journal::Column::RequestId.eq(id.get()));
    lines.all(house.engine.store().writer()).await.unwrap()
}

async fn a_line_that_does_not_hold_is_counted_once(database: Database) {
    let (house, id) = lived_in(database).await;
    let of_several = lines_with(&house, id, "\"events\"").await;
    let spoiled = house
        .tamper(&format!(
            "UPDATE journal SET kind = 'nothing' WHERE request_id = {id} AND seq = {seq}",
            id = id.get(),
            seq = of_several.iter().max().unwrap()
        ))
        .await;
    assert_eq!(spoiled, 1);
    assert_eq!(report(&house).await.chains.failed, 1);
}

async fn erased_facts_leave_the_chain_valid(database: Database) {
    let house = House::open(database).await;
    let id = house.file("residence-permit").await.id;
    let withdraw = Command {
        actor: Actor::Applicant,
        action: Action::Withdraw {
            reason: "moved away".to_owned(),
        },
        expected: None,
    };
    house
        .engine
        .act(id, withdraw, Call::default())
        .await
        .unwrap();
    let before = house.engine.request(id).await.unwrap();
    let erase = house.engine.erase(id, Actor::Engine, "retention over");
    erase.await.unwrap();
    let after = house.engine.request(id).await.unwrap();
    assert_eq!(after.request.version, before.request.version + 1);
    assert!(after.request.erased_at.is_some());
    assert!(after.facts.applicant.is_none() && after.erased);
    let report = report(&house).await;
    assert!(report.holds(), "{report:#?}");
    assert!(
        house
            .rows("journal WHERE facts IS NOT NULL OR facts_salt IS NOT NULL")
            .await
            == 0
    );
}

/// Tampering must change something, or the test proves nothing.
async fn tampered(house: &House, sql: &str) -> Report {
    assert!(report(house).await.holds());
    assert!(house.tamper(sql).await > 0, "{sql}");
    report(house).await
}

async fn a_changed_line_is_found(database: Database) {
    let (house, id) = lived_in(database).await;
    assert!(report(&house).await.holds());
    let reworded = house
        .reword(id, |_| true, |line| line.replace("agree", "refuse"))
        .await;
    assert!(!reworded.is_empty());
    let report = report(&house).await;
    assert!(report.chains.failed > 0 && !report.chains.offenders.is_empty());
}

/// The bytes of a line as the database has them: whatever becomes of them says something else, or nothing.
async fn a_spoilt_byte_is_found(database: Database) {
    let (house, id) = lived_in(database).await;
    let line = lines(&house, id).await.swap_remove(1);
    let text = line.body.text("journal").unwrap();
    let Some(sea_orm::Value::Bytes(Some(bytes))) = Some(line.body.clone().into()) else {
        unreachable!("packed texts are bytes");
    };
    assert!(bytes.len() < text.len() / 2, "it is packed");
    let mut found = 0;
    for place in 0..bytes.len() {
        let mut spoilt = bytes.clone();
        spoilt[place] ^= 1 << (place % 8);
        let spoilt = Packed::from(spoilt);
        let says_the_same = spoilt.text("journal").is_ok_and(|other| other == text);
        let mut row = line.clone().into_active_model();
        row.body = Set(spoilt);
        row.update(house.engine.store().writer()).await.unwrap();
        let report = report(&house).await;
        assert_ne!(report.holds(), !says_the_same, "byte {place}: {report:#?}");
        found += usize::from(!says_the_same);
    }
    assert!(found > bytes.len() / 2);
    let mut row = line.clone().into_active_model();
    row.body = Set(line.body);
    row.update(house.engine.store().writer()).await.unwrap();
    assert!(report(&house).await.holds());
}

/// Whoever spoils the word that events stand under leaves a line that says nothing.
async fn a_line_without_an_event_is_found(database: Database) {
    let (house, id) = lived_in(database).await;
    let reworded = house
        .reword(
            id,
            |_| true,
            |line| line.replace("\"events\"", "\"evemts\""),
        )
        .await;
    assert!(!reworded.is_empty());
    let report = report(&house).await;
    let named = report.tables.offenders.iter();
    let named = named.filter_map(|found| found.case_number.as_deref());
    assert_eq!(
        named.collect::<Vec<_>>(),
        [CaseNumber::from(id).to_string()]
    );
}

async fn a_cut_journal_is_found(database: Database) {
    let (house, id) = lived_in(database).await;
    let sql = format!(
        "DELETE FROM journal WHERE request_id = {id} \
         AND seq = (SELECT max(seq) FROM journal WHERE request_id = {id})"
    );
    assert!(tampered(&house, &sql).await.chains.failed > 0);
}

async fn a_changed_state_is_found(database: Database) {
    let (house, id) = lived_in(database).await;
    assert!(report(&house).await.holds());
    house
        .restate(id, |state| {
            let sound = state.to_string();
            let other = sound.replace("\"agree\"", "\"refuse\"");
            assert_ne!(sound, other);
            *state = serde_json::from_str(&other).unwrap();
        })
        .await;
    assert!(report(&house).await.tables.failed > 0);
}

async fn a_changed_queue_is_found(database: Database) {
    let (house, _) = lived_in(database).await;
    let report = tampered(&house, "UPDATE seat SET due_at = due_at + 86400000000").await;
    assert!(report.tables.failed > 0);
}

async fn changed_facts_are_found(database: Database) {
    let (house, _) = lived_in(database).await;
    let sql = "UPDATE journal SET facts = replace(facts, 'Tenzin', 'Someone')";
    let report = tampered(&house, sql).await;
    assert!(report.chains.failed > 0 && report.tables.failed > 0);
}

async fn a_changed_mark_is_found(database: Database) {
    let (house, id) = lived_in(database).await;
    let other = "0".repeat(64);
    let sql = format!(
        "UPDATE reach SET mark = '{other}' WHERE request_id = {} AND kind = 'mail'",
        id.get()
    );
    let report = tampered(&house, &sql).await;
    assert_eq!(report.tables.failed, 1, "{report:#?}");
    let sql = format!("DELETE FROM reach WHERE request_id = {}", id.get());
    house.tamper(&sql).await;
    assert_eq!(self::report(&house).await.tables.failed, 1);
}

async fn requests_from_before_are_marked_in_time(database: Database) {
    let (house, id) = lived_in(database).await;
    let contact = "TENZIN@example.org".parse().unwrap();
    let mark = house.engine.mark(&contact);
    let found = async || house.engine.requests_at(mark).await.unwrap().len();
    assert_eq!(found().await, 2);
    assert_eq!(
        house.engine.mark_all().await.unwrap(),
        0,
        "each is marked as it is filed"
    );
    house.tamper("DELETE FROM reach").await;
    house.tamper("UPDATE request SET reach_key = NULL").await;
    assert_eq!(found().await, 0);
    assert!(report(&house).await.holds(), "not marked yet is no fault");
    assert_eq!(house.engine.mark_all().await.unwrap(), 2);
    assert_eq!(found().await, 2);
    assert!(report(&house).await.holds());
    // Under a key that is lost, a mark finds nobody until it is made anew.
    let other = "f".repeat(64);
    house
        .tamper(&format!("UPDATE reach SET mark = '{other}'"))
        .await;
    house
        .tamper("UPDATE request SET reach_key = 'another'")
        .await;
    assert!(report(&house).await.holds());
    assert_eq!(house.engine.mark_all().await.unwrap(), 2);
    assert_eq!(found().await, 2);
    assert_eq!(
        house
            .rows(&format!("reach WHERE request_id = {}", id.get()))
            .await,
        4,
        "mail, phone, and the name with the end of either number"
    );
    assert_eq!(
        house
            .rows("reach WHERE mark LIKE '%example%' OR mark LIKE '%199%'")
            .await,
        0
    );
}

async fn a_removed_request_is_found_by_its_acknowledgement(database: Database) {
    let house = House::open(database).await;
    let filed = house.file("residence-permit").await;
    let acknowledged = vec![filed.case_number.to_string()];
    let options = Options {
        acknowledged,
        ..Options::default()
    };
    let whole = house.engine.verify(&options).await.unwrap();
    assert!(whole.holds() && whole.filings.counted == 1);
    for table in ["journal", "seat", "fact", "document"] {
        house
            .tamper(&format!(
                "DELETE FROM {table} WHERE request_id = {}",
                filed.id
            ))
            .await;
    }
    house
        .tamper(&format!("DELETE FROM request WHERE id = {}", filed.id))
        .await;
    let report = house.engine.verify(&options).await.unwrap();
    assert_eq!(report.filings.failed, 1);
    assert_eq!(
        report.filings.offenders[0].case_number.clone().unwrap(),
        filed.case_number.to_string()
    );
}

async fn a_spoilt_file_is_found(database: Database) {
    let (house, _) = lived_in(database).await;
    assert!(report(&house).await.holds());
    house.bytes.spoil();
    assert!(report(&house).await.files.failed > 0);
}

/// A request whose ladders were climbed, nobody having done a thing.
async fn overdue(database: Database) -> (House, RequestId) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    house.clock.advance(chrono::TimeDelta::days(8));
    house.engine.sweep(100).await.unwrap();
    let sound = report(&house).await;
    assert!(sound.holds(), "{sound:#?}");
    assert!(sound.rungs.counted > 4);
    (house, id)
}

fn is_rung(entry: &Entry) -> bool {
    matches!(entry.event, Event::RungFired { .. })
}

async fn a_rung_that_never_fired_is_found(database: Database) {
    let (house, id) = overdue(database).await;
    forge(&house, id, |entries| {
        let first = entries.iter().position(is_rung).unwrap();
        entries.remove(first);
    })
    .await;
    let report = report(&house).await;
    assert_eq!(report.chains.failed, 0);
    assert_eq!(report.rungs.failed, 1, "{:?}", report.rungs);
}

async fn a_rung_that_fired_twice_is_found(database: Database) {
    let (house, id) = overdue(database).await;
    forge(&house, id, |entries| {
        let first = entries.iter().position(is_rung).unwrap();
        entries.insert(first, entries[first].clone());
    })
    .await;
    assert_eq!(report(&house).await.rungs.failed, 1);
}

async fn a_rung_that_fired_early_is_found(database: Database) {
    let (house, id) = overdue(database).await;
    forge(&house, id, |entries| {
        let first = entries.iter_mut().find(|entry| is_rung(entry)).unwrap();
        first.at -= chrono::TimeDelta::days(7);
    })
    .await;
    assert_eq!(report(&house).await.rungs.failed, 1);
}

/// A holiday that is added later makes no rung of before early; one that is really early still is.
async fn rungs_are_judged_by_the_calendar_that_was_in_force(database: Database) {
    let house = House::open(database).await;
    house.engine.rebuild_if_moved().await.unwrap();
    let id = house.under_review().await;
    house.clock.advance(chrono::TimeDelta::days(8));
    house.engine.sweep(100).await.unwrap();
    // Longer than a rolling restart lasts.
    house.clock.advance(chrono::TimeDelta::days(2));
    let monday = "2026-04-13".parse().unwrap();
    let closed = (*house.engine.calendar()).clone().with_closures([monday]);
    house.engine.replace_calendar(closed);
    let rebuilt = house.engine.rebuild_if_moved().await.unwrap();
    assert_eq!(rebuilt.map(|rebuilt| rebuilt.failed), Some(0));
    let later = house.under_review().await;
    house.clock.advance(chrono::TimeDelta::days(8));
    house.engine.sweep(100).await.unwrap();
    let sound = report(&house).await;
    assert!(sound.holds(), "{sound:#?}");
    assert!(sound.rungs.counted > 8);

    let other_end = "UPDATE days_in_force SET in_force_from = -in_force_from WHERE number = 2";
    assert_eq!(house.tamper(other_end).await, 1);
    let by_today = report(&house).await;
    assert!(by_today.rungs.failed > 0, "the holiday moved nothing");
    assert_eq!(house.tamper(other_end).await, 1);
    assert!(report(&house).await.holds());

    for request in [id, later] {
        forge(&house, request, |entries| {
            let first = entries.iter_mut().find(|entry| is_rung(entry)).unwrap();
            let Event::RungFired { due, .. } = &mut first.event else {
                unreachable!("a rung");
            };
            *due -= chrono::TimeDelta::hours(2);
            first.at -= chrono::TimeDelta::hours(1);
        })
        .await;
    }
    let early = report(&house).await.rungs;
    assert_eq!(early.failed, 2, "{early:#?}");
}

async fn an_opinion_without_authority_is_found(database: Database) {
    let (house, id) = lived_in(database).await;
    forge(&house, id, |entries| {
        let opined = |entry: &&mut Entry| entry.event.name() == "opined";
        let opinion = entries.iter_mut().find(opined).unwrap();
        let stranger = officer(9, "tax", "clerk");
        opinion.by = By::Officer(stranger.id, stranger.department);
    })
    .await;
    let report = report(&house).await;
    assert_eq!((report.opinions.counted, report.opinions.failed), (2, 1));
}

async fn a_second_opinion_is_found(database: Database) {
    let (house, id) = lived_in(database).await;
    forge(&house, id, |entries| {
        let opined = |entry: &Entry| entry.event.name() == "opined";
        let first = entries.iter().position(opined).unwrap();
        entries.push(entries[first].clone());
    })
    .await;
    let report = report(&house).await;
    assert_eq!((report.opinions.counted, report.opinions.failed), (3, 1));
}

async fn a_request_that_nobody_moves_is_found(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    forge(&house, id, |entries| {
        entries.retain(|entry| !matches!(entry.event, Event::SeatOpened { .. }));
    })
    .await;
    house.tamper("UPDATE request SET wake_at = NULL").await;
    let report = report(&house).await;
    assert_eq!(report.waits.failed, 1, "{:?}", report.waits);
}

async fn a_letter_that_asks_is_work_of_the_house(database: Database) {
    let house = House::open(database).await;
    let id = house.file("residence-permit").await.id;
    let items = vec![Item {
        what: "identity_card".to_owned(),
        explanation: "unreadable".to_owned(),
    }];
    let desk = officer(1, "window", "window");
    let asked = house.act(id, &desk, Action::AskAtIntake(items)).await;
    assert!(asked.request.seats.is_empty(), "nobody else has it now");
    let report = report(&house).await;
    assert!(report.holds(), "{report:#?}");
}

/// The police had a step of it, the fire service none; the window looked at its counter.
async fn a_look_for_a_step_of_others_is_found(database: Database) {
    let (house, id) = lived_in(database).await;
    let police = officer(10, "public_security", "clerk");
    for (officer, purpose) in [
        (&police, "review:residence.review"),
        (&police, "document:review:residence.review"),
        (&officer(2, "window", "window"), "counter:found"),
        (&officer(3, "supervision", "auditor"), "journal"),
    ] {
        look(&house, id, officer, purpose).await;
    }
    let sound = report(&house).await;
    assert!(sound.holds(), "{sound:#?}");
    assert_eq!(sound.looks.counted, 4);
    let tamper = "UPDATE look SET department = 'fire' WHERE purpose LIKE 'document:%'";
    let found = tampered(&house, tamper).await;
    assert_eq!(found.looks.failed, 1, "{:?}", found.looks);
    let detail = &found.looks.offenders[0].detail;
    assert!(
        detail.contains("fire") && detail.contains("review:residence.review"),
        "{detail}"
    );
    let fire = officer(12, "fire", "clerk");
    for purpose in [
        "counter",
        "certificate",
        "review:residence.review",
        "curiosity",
    ] {
        house.tamper("DELETE FROM look").await;
        look(&house, id, &fire, purpose).await;
        let found = report(&house).await.looks;
        assert_eq!((found.counted, found.failed), (1, 1), "{purpose}");
    }
}

async fn look(house: &House, id: RequestId, officer: &Officer, purpose: &str) {
    let look = Look {
        officer,
        purpose,
        correlation: None,
        by_program: false,
        at: house.engine.now(),
    };
    let db = house.engine.store().writer();
    looks::record(db, id, &look).await.unwrap();
}

/// An acknowledged filing whose row cannot be read, and an answer that cannot, end no report.
async fn an_unreadable_filing_is_found_and_the_rest_is_looked_at(database: Database) {
    let house = House::open(database).await;
    let keyed = |key: &str| Call {
        idempotency: Some(Key {
            actor: "public".to_owned(),
            key: key.to_owned(),
            body_hash: "body".to_owned(),
        }),
        ..Call::default()
    };
    let mut filed = Vec::new();
    for key in ["k-1", "k-2", "k-3"] {
        filed.push(
            house
                .try_file("residence-permit", keyed(key))
                .await
                .unwrap(),
        );
    }
    let whole = report(&house).await;
    assert!(whole.holds() && whole.filings.counted == 3);
    let broken = format!("UPDATE request SET state = '{{' WHERE id = {}", filed[0].id);
    let found = tampered(&house, &broken).await;
    assert_eq!((found.filings.counted, found.filings.failed), (3, 1));
    let number = filed[0].case_number.to_string();
    assert_eq!(
        found.filings.offenders[0].case_number.as_deref(),
        Some(number.as_str())
    );
    assert!(found.tables.failed > 0 && found.chains.failed == 0);
    let answer = "UPDATE idempotency SET answer = '{' WHERE key = 'k-2'";
    assert_eq!(house.tamper(answer).await, 1);
    let line = format!(
        "UPDATE journal SET body = '{{' WHERE seq = 1 AND request_id = {}",
        filed[2].id
    );
    assert_eq!(house.tamper(&line).await, 1);
    let found = report(&house).await;
    assert_eq!((found.filings.counted, found.filings.failed), (3, 3));
}
