//! Putting jobs in, inside the caller's transaction.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Set, Statement};
use serde::Serialize;
use std::collections::BTreeSet;
use uuid::Uuid;

use super::{MAX_PAYLOAD_BYTES, ROWS_PER_STATEMENT};
use crate::storage::batch::{ROWS, Step, UUID};
use crate::storage::entities::job::{self, Status};
use crate::storage::wake::CHANNEL;
use crate::storage::{Error, micros};

/// Attempts of a job that does not say otherwise: with the usual back-off, about a day.
const DEFAULT_MAX_ATTEMPTS: i32 = 16;
/// Attempts of a job that is never given up, whatever becomes of its runs.
pub const UNLIMITED: i32 = i32::MAX;

/// A job to be.
#[derive(Clone, Debug)]
pub struct NewJob {
    queue: String,
    payload: String,
    max_attempts: i32,
    run_at: Option<DateTime<Utc>>,
    priority: i32,
    dedup_key: Option<String>,
    correlation: Option<String>,
}

impl NewJob {
    /// A job for the workers of `queue`, due at once.
    ///
    /// # Errors
    /// [`Error::Payload`], [`Error::PayloadTooLong`].
    pub fn new(
        queue: impl Into<String>,
        payload: &(impl Serialize + ?Sized),
    ) -> Result<Self, Error> {
        let payload = serde_json::to_string(payload).map_err(Error::Payload)?;
        if payload.len() > MAX_PAYLOAD_BYTES {
            return Err(Error::PayloadTooLong {
                bytes: payload.len(),
                limit: MAX_PAYLOAD_BYTES,
            });
        }
        Ok(Self {
            queue: queue.into(),
            payload,
            max_attempts: DEFAULT_MAX_ATTEMPTS,
            run_at: None,
            priority: 0,
            dedup_key: None,
            correlation: None,
        })
    }

    /// How many runs may begin before the job is given up; at least one.
    pub fn max_attempts(mut self, attempts: i32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Not before this instant, machine time.
    pub fn run_at(mut self, instant: DateTime<Utc>) -> Self {
        self.run_at = Some(instant);
        self
    }

    /// Greater goes first; 0 unless said.
    pub fn priority(mut self, priority: i32) -> Self {
        self.priority = priority;
        self
    }

    /// A second job with this key in this queue is dropped, until the first is purged.
    pub fn dedup_key(mut self, key: impl Into<String>) -> Self {
        self.dedup_key = Some(key.into());
        self
    }

    /// What the logs call the doing that caused this job.
    pub fn correlation(mut self, id: impl Into<String>) -> Self {
        self.correlation = Some(id.into());
        self
    }

    /// Whose workers it is for.
    #[must_use]
    pub fn queue(&self) -> &str {
        &self.queue
    }

    fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.run_at.is_none_or(|instant| instant <= now)
    }

    fn into_row(self, id: Uuid, now: DateTime<Utc>) -> job::ActiveModel {
        job::ActiveModel {
            id: Set(id),
            queue: Set(self.queue),
            payload: Set(self.payload),
            status: Set(Status::Pending),
            attempts: Set(0),
            max_attempts: Set(self.max_attempts),
            run_at: Set(micros(self.run_at.unwrap_or(now))),
            priority: Set(self.priority),
            lease_until: Set(None),
            lease_token: Set(None),
            dedup_key: Set(self.dedup_key),
            last_error: Set(None),
            correlation: Set(self.correlation),
            created_at: Set(micros(now)),
            done_at: Set(None),
        }
    }
}

/// Adds one job and says its id; `None` where its key is taken. On PostgreSQL the commit also
/// tells every node; call [`Store::wake`](crate::storage::Store::wake) after it all the same.
///
/// # Errors
/// Whatever the database says.
pub async fn enqueue(
    db: &impl ConnectionTrait,
    job: NewJob,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, Error> {
    let id = Uuid::now_v7();
    let queue = job.is_due(now).then(|| job.queue.clone());
    let added = insert(db, vec![job.into_row(id, now)]).await?;
    if added == 0 {
        return Ok(None);
    }
    notify(db, queue).await?;
    Ok(Some(id))
}

/// A new job's row; what is not here is none.
#[derive(Serialize)]
struct NewRow<'a> {
    id: String,
    queue: &'a str,
    payload: &'a str,
    status: &'a str,
    attempts: i32,
    max_attempts: i32,
    run_at: i64,
    priority: i32,
    dedup_key: Option<&'a str>,
    correlation: Option<&'a str>,
    created_at: i64,
}

const NEW_ROW: [(&str, &str); 11] = [
    ("id", UUID),
    ("queue", "text"),
    ("payload", "text"),
    ("status", "text"),
    ("attempts", "integer"),
    ("max_attempts", "integer"),
    ("run_at", "bigint"),
    ("priority", "integer"),
    ("dedup_key", "text"),
    ("correlation", "text"),
    ("created_at", "bigint"),
];

/// Adding many jobs as a step of a batch; none where there are none. Nobody is told:
/// [`Store::tell`](crate::storage::Store::tell) them after the commit.
pub(in crate::storage) fn enqueueing(
    jobs: &[NewJob],
    now: DateTime<Utc>,
) -> Result<Option<Step>, Error> {
    if jobs.is_empty() {
        return Ok(None);
    }
    let row = |job| new_row(job, now);
    let rows: Vec<NewRow<'_>> = jobs.iter().map(row).collect();
    let names = NEW_ROW.map(|(name, _)| name).join(", ");
    let sql = format!(
        "INSERT INTO job ({names}) SELECT {names} FROM {ROWS} WHERE true \
         ON CONFLICT (queue, dedup_key) DO NOTHING"
    );
    let columns = NEW_ROW.map(|(name, kind)| (name.to_owned(), kind));
    Step::of(sql, columns.to_vec(), &rows).map(Some)
}

fn new_row(job: &NewJob, now: DateTime<Utc>) -> NewRow<'_> {
    NewRow {
        id: Uuid::now_v7().simple().to_string(),
        queue: &job.queue,
        payload: &job.payload,
        status: Status::Pending.as_str(),
        attempts: 0,
        max_attempts: job.max_attempts,
        run_at: micros(job.run_at.unwrap_or(now)),
        priority: job.priority,
        dedup_key: job.dedup_key.as_deref(),
        correlation: job.correlation.as_deref(),
        created_at: micros(now),
    }
}

/// Adds many jobs and says how many were new.
///
/// # Errors
/// Whatever the database says.
pub async fn enqueue_many(
    db: &impl ConnectionTrait,
    jobs: Vec<NewJob>,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let due = jobs.iter().filter(|job| job.is_due(now));
    let queues: BTreeSet<String> = due.map(|job| job.queue.clone()).collect();
    let mut rows = jobs
        .into_iter()
        .map(|job| job.into_row(Uuid::now_v7(), now))
        .peekable();
    let mut added = 0;
    while rows.peek().is_some() {
        added += insert(db, rows.by_ref().take(ROWS_PER_STATEMENT).collect()).await?;
    }
    if added > 0 {
        notify(db, queues).await?;
    }
    Ok(added)
}

async fn insert(db: &impl ConnectionTrait, rows: Vec<job::ActiveModel>) -> Result<u64, Error> {
    let taken = OnConflict::columns([job::Column::Queue, job::Column::DedupKey])
        .do_nothing()
        .to_owned();
    // An error would end a PostgreSQL transaction that has better things to do.
    let added = job::Entity::insert_many(rows)
        .on_conflict(taken)
        .exec_without_returning(db)
        .await?;
    Ok(added)
}

/// Heard by the other nodes when, and only when, the transaction commits.
pub(in crate::storage) async fn notify(
    db: &impl ConnectionTrait,
    queues: impl IntoIterator<Item = String>,
) -> Result<(), Error> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for queue in queues {
        db.execute_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_notify($1, $2)",
            [CHANNEL.into(), queue.into()],
        ))
        .await?;
    }
    Ok(())
}
