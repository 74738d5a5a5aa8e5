//! What every death leaves behind: a row that says so, in the transaction that buries the job.
//!
//! Nothing may wait for a job that nobody will run. Whoever gives a job up (its worker, or the
//! reaper of another node) enqueues a [`Burial`] with the same commit, so whoever has to act on the
//! loss does, after any crash. Burials are never given up themselves.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{NewJob, UNLIMITED, enqueue_many};
use crate::storage::entities::job;
use crate::storage::{Error, Transaction};

/// The queue that [`Burial`]s wait in.
pub const BURIAL_QUEUE: &str = "burial";

/// A job was given up. The row lies among the dead until it is revived or purged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burial {
    /// Which job.
    pub job: Uuid,
}

/// Enqueues the burials of jobs that became dead in this transaction.
pub(super) async fn of(
    tx: &Transaction,
    dead: &[job::Model],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if dead.is_empty() {
        return Ok(());
    }
    let burials = dead.iter().map(|job| {
        let row = NewJob::new(BURIAL_QUEUE, &Burial { job: job.id })?.max_attempts(UNLIMITED);
        Ok(match &job.correlation {
            Some(correlation) => row.correlation(correlation),
            None => row,
        })
    });
    let burials = burials.collect::<Result<Vec<_>, Error>>()?;
    enqueue_many(tx, burials, now).await?;
    Ok(())
}

/// Whether the burial of a dead job is still to be done.
///
/// # Errors
/// Whatever the database says.
pub async fn is_buried_soon(db: &impl ConnectionTrait, dead: Uuid) -> Result<bool, Error> {
    let payload = serde_json::to_string(&Burial { job: dead }).map_err(Error::Payload)?;
    let left = job::Entity::find()
        .filter(job::Column::Queue.eq(BURIAL_QUEUE))
        .filter(job::Column::Status.is_in([job::Status::Pending, job::Status::Running]))
        .filter(job::Column::Payload.eq(payload))
        .one(db)
        .await?;
    Ok(left.is_some())
}
