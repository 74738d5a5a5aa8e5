//! What `verify` says of a sound database, and that it finds what was done to it.

use lianban::domain::command::{Action, Actor, Command};
use lianban::domain::identifiers::RequestId;
use lianban::engine::Call;
use lianban::engine::verify::{Options, Report};

use super::house::{House, agree, officer};
use crate::support::databases::{Database, on_both};

on_both!(
    a_lived_in_house_holds,
    erased_facts_leave_the_chain_valid,
    a_changed_line_is_found,
    a_cut_journal_is_found,
    a_changed_state_is_found,
    a_changed_queue_is_found,
    changed_facts_are_found,
    a_chain_written_anew_is_found_by_the_seal,
    a_removed_request_is_found_by_its_acknowledgement,
    a_spoilt_file_is_found,
);

async fn lived_in(database: Database) -> (House, RequestId) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    house.under_review().await;
    let police = officer(10, "public_security", "clerk");
    house.act(id, &police, agree("residence.residence")).await;
    house
        .act(id, &officer(11, "labor", "clerk"), agree("evidence.job"))
        .await;
    house.clock.advance(chrono::TimeDelta::days(4));
    house.engine.sweep(100).await.unwrap();
    (house, id)
}

async fn report(house: &House) -> Report {
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
    assert_eq!(report.opinions.counted, 2);
    assert!(report.tables.counted >= 8);
    assert!(report.chains.counted > 40);
    assert!(report.files.counted >= 8);
    assert!(report.waits.counted >= 2);
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
    house.engine.erase(id).await.unwrap();
    let after = house.engine.request(id).await.unwrap();
    assert_eq!(after.request, before.request);
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
    let sql = format!(
        "UPDATE journal SET body = replace(body, 'agree', 'refuse') \
         WHERE kind = 'opined' AND request_id = {id}"
    );
    let report = tampered(&house, &sql).await;
    assert!(report.chains.failed > 0 && report.chains.first.is_some());
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
    let (house, _) = lived_in(database).await;
    let sql = "UPDATE request SET state = replace(state, '\"agree\"', '\"refuse\"')";
    assert!(tampered(&house, sql).await.tables.failed > 0);
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

/// The owner rewrites a line and every hash after it, and the request's head with them: only the
/// seal knows better.
async fn a_chain_written_anew_is_found_by_the_seal(database: Database) {
    let (house, id) = lived_in(database).await;
    let seal = house
        .engine
        .seal("2026-04-12".parse().unwrap())
        .await
        .unwrap();
    assert!(house.engine.seal_holds(&seal));
    let again = house
        .engine
        .seal("2026-04-12".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(again, seal, "a day is sealed once");
    assert_eq!(house.tamper("DELETE FROM seal").await, 1);
    rewrite_chain(&house, id).await;
    let unsealed = report(&house).await;
    assert_eq!(unsealed.chains.failed, 0, "a chain alone cannot show it");
    let options = Options {
        seals: vec![seal],
        ..Options::default()
    };
    let sealed = house.engine.verify(&options).await.unwrap();
    assert!(sealed.chains.failed > 0);
}

async fn rewrite_chain(house: &House, id: RequestId) {
    use lianban::storage::{entities, journal};
    use sea_orm::{
        ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set,
    };
    let db = house.engine.store().writer();
    let lines = entities::journal::Entity::find()
        .filter(entities::journal::Column::RequestId.eq(id.get()))
        .order_by_asc(entities::journal::Column::Seq)
        .all(db)
        .await
        .unwrap();
    let mut previous = journal::genesis(id);
    for line in lines {
        // Blanks keep the meaning, so that nothing but the hashes can tell.
        let body = line.body.replace("\"event\":", "\"event\": ");
        let hash = journal::link(&previous, &body);
        previous.clone_from(&hash);
        let mut row = line.into_active_model();
        row.body = Set(body);
        row.hash = Set(hash);
        row.update(db).await.unwrap();
    }
    house
        .tamper(&format!(
            "UPDATE request SET head = '{previous}' WHERE id = {id}"
        ))
        .await;
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
        report.filings.first.unwrap().case_number.unwrap(),
        filed.case_number.to_string()
    );
}

async fn a_spoilt_file_is_found(database: Database) {
    let (house, _) = lived_in(database).await;
    assert!(report(&house).await.holds());
    house.bytes.spoil();
    assert!(report(&house).await.files.failed > 0);
}
