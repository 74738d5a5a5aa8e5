//! The job table: outbox and queue in one.
//!
//! A job is inserted in the transaction whose effect it carries out, so it exists exactly when that
//! transaction does. Its life:
//!
//! ```text
//!             claim                    ack, complete_in
//! pending ────────────▶ running ───────────────────────────▶ done ──▶ purged
//!    ▲                   │   │
//!    ├─ retry_at, release┘   ├─ bury, reap (no attempts left)
//!    ├─ reap (lease expired)─┤
//!    └────── revive ─────── dead ──▶ a burial is enqueued
//! ```
//!
//! Whoever claims holds a lease: a token and an end. Every later word about the job names the
//! token, and is not heard once the lease has gone to somebody else. `enqueue.rs` puts jobs in,
//! `lease.rs` is the worker's side, `burial.rs` what every death leaves behind, `upkeep.rs` the
//! operator's side. Instants are machine time.

mod burial;
mod enqueue;
mod forget;
mod lease;
mod upkeep;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Error;
use super::entities::job;

pub use burial::{BURIAL_QUEUE, Burial, is_buried_soon};
pub use enqueue::{NewJob, UNLIMITED, enqueue, enqueue_many};
pub(super) use enqueue::{enqueueing, notify};
pub use forget::forget;
pub use job::{Model, Status};
pub use lease::{Held, ack, bury, claim, complete_in, release, renew, retry_at};
pub use upkeep::{Count, Reaped, counts, dead, oldest_due, purge, purge_dead, reap, revive};

/// A job carries references and small texts, not files.
pub const MAX_PAYLOAD_BYTES: usize = 256 * 1024;
/// How much of a failure's text is kept.
pub const MAX_ERROR_CHARS: usize = 2_000;
/// Rows in one statement; more are sent in several.
const ROWS_PER_STATEMENT: usize = 500;

/// Spelt out, never bound: only then is it sure that a partial index serves.
const IS_PENDING: &str = "status = 'pending'";
const IS_RUNNING: &str = "status = 'running'";

/// One job, whatever its status.
///
/// # Errors
/// Whatever the database says.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Error> {
    Ok(job::Entity::find_by_id(id).one(db).await?)
}

/// The jobs of a queue that have one of these keys.
///
/// # Errors
/// Whatever the database says.
pub async fn with_keys(
    db: &impl ConnectionTrait,
    queue: &str,
    keys: &[String],
) -> Result<Vec<Model>, Error> {
    let mut found = Vec::new();
    for keys in keys.chunks(ROWS_PER_STATEMENT) {
        let jobs = job::Entity::find()
            .filter(job::Column::Queue.eq(queue))
            .filter(job::Column::DedupKey.is_in(keys.iter().map(String::as_str)));
        found.extend(jobs.all(db).await?);
    }
    Ok(found)
}
