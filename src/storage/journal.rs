//! A request's journal: lines that are only ever added, each hashed onto the one before.
//!
//! The body is kept as the exact bytes that were hashed. Personal data stands beside it with a
//! salted hash inside the body, so that erasing facts and salt leaves the chain valid and tells
//! nothing. Sealing a line is pure; reading and erasing speak to the database.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::entities::journal::{Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::event::{Entry, Event};
use crate::domain::facts::FactsPatch;
use crate::domain::identifiers::RequestId;
use crate::domain::request::By;

/// Most lines read in one go; a request has a few hundred.
pub const LINES_MAX: u64 = 100_000;

/// One line, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1, without gaps.
    pub seq: u64,
    /// When, law's clock.
    pub at: Instant,
    /// The event's stable name.
    pub kind: String,
    /// The bytes that are hashed.
    pub body: String,
    /// The personal part with its salt.
    pub facts: Option<SaltedFacts>,
    /// SHA-256 over the previous hash and the body, hex.
    pub hash: String,
}

/// Personal data beside the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaltedFacts {
    /// The patch, as the exact text that was hashed.
    pub text: String,
    /// Random, hex; without it the hash cannot be guessed at.
    pub salt: String,
}

/// What the body says.
#[derive(Debug, Serialize, Deserialize)]
struct Body {
    by: By,
    at: Instant,
    event: Event,
    /// SHA-256 over salt and facts, hex; none where the event has no personal part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    facts: Option<String>,
}

/// The hash before a request's first line: its number, so that no two chains can be swapped.
#[must_use]
pub fn genesis(id: RequestId) -> String {
    format!("{:016x}", id.get())
}

/// SHA-256 over both, hex: how a line hangs on the one before.
#[must_use]
pub fn link(previous: &str, body: &str) -> String {
    hex::encode(
        Sha256::new()
            .chain_update(previous)
            .chain_update(body)
            .finalize(),
    )
}

/// Makes a line of an entry. `salt` is asked for only where there is something to salt.
///
/// # Errors
/// [`Error::Payload`] where the entry does not become JSON.
pub fn seal(
    previous: &str,
    seq: u64,
    entry: &Entry,
    salt: impl FnOnce() -> String,
) -> Result<Line, Error> {
    let facts = match &entry.facts {
        Some(patch) => Some(SaltedFacts {
            text: canonical(patch)?,
            salt: salt(),
        }),
        None => None,
    };
    let body = canonical(&Body {
        by: entry.by.clone(),
        at: entry.at,
        event: entry.event.clone(),
        facts: facts.as_ref().map(SaltedFacts::hash),
    })?;
    Ok(Line {
        seq,
        at: entry.at,
        kind: entry.event.name(),
        hash: link(previous, &body),
        body,
        facts,
    })
}

impl SaltedFacts {
    /// What the body keeps of them.
    #[must_use]
    pub fn hash(&self) -> String {
        link(&self.salt, &self.text)
    }
}

/// JSON with the keys of every object in order, whatever serde_json's map is.
pub(super) fn canonical(value: &impl Serialize) -> Result<String, Error> {
    let mut value = serde_json::to_value(value).map_err(Error::Payload)?;
    value.sort_all_objects();
    Ok(value.to_string())
}

/// A stored line, read again.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Its place.
    pub seq: u64,
    /// What happened; its facts are absent once erased.
    pub entry: Entry,
    /// What the outside world called the doing behind it.
    pub correlation: Option<String>,
    /// The first thing that does not hold about the row itself, if any.
    pub fault: Option<Fault>,
    /// Its hash, as stored.
    pub hash: String,
    /// Whether it once had facts that are gone.
    pub erased: bool,
}

/// What may be wrong with a stored line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A line before it is missing, or it stands twice.
    Gap,
    /// The hash does not follow from the line before and the body.
    Chain,
    /// The facts are not those that were hashed.
    Facts,
    /// The columns beside the body do not repeat it.
    Columns,
}

/// The whole journal of a request, each line checked against the one before.
///
/// # Errors
/// [`Error::Unreadable`] where a body is not an entry, besides whatever the database says.
pub async fn read(db: &impl ConnectionTrait, id: RequestId) -> Result<Vec<Written>, Error> {
    let rows = rows(db, id, 0, LINES_MAX).await?;
    let mut previous = genesis(id);
    let mut lines = Vec::with_capacity(rows.len());
    for (index, row) in rows.into_iter().enumerate() {
        let hash = row.hash.clone();
        lines.push(unseal(row, index as u64 + 1, &previous)?);
        previous = hash;
    }
    Ok(lines)
}

/// The lines after `after`, oldest first, at most `limit`: a timeline's page.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn page(
    db: &impl ConnectionTrait,
    id: RequestId,
    after: u64,
    limit: u64,
) -> Result<Vec<(u64, Entry)>, Error> {
    let rows = rows(db, id, after, limit).await?;
    rows.into_iter()
        .map(|row| {
            let facts = patch(&row)?;
            let body: Body = parse(&row.body)?;
            Ok((
                row.seq as u64,
                Entry {
                    by: body.by,
                    at: body.at,
                    event: body.event,
                    facts,
                },
            ))
        })
        .collect()
}

/// The hashes at these places, `(request, seq)`; a place without a line is left out.
///
/// # Errors
/// Whatever the database says.
pub async fn hashes(
    db: &impl ConnectionTrait,
    places: &[(i64, u64)],
) -> Result<BTreeMap<(i64, u64), String>, Error> {
    if places.is_empty() {
        return Ok(BTreeMap::new());
    }
    let any = places.iter().fold(Condition::any(), |any, (id, seq)| {
        let place = Condition::all()
            .add(Column::RequestId.eq(*id))
            .add(Column::Seq.eq(*seq as i64));
        any.add(place)
    });
    let rows: Vec<(i64, i64, String)> = Entity::find()
        .select_only()
        .columns([Column::RequestId, Column::Seq, Column::Hash])
        .filter(any)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, seq, hash)| ((id, seq as u64), hash))
        .collect())
}

async fn rows(
    db: &impl ConnectionTrait,
    id: RequestId,
    after: u64,
    limit: u64,
) -> Result<Vec<Model>, Error> {
    Ok(Entity::find()
        .filter(Column::RequestId.eq(id.get()))
        .filter(Column::Seq.gt(after as i64))
        .order_by_asc(Column::Seq)
        .limit(limit.min(LINES_MAX))
        .all(db)
        .await?)
}

fn unseal(row: Model, seq: u64, previous: &str) -> Result<Written, Error> {
    let facts = patch(&row)?;
    let body: Body = parse(&row.body)?;
    let fault = fault(&row, &body, seq, previous);
    Ok(Written {
        seq: row.seq as u64,
        erased: body.facts.is_some() && row.facts.is_none(),
        entry: Entry {
            by: body.by,
            at: body.at,
            event: body.event,
            facts,
        },
        correlation: row.correlation,
        fault,
        hash: row.hash,
    })
}

fn fault(row: &Model, body: &Body, seq: u64, previous: &str) -> Option<Fault> {
    if row.seq as u64 != seq {
        return Some(Fault::Gap);
    }
    if row.hash != link(previous, &row.body) {
        return Some(Fault::Chain);
    }
    if row.kind != body.event.name() || row.at != micros(body.at) {
        return Some(Fault::Columns);
    }
    let stored = match (&row.facts, &row.facts_salt) {
        (Some(text), Some(salt)) => Some(link(salt, text)),
        (None, None) => return None,
        _ => None,
    };
    (stored != body.facts).then_some(Fault::Facts)
}

fn patch(row: &Model) -> Result<Option<FactsPatch>, Error> {
    row.facts.as_deref().map(parse).transpose()
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|cause| Error::Unreadable {
        table: "journal",
        cause,
    })
}
