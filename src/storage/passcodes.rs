//! One-time codes that were sent, by the hashes of the tickets they answer to.

use sea_orm::sea_query::{Expr, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, Set,
};

use super::entities::passcode::{ActiveModel, Column, Entity, Model};
use super::reach::Mark;
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::RequestId;

/// What a code opens that was made for a contact: the list of its requests.
pub const LIST: &str = "list";

/// A one-time code as stored. Instants are machine time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passcode {
    /// SHA-256 of the ticket, hex.
    pub hash: String,
    /// What it opens, a stable word.
    pub purpose: String,
    /// For whom it was made.
    pub subject: Subject,
    /// SHA-256 of ticket and code, hex.
    pub code_hash: String,
    /// How it was sent, a stable word.
    pub channel: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
}

/// For whom a code is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The applicant of a request.
    Request(RequestId),
    /// Whoever is reached so.
    Contact(Mark),
}

impl Subject {
    fn columns(self) -> (i64, Option<String>) {
        match self {
            Self::Request(request) => (request.get(), None),
            Self::Contact(mark) => (0, Some(mark.to_string())),
        }
    }

    fn is_it(self) -> SimpleExpr {
        match self {
            Self::Request(request) => Column::Subject.eq(request.get()),
            Self::Contact(mark) => Column::Mark.eq(mark.to_string()),
        }
    }
}

/// Stores a code that nobody has tried yet.
///
/// # Errors
/// Whatever the database says.
pub async fn add(db: &impl ConnectionTrait, code: &Passcode) -> Result<(), Error> {
    let (subject, mark) = code.subject.columns();
    let row = ActiveModel {
        hash: Set(code.hash.clone()),
        purpose: Set(code.purpose.clone()),
        subject: Set(subject),
        mark: Set(mark),
        code_hash: Set(code.code_hash.clone()),
        channel: Set(code.channel.clone()),
        created_at: Set(micros(code.created_at)),
        expires_at: Set(micros(code.expires_at)),
        attempts: Set(0),
        used_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// How many codes were made for somebody since then, used or not. Machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn count_since(
    db: &impl ConnectionTrait,
    purpose: &str,
    subject: Subject,
    since: Instant,
) -> Result<u64, Error> {
    let made = Entity::find()
        .filter(Column::Purpose.eq(purpose))
        .filter(subject.is_it())
        .filter(Column::CreatedAt.gt(micros(since)));
    Ok(made.count(db).await?)
}

/// Counts one attempt and gives the code it is to be compared with: none if there is no such code,
/// or it was used, is over at `now` (machine time), or was tried `most` times before.
///
/// # Errors
/// [`Error::Impossible`], besides whatever the database says.
pub async fn attempt(
    db: &impl ConnectionTrait,
    hash: &str,
    purpose: &str,
    most: i32,
    now: Instant,
) -> Result<Option<Passcode>, Error> {
    let counted = Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Hash.eq(hash))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::Attempts.lt(most))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(micros(now)))
        .exec(db)
        .await?;
    if counted.rows_affected == 0 {
        return Ok(None);
    }
    let row = Entity::find_by_id(hash.to_owned()).one(db).await?;
    row.map(passcode).transpose()
}

/// Uses a code up; whether nobody did before. Machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn consume(db: &impl ConnectionTrait, hash: &str, now: Instant) -> Result<bool, Error> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(micros(now)))
        .filter(Column::Hash.eq(hash))
        .filter(Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(used.rows_affected == 1)
}

/// A code that was not used, is not over at `now` (machine time) and of that purpose.
///
/// # Errors
/// [`Error::Impossible`], besides whatever the database says.
pub async fn standing(
    db: &impl ConnectionTrait,
    hash: &str,
    purpose: &str,
    now: Instant,
) -> Result<Option<Passcode>, Error> {
    let find = Entity::find_by_id(hash.to_owned())
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(micros(now)));
    find.one(db).await?.map(passcode).transpose()
}

/// Deletes codes made before `before`, machine time, at most `limit`; says how many.
///
/// # Errors
/// Whatever the database says.
pub async fn purge(db: &impl ConnectionTrait, before: Instant, limit: u64) -> Result<u64, Error> {
    let old = Query::select()
        .column(Column::Hash)
        .from(Entity)
        .and_where(Expr::col(Column::CreatedAt).lt(micros(before)))
        .limit(limit)
        .take();
    let purged = Entity::delete_many()
        .filter(Column::Hash.in_subquery(old))
        .exec(db)
        .await?;
    Ok(purged.rows_affected)
}

fn passcode(row: Model) -> Result<Passcode, Error> {
    let mark = row.mark.as_deref().map(Mark::read);
    let subject = match mark {
        Some(mark) => mark.map(Subject::Contact),
        None => RequestId::try_from(row.subject).ok().map(Subject::Request),
    };
    Ok(Passcode {
        hash: row.hash,
        purpose: row.purpose,
        subject: subject.ok_or(Error::Impossible("a passcode is nobody's"))?,
        code_hash: row.code_hash,
        channel: row.channel,
        created_at: instant(row.created_at),
        expires_at: instant(row.expires_at),
    })
}
