//! A database that ran out of room: what is told as kept afterwards is kept.

use chrono::Utc;
use lianban::storage::entities::job;
use lianban::storage::jobs::{NewJob, enqueue};
use lianban::storage::{Error, Store};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};

use crate::support::databases::Database;

const PAYLOAD_BYTES: usize = 8_000;
/// More jobs than there is room for.
const TOO_MANY: usize = 200;

async fn write(store: &Store, queue: &str, count: usize) -> Result<(), Error> {
    let tx = store.begin().await?;
    for _ in 0..count {
        let job = NewJob::new(queue, &"x".repeat(PAYLOAD_BYTES))?;
        enqueue(&tx, job, Utc::now()).await?;
    }
    Ok(tx.commit().await?)
}

async fn kept(store: &Store, queue: &str) -> u64 {
    let of_queue = job::Entity::find().filter(job::Column::Queue.eq(queue));
    of_queue.count(store.reader()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_after_sqlite_ran_out_of_room_is_kept() {
    let database = Database::sqlite().await;
    let store = &database.store;
    let db = store.writer();
    let ask = Statement::from_string(db.get_database_backend(), "PRAGMA page_count");
    let pages: i64 = db
        .query_one_raw(ask)
        .await
        .unwrap()
        .unwrap()
        .try_get_by_index(0)
        .unwrap();
    let full = format!("PRAGMA max_page_count = {}", pages + 20);
    db.execute_unprepared(&full).await.unwrap();

    let refused = write(store, "too-much", TOO_MANY).await.unwrap_err();
    assert!(matches!(refused, Error::Full(_)), "{refused:?}");
    assert!(refused.is_transient());
    // Somebody else's work is given up for a reason of its own.
    drop(store.begin().await.unwrap());
    write(store, "fits", 1).await.unwrap();
    assert_eq!(kept(store, "fits").await, 1, "said to be committed");
    assert_eq!(kept(store, "too-much").await, 0);
    let another = database.another().await;
    assert_eq!(kept(&another, "fits").await, 1, "for other programs too");
}
