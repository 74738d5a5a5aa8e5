//! The worker's side: claim, renew, and the last word on a run.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, Statement,
    UpdateMany,
};
use uuid::Uuid;

use super::{IS_PENDING, MAX_ERROR_CHARS, ROWS_PER_STATEMENT, burial};
use crate::storage::entities::job::{self, Column, Status};
use crate::storage::{Backend, Error, Store, micros};

/// A lease as its holder knows it: which job, by which token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Held {
    /// The job.
    pub id: Uuid,
    /// The token of the claim.
    pub token: Uuid,
}

/// Leases up to `limit` due jobs of one queue, most urgent first; each begins one attempt.
///
/// The pick locks rows and skips those another node is picking. That is the one place where jobs
/// are locked several at once: a database spread by key would pick candidates and update them by
/// id instead, and only this function would change.
///
/// # Errors
/// Whatever the database says.
pub async fn claim(
    store: &Store,
    queue: &str,
    limit: usize,
    now: DateTime<Utc>,
    lease: Duration,
) -> Result<Vec<job::Model>, Error> {
    // An idle poll should not take the one SQLite writer from those who have something to write.
    if store.backend() == Backend::Sqlite && !is_any_due(store, queue, now).await? {
        return Ok(Vec::new());
    }
    let db = store.writer();
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        claiming(store.backend()),
        [
            queue.into(),
            micros(now).into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
            Uuid::new_v4().into(),
            micros(now + lease).into(),
        ],
    );
    let mut jobs = job::Entity::find().from_raw_sql(statement).all(db).await?;
    jobs.sort_by_key(|job| (std::cmp::Reverse(job.priority), job.run_at, job.id));
    Ok(jobs)
}

/// Reads and writes no more than it takes, whatever is known of the table: its ids go to the update as
/// an array, since a plan that was made while the table was small would join by reading all of it.
fn claiming(backend: Backend) -> String {
    let (skip, those) = match backend {
        Backend::Postgres => (
            "FOR UPDATE SKIP LOCKED",
            "= ANY (ARRAY(SELECT id FROM picked))",
        ),
        Backend::Sqlite => ("", "IN (SELECT id FROM picked)"),
    };
    format!(
        "WITH picked AS (
             SELECT id FROM job WHERE queue = $1 AND {IS_PENDING} AND run_at <= $2
             ORDER BY priority DESC, run_at, id LIMIT $3 {skip})
         UPDATE job SET status = 'running', attempts = attempts + 1,
             lease_token = $4, lease_until = $5
         WHERE id {those} RETURNING *"
    )
}

async fn is_any_due(store: &Store, queue: &str, now: DateTime<Utc>) -> Result<bool, Error> {
    let due = job::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Expr::cust(IS_PENDING))
        .filter(Column::Queue.eq(queue))
        .filter(Column::RunAt.lte(micros(now)))
        .into_tuple::<Uuid>()
        .one(store.reader())
        .await?;
    Ok(due.is_some())
}

/// Moves the end of each lease that is still ours to `until`, and says which those were.
///
/// # Errors
/// Whatever the database says.
pub async fn renew(
    db: &impl ConnectionTrait,
    held: &[Held],
    until: DateTime<Utc>,
) -> Result<Vec<Held>, Error> {
    let mut ours = Vec::with_capacity(held.len());
    for held in held.chunks(ROWS_PER_STATEMENT) {
        let rows = job::Entity::update_many()
            .col_expr(Column::LeaseUntil, Expr::value(micros(until)))
            .filter(Column::Status.eq(Status::Running))
            .filter(Column::Id.is_in(held.iter().map(|held| held.id)))
            .filter(Column::LeaseToken.is_in(held.iter().map(|held| held.token)))
            .exec_with_returning(db)
            .await?;
        ours.extend(rows.into_iter().filter_map(|row| {
            let token = row.lease_token?;
            Some(Held { id: row.id, token })
        }));
    }
    Ok(ours)
}

/// Done. `false`: the lease was no longer ours and nothing changed.
///
/// # Errors
/// Whatever the database says.
pub async fn ack(db: &impl ConnectionTrait, held: Held, now: DateTime<Utc>) -> Result<bool, Error> {
    let update = ended(held, Status::Done, now)
        .col_expr(Column::LastError, Expr::value(Option::<String>::None));
    is_ours(db, update).await
}

/// Done, in the transaction that holds the job's effects: they and the job are then done together
/// or not at all, once.
///
/// # Errors
/// [`Error::LeaseLost`]: another worker has the job; roll back.
pub async fn complete_in(
    transaction: &impl ConnectionTrait,
    held: Held,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    match ack(transaction, held, now).await? {
        true => Ok(()),
        false => Err(Error::LeaseLost),
    }
}

/// The run failed; another may begin at `run_at`. `false`: the lease was no longer ours.
///
/// # Errors
/// Whatever the database says.
pub async fn retry_at(
    db: &impl ConnectionTrait,
    held: Held,
    run_at: DateTime<Utc>,
    error: &str,
) -> Result<bool, Error> {
    let update = ours(held, Status::Pending)
        .col_expr(Column::RunAt, Expr::value(micros(run_at)))
        .col_expr(Column::LastError, Expr::value(kept(error)));
    is_ours(db, update).await
}

/// Given up: the job goes to the dead letters, and a [`Burial`](super::Burial) is enqueued with
/// the same commit. `false`: the lease was no longer ours.
///
/// # Errors
/// Whatever the database says.
pub async fn bury(
    store: &Store,
    held: Held,
    error: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let tx = store.begin().await?;
    let dead = ended(held, Status::Dead, now)
        .col_expr(Column::LastError, Expr::value(kept(error)))
        .exec_with_returning(&tx)
        .await?;
    burial::of(&tx, &dead, now).await?;
    tx.commit().await?;
    if dead.is_empty() {
        return Ok(false);
    }
    store.wake();
    Ok(true)
}

/// Gives a job back, due as before. A run that never `started` costs no attempt. `false`: the
/// lease was no longer ours.
///
/// # Errors
/// Whatever the database says.
pub async fn release(db: &impl ConnectionTrait, held: Held, started: bool) -> Result<bool, Error> {
    let mut update = ours(held, Status::Pending);
    if !started {
        update = update.col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1));
    }
    is_ours(db, update).await
}

/// The fence every last word goes through.
fn ours(held: Held, status: Status) -> UpdateMany<job::Entity> {
    job::Entity::update_many()
        .col_expr(Column::Status, Expr::value(status.as_str()))
        .col_expr(Column::LeaseToken, Expr::value(Option::<Uuid>::None))
        .col_expr(Column::LeaseUntil, Expr::value(Option::<i64>::None))
        .filter(Column::Id.eq(held.id))
        .filter(Column::LeaseToken.eq(held.token))
        .filter(Column::Status.eq(Status::Running))
}

fn ended(held: Held, status: Status, now: DateTime<Utc>) -> UpdateMany<job::Entity> {
    ours(held, status).col_expr(Column::DoneAt, Expr::value(micros(now)))
}

async fn is_ours(
    db: &impl ConnectionTrait,
    update: UpdateMany<job::Entity>,
) -> Result<bool, Error> {
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// What of an error's text goes into the row; PostgreSQL takes no NUL in a text.
fn kept(error: &str) -> String {
    let text = error.chars().filter(|c| *c != '\0');
    text.take(MAX_ERROR_CHARS).collect()
}
