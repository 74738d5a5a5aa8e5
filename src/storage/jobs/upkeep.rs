//! The operator's side: leases that ran out, the dead, the old, and the numbers.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{IS_PENDING, IS_RUNNING, burial, find};
use crate::storage::entities::job::{self, Column, Status};
use crate::storage::{Error, Store, instant, micros};

/// What the failure of a job says whose worker disappeared.
const EXPIRED: &str = "the lease ran out: the worker ended or stalled";

/// What [`reap`] found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reaped {
    /// Pending again.
    pub returned: u64,
    /// Out of attempts, so dead and with a burial: such a job may be what kills its workers.
    pub buried: u64,
}

/// One number for the metrics.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Count {
    /// The queue.
    pub queue: String,
    /// Where in their life these jobs are.
    pub status: Status,
    /// How many.
    pub jobs: i64,
}

/// Takes back every lease that ended before `expired`; any node may, for any node. Let `expired`
/// lag behind the clock by as much as two nodes' clocks may differ.
///
/// # Errors
/// Whatever the database says.
pub async fn reap(
    store: &Store,
    expired: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Reaped, Error> {
    // Mostly there are none, and looking costs no writer.
    if !is_any_lost(store.reader(), expired).await? {
        return Ok(Reaped::default());
    }
    let lost = || {
        job::Entity::update_many()
            .col_expr(Column::LeaseToken, Expr::value(Option::<Uuid>::None))
            .col_expr(Column::LeaseUntil, Expr::value(Option::<i64>::None))
            .col_expr(Column::LastError, Expr::value(EXPIRED))
            .filter(Expr::cust(IS_RUNNING))
            .filter(Column::LeaseUntil.lt(micros(expired)))
    };
    let spent = Expr::col(Column::Attempts).gte(Expr::col(Column::MaxAttempts));
    let tx = store.begin().await?;
    let buried = lost()
        .col_expr(Column::Status, Expr::value(Status::Dead.as_str()))
        .col_expr(Column::DoneAt, Expr::value(micros(now)))
        .filter(spent.clone())
        .exec_with_returning(&tx)
        .await?;
    burial::of(&tx, &buried, now).await?;
    let returned = lost()
        .col_expr(Column::Status, Expr::value(Status::Pending.as_str()))
        .filter(spent.not())
        .exec(&tx)
        .await?;
    tx.commit().await?;
    store.wake();
    Ok(Reaped {
        returned: returned.rows_affected,
        buried: buried.len() as u64,
    })
}

async fn is_any_lost(db: &impl ConnectionTrait, expired: DateTime<Utc>) -> Result<bool, Error> {
    let lost = job::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Expr::cust(IS_RUNNING))
        .filter(Column::LeaseUntil.lt(micros(expired)))
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(lost.is_some())
}

/// Gives a dead job a fresh set of attempts, due at once. `false`: it is not dead.
///
/// # Errors
/// Whatever the database says.
pub async fn revive(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let revived = job::Entity::update_many()
        .col_expr(Column::Status, Expr::value(Status::Pending.as_str()))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::RunAt, Expr::value(micros(now)))
        .col_expr(Column::DoneAt, Expr::value(Option::<i64>::None))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Dead))
        .exec(db)
        .await?;
    if revived.rows_affected == 0 {
        return Ok(false);
    }
    if let Some(job) = find(db, id).await? {
        super::enqueue::notify(db, [job.queue]).await?;
    }
    Ok(true)
}

/// Deletes up to `limit` jobs done before `before`, oldest first, and says how many. The dead stay.
///
/// # Errors
/// Whatever the database says.
pub async fn purge(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
    limit: u64,
) -> Result<u64, Error> {
    purge_ended(db, Status::Done, before, limit).await
}

/// Deletes up to `limit` jobs given up before `before`, oldest first, and says how many.
///
/// # Errors
/// Whatever the database says.
pub async fn purge_dead(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
    limit: u64,
) -> Result<u64, Error> {
    purge_ended(db, Status::Dead, before, limit).await
}

async fn purge_ended(
    db: &impl ConnectionTrait,
    status: Status,
    before: DateTime<Utc>,
    limit: u64,
) -> Result<u64, Error> {
    // Ids are in order of time, so the primary key finds the oldest.
    let oldest = Query::select()
        .column(Column::Id)
        .from(job::Entity)
        .and_where(Expr::col(Column::Status).eq(status.as_str()))
        .and_where(Expr::col(Column::DoneAt).lt(micros(before)))
        .order_by(Column::Id, sea_orm::Order::Asc)
        .limit(limit)
        .take();
    let deleted = job::Entity::delete_many()
        .filter(Column::Id.in_subquery(oldest))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}

/// How many jobs there are, by queue and status.
///
/// # Errors
/// Whatever the database says.
pub async fn counts(db: &impl ConnectionTrait) -> Result<Vec<Count>, Error> {
    Ok(job::Entity::find()
        .select_only()
        .column(Column::Queue)
        .column(Column::Status)
        .column_as(Column::Id.count(), "jobs")
        .group_by(Column::Queue)
        .group_by(Column::Status)
        .order_by_asc(Column::Queue)
        .order_by_asc(Column::Status)
        .into_model::<Count>()
        .all(db)
        .await?)
}

/// Since when the job waits that has been due longest; none where none is due.
///
/// # Errors
/// Whatever the database says.
pub async fn oldest_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Error> {
    let oldest: Option<Option<i64>> = job::Entity::find()
        .select_only()
        .column_as(Column::RunAt.min(), "run_at")
        .filter(Expr::cust(IS_PENDING))
        .filter(Column::RunAt.lte(micros(now)))
        .into_tuple()
        .one(db)
        .await?;
    Ok(oldest.flatten().map(instant))
}

/// The jobs given up, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn dead(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<job::Model>, Error> {
    Ok(job::Entity::find()
        .filter(Column::Status.eq(Status::Dead))
        .order_by_desc(Column::DoneAt)
        .limit(limit)
        .all(db)
        .await?)
}
