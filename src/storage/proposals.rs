//! Workflow versions that one person proposed and another has to publish.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use super::entities::proposal::{ActiveModel, Column, Entity, Model};
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{OfficerId, WorkflowKey};

/// Most proposals of one list.
pub const LIST_MAX: u64 = 100;

/// How a proposal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It counts.
    Published,
    /// Somebody else did not let it count.
    Rejected,
    /// Its proposer took it back.
    Withdrawn,
}

impl Ending {
    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A proposal. Instants are machine time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its number.
    pub number: i64,
    /// The service.
    pub workflow: WorkflowKey,
    /// The version it would be.
    pub version: u32,
    /// The content's hash, hex.
    pub hash: String,
    /// The file as written.
    pub source: String,
    /// What its proposer says of it.
    pub note: String,
    /// Who proposed it.
    pub proposed_by: OfficerId,
    /// When.
    pub proposed_at: Instant,
    /// How it ended; none while it is open.
    pub ending: Option<Ending>,
    /// Why it ended so.
    pub reason: String,
    /// Who ended it.
    pub ended_by: Option<OfficerId>,
    /// When.
    pub ended_at: Option<Instant>,
}

/// What is proposed.
#[derive(Debug, Clone, Copy)]
pub struct NewProposal<'a> {
    /// The service.
    pub workflow: &'a WorkflowKey,
    /// The version it would be.
    pub version: u32,
    /// The content's hash, hex.
    pub hash: &'a str,
    /// The file as written.
    pub source: &'a str,
    /// What its proposer says of it.
    pub note: &'a str,
    /// Who proposes it.
    pub by: OfficerId,
}

/// Stores a proposal and says its number. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn add(
    db: &impl ConnectionTrait,
    new: NewProposal<'_>,
    now: Instant,
) -> Result<i64, Error> {
    let row = ActiveModel {
        workflow_key: Set(new.workflow.to_string()),
        version: Set(new.version as i32),
        hash: Set(new.hash.to_owned()),
        source: Set(new.source.to_owned()),
        note: Set(new.note.to_owned()),
        proposed_by: Set(new.by.0),
        proposed_at: Set(micros(now)),
        ending: Set(None),
        reason: Set(String::new()),
        ended_by: Set(None),
        ended_at: Set(None),
        ..Default::default()
    };
    Ok(row.insert(db).await?.number)
}

/// One proposal.
///
/// # Errors
/// [`Error::Impossible`], besides whatever the database says.
pub async fn find(db: &impl ConnectionTrait, number: i64) -> Result<Option<Proposal>, Error> {
    let row = Entity::find_by_id(number).one(db).await?;
    row.map(proposal).transpose()
}

/// Every open proposal of a service, none of which ends before the caller's transaction does: what
/// counts next is decided by one person at a time.
///
/// # Errors
/// [`Error::Impossible`], besides whatever the database says.
pub async fn lock_open(
    tx: &impl ConnectionTrait,
    workflow: &WorkflowKey,
) -> Result<Vec<Proposal>, Error> {
    let rows = Entity::find()
        .filter(Column::WorkflowKey.eq(workflow.as_str()))
        .filter(Column::Ending.is_null())
        .order_by_asc(Column::Number)
        .lock_exclusive()
        .all(tx)
        .await?;
    rows.into_iter().map(proposal).collect()
}

/// A proposal as a list shows it, without its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub number: i64,
    /// The service.
    pub workflow: WorkflowKey,
    /// The version it would be.
    pub version: u32,
    /// The content's hash, hex.
    pub hash: String,
    /// What its proposer says of it.
    pub note: String,
    /// Who proposed it.
    pub proposed_by: OfficerId,
    /// When.
    pub proposed_at: Instant,
    /// How it ended; none while it is open.
    pub ending: Option<Ending>,
    /// Who ended it.
    pub ended_by: Option<OfficerId>,
    /// When.
    pub ended_at: Option<Instant>,
}

/// What a list reads of each proposal.
type Row = (
    i64,
    String,
    i32,
    String,
    String,
    i64,
    i64,
    Option<String>,
    Option<i64>,
    Option<i64>,
);

/// Proposals, latest first: those that are open, or those that ended. Their files are not read.
///
/// # Errors
/// [`Error::Impossible`], besides whatever the database says.
pub async fn list(db: &impl ConnectionTrait, open: bool) -> Result<Vec<Listed>, Error> {
    let wanted = match open {
        true => Column::Ending.is_null(),
        false => Column::Ending.is_not_null(),
    };
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([
            Column::Number,
            Column::WorkflowKey,
            Column::Version,
            Column::Hash,
            Column::Note,
            Column::ProposedBy,
            Column::ProposedAt,
            Column::Ending,
            Column::EndedBy,
            Column::EndedAt,
        ])
        .filter(wanted)
        .order_by_desc(Column::Number)
        .limit(LIST_MAX)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter().map(listed).collect()
}

fn listed(row: Row) -> Result<Listed, Error> {
    let (number, workflow, version, hash, note, by, at, ended, ended_by, ended_at) = row;
    Ok(Listed {
        number,
        workflow: key(&workflow)?,
        version: u32::try_from(version).unwrap_or_default(),
        hash,
        note,
        proposed_by: OfficerId(by),
        proposed_at: instant(at),
        ending: ending(ended.as_deref())?,
        ended_by: ended_by.map(OfficerId),
        ended_at: ended_at.map(instant),
    })
}

/// Ends a proposal, if it is open; whether it was. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn close(
    db: &impl ConnectionTrait,
    number: i64,
    ending: Ending,
    by: OfficerId,
    reason: &str,
    now: Instant,
) -> Result<bool, Error> {
    let closed = Entity::update_many()
        .col_expr(Column::Ending, Expr::value(ending.as_str()))
        .col_expr(Column::Reason, Expr::value(reason))
        .col_expr(Column::EndedBy, Expr::value(by.0))
        .col_expr(Column::EndedAt, Expr::value(micros(now)))
        .filter(Column::Number.eq(number))
        .filter(Column::Ending.is_null())
        .exec(db)
        .await?;
    Ok(closed.rows_affected == 1)
}

fn key(word: &str) -> Result<WorkflowKey, Error> {
    let broken = |_| Error::Impossible("a proposal's workflow is no key");
    word.parse().map_err(broken)
}

fn ending(word: Option<&str>) -> Result<Option<Ending>, Error> {
    Ok(match word {
        None => None,
        Some("published") => Some(Ending::Published),
        Some("rejected") => Some(Ending::Rejected),
        Some("withdrawn") => Some(Ending::Withdrawn),
        Some(_) => return Err(Error::Impossible("a proposal ended in no known way")),
    })
}

fn proposal(row: Model) -> Result<Proposal, Error> {
    Ok(Proposal {
        number: row.number,
        workflow: key(&row.workflow_key)?,
        version: u32::try_from(row.version).unwrap_or_default(),
        hash: row.hash,
        source: row.source,
        note: row.note,
        proposed_by: OfficerId(row.proposed_by),
        proposed_at: instant(row.proposed_at),
        ending: ending(row.ending.as_deref())?,
        reason: row.reason,
        ended_by: row.ended_by.map(OfficerId),
        ended_at: row.ended_at.map(instant),
    })
}
