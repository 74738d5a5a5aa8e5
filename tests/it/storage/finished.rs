//! What officers finished is read one officer at a time.

use chrono::DateTime;
use lianban::domain::identifiers::OfficerId;
use lianban::storage::queues;
use sea_orm::{ConnectionTrait, Statement};

use crate::support::databases::Database;

/// However much the others finished: when this was read by age, the queue of whoever had finished nothing
/// took longer with everybody's work.
#[tokio::test(flavor = "multi_thread")]
async fn an_officers_own_work_is_read_without_that_of_others() {
    const OF_OTHERS: i64 = 5_000;
    let db = Database::postgres().await;
    let store = &db.store;
    let finish = |many: i64, officers: i64| {
        let sql = format!(
            "INSERT INTO finished (officer_id, at, request_id, duty)
             SELECT 1 + n % {officers}, {officers} * 1000000 + n, n, 'intake' FROM generate_series(1, {many}) n"
        );
        async move { store.writer().execute_unprepared(&sql).await.unwrap() }
    };
    // On its first day one officer receives everything, and that is what PostgreSQL believes until it looks again.
    finish(50, 1).await;
    let known = "VACUUM ANALYZE finished";
    store.writer().execute_unprepared(known).await.unwrap();
    finish(OF_OTHERS, 7).await;

    // Within one transaction, whose reads are counted at once.
    let tx = store.snapshot().await.unwrap();
    let since = DateTime::UNIX_EPOCH;
    let own = queues::own(&tx, OfficerId(8), since).await.unwrap();
    assert_eq!(own.finished, 0);
    let read = "SELECT (seq_tup_read + idx_tup_fetch)::bigint
        FROM pg_stat_xact_user_tables WHERE relname = 'finished'";
    let statement = Statement::from_string(tx.get_database_backend(), read);
    let row = tx.query_one_raw(statement).await.unwrap().unwrap();
    let read: i64 = row.try_get_by_index(0).unwrap();
    assert!(read < 100, "{read} rows of others were read");
    let own = queues::own(&tx, OfficerId(1), since).await.unwrap();
    assert!(own.finished > 0);
}
