//! What is kept for a while only: jobs that are done or dead, remembered answers, drafts, sessions and
//! one-time codes that are over, applications that nobody finished, files that came with what was
//! refused. Never requests.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::jobs::Failure;
use crate::storage::{
    drafts, filing_drafts, finished, idempotency, jobs, passcodes, provider, sessions,
};

/// Rows of one statement, so that nobody waits long behind a purge.
const ROWS: u64 = 1_000;
/// After how long a file that belongs to no request goes: its filing is over by then.
const UNNAMED_FILES: Duration = Duration::from_secs(24 * 3_600);
/// Days after which a one-time code goes: so long it counts as one of the day's.
const PASSCODES_DAYS: u32 = 1;
/// Days after which a draft that nobody went on with goes.
const DRAFTS_DAYS: u32 = 90;
/// Days after which the list of what officers finished goes.
const FINISHED_DAYS: u32 = 30;
/// Statements of one night; the next night does the rest.
const ROUNDS: usize = 1_000;

/// How long each is kept, in days of machine time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keep {
    /// Jobs that are done.
    pub done_jobs_days: u32,
    /// Jobs that were given up.
    pub dead_jobs_days: u32,
    /// Answers by which repeated calls are recognised.
    pub idempotency_days: u32,
}

pub(super) async fn purge(engine: &Engine, keep: Keep) -> Result<(), Failure> {
    let now = engine.ports().machine.now();
    let before = |days: u32| -> DateTime<Utc> { now - TimeDelta::days(days.into()) };
    // What officers finished bears the law's clock.
    let of_law = engine.now() - TimeDelta::days(FINISHED_DAYS.into());
    let db = engine.store().writer();
    let mut purged = 0;
    for _ in 0..ROUNDS {
        let round = jobs::purge(db, before(keep.done_jobs_days), ROWS).await?
            + jobs::purge_dead(db, before(keep.dead_jobs_days), ROWS).await?
            + idempotency::forget(db, before(keep.idempotency_days)).await?
            + sessions::purge(db, now, ROWS).await?
            + provider::purge(db, now, ROWS).await?
            + passcodes::purge(db, before(PASSCODES_DAYS), ROWS).await?
            + filing_drafts::purge(engine.store(), now, ROWS).await?
            + finished::purge(db, of_law, ROWS).await?;
        purged += round;
        if round == 0 {
            break;
        }
    }
    purged += drafts::purge(db, before(DRAFTS_DAYS)).await?;
    let files = engine
        .drop_unnamed_files(UNNAMED_FILES)
        .await
        .map_err(|error| Failure::Retry(error.to_string()))?;
    let marked = engine.mark_all().await;
    let marked = marked.map_err(|error| Failure::Retry(error.to_string()))?;
    tracing::info!(rows = purged, files, marked, "purged");
    Ok(())
}
