//! What happened to a request last, by its journal, and what an officer did at it a moment ago: a page that
//! returns after an act says what stands there, whatever its address says.

use chrono::TimeDelta;

use super::{Doors, Found, Problem};
use crate::domain::event::Entry;
use crate::domain::identifiers::OfficerId;
use crate::storage::journal;

/// How long something was done a moment ago, in minutes of the law's clock.
const RECENT_MINUTES: i64 = 10;
/// Most lines that are looked at.
const LINES_MAX: u64 = 60;

/// A part of what happened to a request.
pub struct Stretch {
    /// Its events by number, oldest first.
    pub lines: Vec<(u64, Entry)>,
    /// The number of the last event before it, if there is one.
    pub earlier: Option<u64>,
}

/// So many events, up to the one numbered `until`: the newest where none is named.
///
/// # Errors
/// Trouble of the store.
pub async fn stretch(
    doors: &Doors,
    found: &Found,
    until: Option<u64>,
    most: u64,
) -> Result<Stretch, Problem> {
    let newest = found.request.version;
    let until = until.map_or(newest, |until| until.min(newest));
    let after = until.saturating_sub(most);
    let db = doors.engine.store().reader();
    Ok(Stretch {
        lines: journal::page(db, found.request.id, after, until - after).await?,
        earlier: Some(after).filter(|after| *after > 0),
    })
}

/// The officer's lines of the last minutes, oldest first.
///
/// # Errors
/// Trouble of the store.
pub async fn lines(
    doors: &Doors,
    found: &Found,
    officer: OfficerId,
) -> Result<Vec<Entry>, Problem> {
    let newest = stretch(doors, found, None, LINES_MAX).await?;
    let since = doors.engine.now() - TimeDelta::minutes(RECENT_MINUTES);
    let own = newest.lines.into_iter().map(|(_, entry)| entry);
    Ok(own
        .filter(|entry| entry.by.officer() == Some(officer) && entry.at >= since)
        .collect())
}
