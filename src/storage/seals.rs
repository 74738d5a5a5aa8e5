//! Daily seals: a chain in which each holds the heads of the journals that changed since the one
//! before. Here they are read and kept; what they prove is the engine's.

mod heads;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::{Deserialize, Serialize};

use super::entities::seal::{ActiveModel, Column, Entity, Model};
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;

pub use heads::{changed, hashes, lengths};

/// Whose journal a head ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A request's.
    Request,
    /// A sitting's.
    Sitting,
    /// The working days that came into force under a number: one line, for rungs are judged by it.
    Calendar,
}

/// Where one journal ended; written `[kind, id, version, hash]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct HeadOf {
    /// Whose journal.
    pub kind: Kind,
    /// The number of the request, the sitting or the calendar.
    pub id: i64,
    /// The journal's length.
    pub version: u64,
    /// The hash of its last line, hex.
    pub hash: String,
}

type Written = (Kind, i64, u64, String);

impl From<Written> for HeadOf {
    fn from((kind, id, version, hash): Written) -> Self {
        Self {
            kind,
            id,
            version,
            hash,
        }
    }
}

impl From<HeadOf> for Written {
    fn from(head: HeadOf) -> Self {
        (head.kind, head.id, head.version, head.hash)
    }
}

/// The seal that another follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// Its civil day.
    pub day: NaiveDate,
    /// Its root, hex.
    pub root: String,
}

/// One day's seal, as it is kept and as it leaves the house. It names no person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The civil day.
    pub day: NaiveDate,
    /// The one before; none for the first.
    pub previous: Option<Previous>,
    /// The journals that changed since the one before, in order.
    pub heads: Vec<HeadOf>,
    /// Merkle root over the one before and the heads, hex.
    pub root: String,
    /// Ed25519 over day, moment and root, hex.
    pub signature: String,
    /// When, law's clock.
    pub at: Instant,
}

/// The end of the chain of seals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// What the next one follows.
    pub seal: Previous,
    /// When it was taken, law's clock.
    pub at: Instant,
    /// When it was taken, machine time.
    pub taken_at: Instant,
}

/// Spoilt rows that are passed over to find the end of the chain.
const SPOILT_MAX: u64 = 100;

/// The end of the chain; none before the first seal.
///
/// # Errors
/// Whatever the database says.
pub async fn last(db: &impl ConnectionTrait) -> Result<Option<Last>, Error> {
    let rows: Vec<(String, String, i64, i64)> = Entity::find()
        .select_only()
        .columns([Column::Day, Column::Root, Column::At, Column::TakenAt])
        .order_by_desc(Column::Day)
        .limit(SPOILT_MAX)
        .into_tuple()
        .all(db)
        .await?;
    // Somebody spoilt the day of a stored seal: `verify` says so, and the next night goes on.
    Ok(rows.into_iter().find_map(|(day, root, at, taken_at)| {
        let day = day.parse().ok()?;
        Some(Last {
            seal: Previous { day, root },
            at: instant(at),
            taken_at: instant(taken_at),
        })
    }))
}

/// Every head in the seals taken at `from` or later, machine time.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn sealed_since(
    db: &impl ConnectionTrait,
    from: Instant,
) -> Result<BTreeSet<HeadOf>, Error> {
    let rows: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Heads)
        .filter(Column::TakenAt.gte(micros(from)))
        .into_tuple()
        .all(db)
        .await?;
    let mut sealed = BTreeSet::new();
    for row in rows {
        sealed.extend(listed(&row)?);
    }
    Ok(sealed)
}

/// Stores a seal; false where its day has one, or another follows the same one already.
///
/// # Errors
/// Whatever the database says.
pub async fn add(db: &impl ConnectionTrait, seal: &Seal, taken_at: Instant) -> Result<bool, Error> {
    let previous = seal.previous.as_ref();
    let row = ActiveModel {
        day: Set(seal.day.to_string()),
        previous_day: Set(previous.map(|previous| previous.day.to_string())),
        previous_root: Set(previous.map_or_else(String::new, |previous| previous.root.clone())),
        heads: Set(serde_json::to_string(&seal.heads).map_err(Error::Payload)?),
        root: Set(seal.root.clone()),
        signature: Set(seal.signature.clone()),
        at: Set(micros(seal.at)),
        taken_at: Set(micros(taken_at)),
    };
    let once = OnConflict::new().do_nothing().to_owned();
    let added = Entity::insert_many([row])
        .on_conflict(once)
        .exec_without_returning(db)
        .await?;
    Ok(added == 1)
}

/// One day's seal.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn find(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Option<Seal>, Error> {
    Entity::find_by_id(day.to_string())
        .one(db)
        .await?
        .map(seal)
        .transpose()
}

/// The days that are sealed, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn days(db: &impl ConnectionTrait) -> Result<Vec<NaiveDate>, Error> {
    let days: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Day)
        .order_by_asc(Column::Day)
        .into_tuple()
        .all(db)
        .await?;
    // A day that is no date is a seal that is missing.
    Ok(days.iter().filter_map(|day| day.parse().ok()).collect())
}

fn seal(row: Model) -> Result<Seal, Error> {
    let previous = match &row.previous_day {
        Some(day) => Some(Previous {
            day: parse(day)?,
            root: row.previous_root,
        }),
        None => None,
    };
    Ok(Seal {
        day: parse(&row.day)?,
        previous,
        heads: listed(&row.heads)?,
        root: row.root,
        signature: row.signature,
        at: instant(row.at),
    })
}

fn parse(day: &str) -> Result<NaiveDate, Error> {
    day.parse()
        .map_err(|_| Error::Impossible("a seal's day is no date"))
}

fn listed(heads: &str) -> Result<Vec<HeadOf>, Error> {
    serde_json::from_str(heads).map_err(|cause| Error::Unreadable {
        table: "seal",
        cause,
    })
}
