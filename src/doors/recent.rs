//! What an officer did at a request a moment ago, by its journal: a page that returns after an act says
//! what stands there, whatever its address says.

use chrono::TimeDelta;

use super::{Doors, Found, Problem};
use crate::domain::event::Entry;
use crate::domain::identifiers::OfficerId;
use crate::storage::journal;

/// How long something was done a moment ago, in minutes of the law's clock.
const RECENT_MINUTES: i64 = 10;
/// Most lines that are looked at.
const LINES_MAX: u64 = 60;

/// The officer's lines of the last minutes, oldest first.
///
/// # Errors
/// Trouble of the store.
pub async fn lines(
    doors: &Doors,
    found: &Found,
    officer: OfficerId,
) -> Result<Vec<Entry>, Problem> {
    let db = doors.engine.store().reader();
    let after = found.request.version.saturating_sub(LINES_MAX);
    let lines = journal::page(db, found.request.id, after, LINES_MAX).await?;
    let since = doors.engine.now() - TimeDelta::minutes(RECENT_MINUTES);
    let own = lines.into_iter().map(|(_, entry)| entry);
    Ok(own
        .filter(|entry| entry.by.officer() == Some(officer) && entry.at >= since)
        .collect())
}
