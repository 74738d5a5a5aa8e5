//! Sittings 集中审批会 as they stand, each with a chained journal of its own.
//!
//! Opinions in preparation are in the state alone; what happened is in the journal.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
};
use serde::{Deserialize, Serialize};

use super::entities::{sitting, sitting_journal};
use super::{Error, journal, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{RequestId, SittingId, StageKey, WorkflowKey};
use crate::domain::request::By;
use crate::domain::sitting::{Sitting, SittingEvent, SittingProgress};

/// Most sittings of one page.
pub const PAGE_MAX: u64 = 200;

/// A sitting with its place in the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its state.
    pub sitting: Sitting,
    /// Hash of its journal's last line.
    pub head: String,
}

/// One line of a sitting's journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Who.
    pub by: By,
    /// When, law's clock.
    pub at: Instant,
    /// What.
    pub event: SittingEvent,
}

/// Stores a sitting that was called; false where one is called for the same stage and time
/// already, so that any number of nodes may call the same recurring sitting.
///
/// # Errors
/// Whatever the database says.
pub async fn add(
    tx: &impl ConnectionTrait,
    sitting: &Sitting,
    called: &Entry,
) -> Result<bool, Error> {
    use sitting::Column as C;
    let (body, hash) = seal(&genesis(sitting.id), called)?;
    let row = sitting::ActiveModel {
        id: Set(sitting.id.0),
        workflow_key: Set(sitting.workflow.to_string()),
        stage: Set(sitting.stage.to_string()),
        version: Set(1),
        state: Set(json(sitting)?),
        head: Set(hash.clone()),
        held_at: Set(micros(sitting.called_for)),
        closed_at: Set(None),
    };
    let once = OnConflict::columns([C::WorkflowKey, C::Stage, C::HeldAt])
        .do_nothing()
        .to_owned();
    let added = sitting::Entity::insert_many([row])
        .on_conflict(once)
        .exec_without_returning(tx)
        .await?;
    if added == 1 {
        write(tx, vec![line(sitting.id, 1, called, body, hash)]).await?;
    }
    Ok(added == 1)
}

/// Lays down a locked sitting's new state with what happened, oldest first, if anything did.
///
/// # Errors
/// [`Error::Overtaken`], besides whatever the database says.
pub async fn save(
    tx: &impl ConnectionTrait,
    before: &Stored,
    sitting: &Sitting,
    entries: &[Entry],
    at: Instant,
) -> Result<(), Error> {
    let mut head = before.head.clone();
    let mut lines = Vec::with_capacity(entries.len());
    for (entry, seq) in entries.iter().zip(before.sitting.version + 1..) {
        let (body, hash) = seal(&head, entry)?;
        head.clone_from(&hash);
        lines.push(line(sitting.id, seq, entry, body, hash));
    }
    write(tx, lines).await?;
    let over = sitting.progress != SittingProgress::Called;
    let row = sitting::ActiveModel {
        version: Set(sitting.version as i64),
        state: Set(json(sitting)?),
        head: Set(head),
        closed_at: match before.sitting.progress {
            SittingProgress::Called => Set(over.then(|| micros(at))),
            _ => NotSet,
        },
        ..Default::default()
    };
    let updated = sitting::Entity::update_many()
        .set(row)
        .filter(sitting::Column::Id.eq(sitting.id.0))
        .filter(sitting::Column::Version.eq(before.sitting.version as i64))
        .exec(tx)
        .await?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::Overtaken)
    }
}

fn line(
    id: SittingId,
    seq: u64,
    entry: &Entry,
    body: String,
    hash: String,
) -> sitting_journal::ActiveModel {
    sitting_journal::ActiveModel {
        sitting_id: Set(id.0),
        seq: Set(seq as i64),
        at: Set(micros(entry.at)),
        body: Set(body),
        hash: Set(hash),
    }
}

/// An agenda full of lines is far below what one statement takes.
async fn write(
    tx: &impl ConnectionTrait,
    lines: Vec<sitting_journal::ActiveModel>,
) -> Result<(), Error> {
    if lines.is_empty() {
        return Ok(());
    }
    sitting_journal::Entity::insert_many(lines)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The hash before a sitting's first line.
#[must_use]
pub fn genesis(id: SittingId) -> String {
    format!("sitting:{id}")
}

fn seal(previous: &str, entry: &Entry) -> Result<(String, String), Error> {
    let body = journal::canonical(entry)?;
    let hash = journal::link(previous, &body);
    Ok((body, hash))
}

/// Locks a sitting and reads it. Sittings are locked before requests.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn lock(tx: &impl ConnectionTrait, id: SittingId) -> Result<Option<Stored>, Error> {
    let row = sitting::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx)
        .await?;
    row.map(stored).transpose()
}

/// Reads a sitting.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn find(db: &impl ConnectionTrait, id: SittingId) -> Result<Option<Stored>, Error> {
    sitting::Entity::find_by_id(id.0)
        .one(db)
        .await?
        .map(stored)
        .transpose()
}

/// Sittings by when they are held, latest first.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    workflow: Option<&WorkflowKey>,
    open_only: bool,
    limit: u64,
) -> Result<Vec<Stored>, Error> {
    let mut find = sitting::Entity::find()
        .order_by_desc(sitting::Column::HeldAt)
        .order_by_desc(sitting::Column::Id)
        .limit(limit.clamp(1, PAGE_MAX));
    if let Some(workflow) = workflow {
        find = find.filter(sitting::Column::WorkflowKey.eq(workflow.as_str()));
    }
    if open_only {
        find = find.filter(sitting::Column::ClosedAt.is_null());
    }
    find.all(db).await?.into_iter().map(stored).collect()
}

/// The sitting of a stage at a time: there is one at most, whatever became of it.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn at(
    db: &impl ConnectionTrait,
    workflow: &WorkflowKey,
    stage: &StageKey,
    held_at: Instant,
) -> Result<Option<Stored>, Error> {
    let find = of_stage(workflow, stage).filter(sitting::Column::HeldAt.eq(micros(held_at)));
    find.one(db).await?.map(stored).transpose()
}

/// Sittings of a stage that are called and not over, latest first; at most [`PAGE_MAX`].
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn called(
    db: &impl ConnectionTrait,
    workflow: &WorkflowKey,
    stage: &StageKey,
) -> Result<Vec<Stored>, Error> {
    let find = of_stage(workflow, stage)
        .filter(sitting::Column::ClosedAt.is_null())
        .order_by_desc(sitting::Column::HeldAt)
        .limit(PAGE_MAX);
    find.all(db).await?.into_iter().map(stored).collect()
}

fn of_stage(workflow: &WorkflowKey, stage: &StageKey) -> Select<sitting::Entity> {
    sitting::Entity::find()
        .filter(sitting::Column::WorkflowKey.eq(workflow.as_str()))
        .filter(sitting::Column::Stage.eq(stage.as_str()))
}

/// Sittings that have or had a request on their agenda, by number.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn with_item(
    db: &impl ConnectionTrait,
    item: RequestId,
) -> Result<Vec<SittingId>, Error> {
    // Ids are long numbers: whatever state holds this one is looked at, and nothing else.
    let candidates = sitting::Entity::find()
        .filter(sitting::Column::State.contains(item.get().to_string()))
        .order_by_asc(sitting::Column::Id)
        .all(db)
        .await?;
    let mut found = Vec::new();
    for row in candidates {
        let Stored { sitting, .. } = stored(row)?;
        if sitting.agenda.contains(&item) {
            found.push(sitting.id);
        }
    }
    Ok(found)
}

/// The numbers of all sittings in order, after one of them.
///
/// # Errors
/// Whatever the database says.
pub async fn ids(
    db: &impl ConnectionTrait,
    after: Option<SittingId>,
    limit: u64,
) -> Result<Vec<SittingId>, Error> {
    let ids: Vec<i64> = sitting::Entity::find()
        .select_only()
        .column(sitting::Column::Id)
        .filter(sitting::Column::Id.gt(after.map_or(-1, |id| id.0)))
        .order_by_asc(sitting::Column::Id)
        .limit(limit.clamp(1, PAGE_MAX))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(SittingId).collect())
}

/// A sitting's journal: bodies with their hashes, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn journal(
    db: &impl ConnectionTrait,
    id: SittingId,
) -> Result<Vec<sitting_journal::Model>, Error> {
    Ok(sitting_journal::Entity::find()
        .filter(sitting_journal::Column::SittingId.eq(id.0))
        .order_by_asc(sitting_journal::Column::Seq)
        .all(db)
        .await?)
}

fn stored(row: sitting::Model) -> Result<Stored, Error> {
    let sitting = serde_json::from_str(&row.state).map_err(|cause| Error::Unreadable {
        table: "sitting",
        cause,
    })?;
    Ok(Stored {
        sitting,
        head: row.head,
    })
}

fn json(sitting: &Sitting) -> Result<String, Error> {
    serde_json::to_string(sitting).map_err(Error::Payload)
}
