//! I6: a letter that nobody will send, or that carries another key than its job's, is found.

use lianban::domain::identifiers::RequestId;
use lianban::storage::entities::job;
use lianban::storage::jobs::Status;
use lianban::storage::mails::{self, Progress, State};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::house::House;
use super::verifying::report;
use crate::support::databases::{Database, on_both};

on_both!(
    a_letter_that_waits_for_its_job_is_no_offender,
    a_letter_whose_job_is_gone_is_found,
    a_letter_that_was_put_off_for_good_is_found,
    a_letter_under_another_key_is_found,
    two_letters_of_one_notice_are_found,
);

/// The receipt's letter.
async fn receipt(house: &House) -> (RequestId, job::Model) {
    let id = house.file("residence-permit").await.id;
    let waiting = job::Entity::find()
        .filter(job::Column::DedupKey.eq(format!("{id}-1-applicant-1")))
        .one(house.engine.store().reader());
    (id, waiting.await.unwrap().expect("a receipt to be sent"))
}

async fn record(house: &House, id: RequestId, job: uuid::Uuid, key: String, state: State) {
    let progress = Progress {
        job,
        request: id,
        notice: Some(1),
        recipient: "applicant".to_owned(),
        template: "receipt".to_owned(),
        message_id: Some(key),
        state,
        detail: String::new(),
    };
    let now = house.engine.ports().machine.now();
    let recorded = mails::record(house.engine.store().writer(), &progress, now);
    recorded.await.unwrap();
}

fn key(job: uuid::Uuid) -> String {
    format!("{}.notice-1@example.org", job.simple())
}

async fn done(house: &House) {
    let sql = format!("UPDATE job SET status = '{}'", Status::Done.as_str());
    assert!(house.tamper(&sql).await > 0);
}

async fn a_letter_that_waits_for_its_job_is_no_offender(database: Database) {
    let house = House::open(database).await;
    let (id, job) = receipt(&house).await;
    let found = report(&house).await;
    assert_eq!((found.effects.counted, found.effects.failed), (1, 0));
    record(&house, id, job.id, key(job.id), State::Queued).await;
    assert!(report(&house).await.holds());
    record(&house, id, job.id, key(job.id), State::Sent).await;
    done(&house).await;
    assert!(report(&house).await.holds());
}

async fn a_letter_whose_job_is_gone_is_found(database: Database) {
    let house = House::open(database).await;
    receipt(&house).await;
    assert!(house.tamper("DELETE FROM job").await > 0);
    assert_eq!(report(&house).await.effects.failed, 1);
}

async fn a_letter_that_was_put_off_for_good_is_found(database: Database) {
    let house = House::open(database).await;
    let (id, job) = receipt(&house).await;
    record(&house, id, job.id, key(job.id), State::Queued).await;
    done(&house).await;
    assert_eq!(report(&house).await.effects.failed, 1);
}

async fn a_letter_under_another_key_is_found(database: Database) {
    let house = House::open(database).await;
    let (id, job) = receipt(&house).await;
    let other = key(uuid::Uuid::now_v7());
    record(&house, id, job.id, other, State::Sent).await;
    assert_eq!(report(&house).await.effects.failed, 1);
}

async fn two_letters_of_one_notice_are_found(database: Database) {
    let house = House::open(database).await;
    let (id, job) = receipt(&house).await;
    let again = uuid::Uuid::now_v7();
    for job in [job.id, again] {
        record(&house, id, job, key(job), State::Sent).await;
    }
    assert_eq!(report(&house).await.effects.failed, 1);
}
