//! Filters of the queue that an officer keeps under a name: plain addresses, a few of them.

use super::{Doors, Problem};
use crate::domain::form::controls;
use crate::domain::identifiers::OfficerId;
use crate::storage::saved_filters::{self, Row};
use crate::storage::{Error, instant, micros};

/// Most filters of one officer.
pub const FILTERS_MAX: usize = 12;
/// Longest name of a filter, in characters.
pub const FILTER_NAME_MAX_CHARS: usize = 30;

/// An officer's filters by name.
///
/// # Errors
/// Trouble of the store.
pub async fn of(doors: &Doors, officer: OfficerId) -> Result<Vec<Row>, Problem> {
    Ok(saved_filters::of(doors.engine.store().reader(), officer).await?)
}

/// Keeps a filter, over the one of that name.
///
/// # Errors
/// 422 for a name that is none, and where there are as many already; trouble of the store.
pub async fn keep(
    doors: &Doors,
    officer: OfficerId,
    name: &str,
    query: &str,
) -> Result<(), Problem> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Problem::at("/name", "missing", "give it a name"));
    }
    if name.chars().count() > FILTER_NAME_MAX_CHARS {
        let detail = format!("at most {FILTER_NAME_MAX_CHARS} characters");
        return Err(Problem::at("/name", "too_long", detail));
    }
    if controls(name) || name.contains('\n') {
        let detail = "take out the control characters";
        return Err(Problem::at("/name", "control", detail));
    }
    let now = instant(micros(doors.engine.ports().machine.now()));
    let tx = doors.engine.store().begin().await?;
    let kept = saved_filters::of(&tx, officer).await?;
    if kept.len() >= FILTERS_MAX && kept.iter().all(|row| row.name != name) {
        let detail = format!("at most {FILTERS_MAX}; remove one first");
        return Err(Problem::at("/name", "too_many", detail));
    }
    saved_filters::keep(&tx, officer, name, query, now).await?;
    Ok(tx.commit().await.map_err(Error::from)?)
}

/// Forgets a filter.
///
/// # Errors
/// Trouble of the store.
pub async fn forget(doors: &Doors, officer: OfficerId, name: &str) -> Result<(), Problem> {
    let db = doors.engine.store().writer();
    Ok(saved_filters::forget(db, officer, name).await?)
}
