//! Requests as they stand, and the one way in which they change: [`commit`].
//!
//! A [`Change`] says everything that one or more commands did to one request: new state, journal
//! lines, seats, documents. A commit takes many, in the caller's transaction, guarded by version.
//! What the change should be is decided above; here nothing is decided.

mod change;
mod list;
mod read;
mod wanted;

pub use change::{
    Batch, Change, Head, changed_at, commit, commit_at_once, erase, replace_secret, retime,
};
pub use list::{LIST_MAX, Wanted, list, running, unfinished};
pub use read::{Brief, Locking, Stored, briefs, count, due, find, find_all, ids, lock, states};

pub use wanted::{Asked, Known, known};

use super::Error;
use super::entities::request;
use crate::domain::facts::Facts;
use crate::domain::identifiers::RequestId;
use crate::domain::request::Request;
use crate::storage::packing::Packed;

/// Most requests that one transaction locks.
pub const BATCH_MAX: usize = 200;

/// What an unreadable state is one of.
const TABLE: &str = "request";

fn state(packed: &Packed) -> Result<Request, Error> {
    let text = packed.text(TABLE)?;
    serde_json::from_str(&text).map_err(|cause| Error::Unreadable {
        table: TABLE,
        cause,
    })
}

fn stored(row: request::Model, facts: Option<&str>) -> Result<Stored, Error> {
    let facts = match facts {
        Some(facts) => serde_json::from_str(facts).map_err(|cause| Error::Unreadable {
            table: "fact",
            cause,
        })?,
        None => Facts::default(),
    };
    Ok(Stored {
        id: RequestId::try_from(row.id).map_err(|_| Error::Impossible("a negative request id"))?,
        request: state(&row.state)?,
        facts,
        head: row.head.to_string(),
        secret_generation: row.secret_generation,
        wake_at: row.wake_at,
        due_at: row.due_at,
        erased: row.erased_at.is_some(),
        phase: row.phase,
        version: row.version,
    })
}
