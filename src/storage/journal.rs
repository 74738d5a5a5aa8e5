//! A request's journal: lines that are only ever added, each hashed onto the one before.
//!
//! A line holds what one act did at one instant, event after event; an event with personal data, and a
//! card, has a line of its own. Events are numbered from 1 without gaps, and a line stands under the
//! number of its last one, so that its hash is that of everything up to there. The body is kept as the exact bytes that were hashed. Personal data stands beside it with a
//! salted hash inside the body, so that erasing facts and salt leaves the chain valid and tells
//! nothing. Sealing a line is pure; reading and erasing speak to the database.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::de::Error as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::digest::Digest;
use super::entities::journal::{Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::event::{Entry, Event};
use crate::domain::facts::FactsPatch;
use crate::domain::identifiers::RequestId;
use crate::domain::request::By;

/// Most lines read in one go; a request has a few hundred.
pub const LINES_MAX: u64 = 100_000;

/// What an unreadable line is one of.
const TABLE: &str = "journal";

/// Most events of one line.
const EVENTS_MAX: usize = 64;

/// One line, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The number of its last event.
    pub seq: u64,
    /// When, law's clock.
    pub at: Instant,
    /// The stable name of its first event.
    pub kind: String,
    /// The bytes that are hashed.
    pub body: String,
    /// The personal part with its salt.
    pub facts: Option<SaltedFacts>,
    /// SHA-256 over the previous hash and the body, hex.
    pub hash: String,
    /// What the outside world calls the doing behind it; not hashed.
    pub correlation: Option<String>,
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
    /// The one event of a line that has but one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<Event>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    events: Vec<Event>,
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

/// Makes lines of entries that follow `after` events whose last line has the hash `previous`. `salt` is
/// asked for only where there is something to salt.
///
/// # Errors
/// [`Error::Payload`] where an entry does not become JSON.
pub fn seal(
    previous: &str,
    after: u64,
    entries: &[Entry],
    mut salt: impl FnMut() -> String,
) -> Result<Vec<Line>, Error> {
    let (mut previous, mut seq) = (previous.to_owned(), after);
    let mut lines = Vec::new();
    for entries in entries.chunk_by(share_a_line) {
        for entries in entries.chunks(EVENTS_MAX) {
            seq += entries.len() as u64;
            let line = seal_line(&previous, seq, entries, &mut salt)?;
            previous.clone_from(&line.hash);
            lines.push(line);
        }
    }
    Ok(lines)
}

fn share_a_line(left: &Entry, right: &Entry) -> bool {
    let alone =
        |entry: &Entry| entry.facts.is_some() || matches!(entry.event, Event::CardIssued { .. });
    !alone(left) && !alone(right) && left.by == right.by && left.at == right.at
}

fn seal_line(
    previous: &str,
    seq: u64,
    entries: &[Entry],
    salt: &mut impl FnMut() -> String,
) -> Result<Line, Error> {
    let first = entries.first();
    let first = first.ok_or(Error::Impossible("a journal line without an event"))?;
    let facts = match &first.facts {
        Some(patch) => Some(SaltedFacts {
            text: canonical(patch)?,
            salt: salt(),
        }),
        None => None,
    };
    let several = entries.len() > 1;
    let body = canonical(&Body {
        by: first.by.clone(),
        at: first.at,
        event: (!several).then(|| first.event.clone()),
        events: match several {
            true => entries.iter().map(|entry| entry.event.clone()).collect(),
            false => Vec::new(),
        },
        facts: facts.as_ref().map(SaltedFacts::hash),
    })?;
    Ok(Line {
        seq,
        at: first.at,
        kind: first.event.name(),
        hash: link(previous, &body),
        body,
        facts,
        correlation: None,
    })
}

impl Body {
    /// Its events, oldest first; at least one.
    fn into_entries(self, facts: Option<FactsPatch>) -> Result<Vec<Entry>, Error> {
        let Self {
            by,
            at,
            event,
            events,
            ..
        } = self;
        let mut facts = Some(facts);
        let entries: Vec<Entry> = event
            .into_iter()
            .chain(events)
            .map(|event| Entry {
                by: by.clone(),
                at,
                event,
                facts: facts.take().flatten(),
            })
            .collect();
        match entries.is_empty() {
            true => Err(Error::Unreadable {
                table: TABLE,
                cause: serde_json::Error::custom("a line without an event"),
            }),
            false => Ok(entries),
        }
    }

    fn first(&self) -> Option<&Event> {
        self.event.as_ref().or_else(|| self.events.first())
    }

    fn count(&self) -> u64 {
        (usize::from(self.event.is_some()) + self.events.len()) as u64
    }
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

/// An event of a stored line, read again.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Its number.
    pub seq: u64,
    /// The number under which its line stands.
    pub line: u64,
    /// What happened; its facts are absent once erased.
    pub entry: Entry,
    /// What the outside world called the doing behind it.
    pub correlation: Option<String>,
    /// The first thing that does not hold about its line, if any.
    pub fault: Option<Fault>,
    /// The hash of the line that ends with it, as stored.
    pub hash: Option<String>,
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
    let (mut previous, mut seq) = (genesis(id), 0);
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        let hash = row.hash.to_string();
        let written = unseal(row, seq, &previous)?;
        seq += written.len() as u64;
        events.extend(written);
        previous = hash;
    }
    Ok(events)
}

/// The events after the one numbered `after`, oldest first, at most `limit`: a timeline's page.
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
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        let facts = patch(&row)?;
        let body: Body = parse(&row.body.text(TABLE)?)?;
        let before = (row.seq as u64).saturating_sub(body.count());
        let numbered = (before + 1..).zip(body.into_entries(facts)?);
        events.extend(numbered.filter(|(seq, _)| *seq > after));
    }
    events.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(events)
}

/// The hashes at these places, `(request, seq)`; a place where no line ends is left out.
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
    let rows: Vec<(i64, i64, Digest)> = Entity::find()
        .select_only()
        .columns([Column::RequestId, Column::Seq, Column::Hash])
        .filter(any)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, seq, hash)| ((id, seq as u64), hash.to_string()))
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

fn unseal(row: Model, after: u64, previous: &str) -> Result<Vec<Written>, Error> {
    let facts = patch(&row)?;
    let text = row.body.text(TABLE)?;
    let body: Body = parse(&text)?;
    let fault = fault(&row, &text, &body, after, previous);
    let erased = body.facts.is_some() && row.facts.is_none();
    let (before, last) = (
        (row.seq as u64).saturating_sub(body.count()),
        row.seq as u64,
    );
    let entries = (before + 1..).zip(body.into_entries(facts)?);
    let written = entries.map(|(seq, entry)| Written {
        seq,
        line: last,
        erased,
        entry,
        correlation: row.correlation.clone(),
        fault,
        hash: (seq == last).then(|| row.hash.to_string()),
    });
    Ok(written.collect())
}

fn fault(row: &Model, text: &str, body: &Body, after: u64, previous: &str) -> Option<Fault> {
    if row.seq as u64 != after + body.count() {
        return Some(Fault::Gap);
    }
    if row.hash.to_string() != link(previous, text) {
        return Some(Fault::Chain);
    }
    let kind = body.first().map(Event::name);
    if kind.as_deref() != Some(row.kind.as_str()) || row.at != micros(body.at) {
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
        table: TABLE,
        cause,
    })
}
