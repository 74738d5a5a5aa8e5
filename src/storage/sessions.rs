//! Sessions of officers and of applicants, by the hashes of their tokens. What a session is worth
//! is decided above.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::accounts::{self, Account};
use super::credentials::{self, Credential};
use super::entities::session::{ActiveModel, Column, Entity, Model};
use super::entities::{credential, officer};
use super::reach::Mark;
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{OfficerId, RequestId};

const STAFF: &str = "staff";
const CASE: &str = "case";
const CONTACT: &str = "contact";

/// Who came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// An officer.
    Officer(OfficerId),
    /// Somebody who proved that a request is theirs.
    Request(RequestId),
    /// Somebody who proved that they are reached so.
    Contact(Mark),
}

/// A session as stored. Instants are machine time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of its token, hex.
    pub hash: String,
    /// Whose it is.
    pub holder: Holder,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub seen_at: Instant,
    /// When it ends, however much it is used.
    pub ends_at: Instant,
    /// Whether a second factor was shown in it.
    pub passed_second: bool,
    /// What the browser calls itself, shortened.
    pub agent: String,
    /// Where it began.
    pub address: String,
    /// The provider that vouched for the officer, if one did.
    pub voucher: Option<Voucher>,
    /// The mark by which a request was opened, if it was opened by one.
    pub opened_by: Option<Mark>,
}

/// A provider's ID token; it names its officer, and is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Voucher(pub String);

impl std::fmt::Debug for Voucher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Voucher")
    }
}

/// Stores a session.
///
/// # Errors
/// Whatever the database says.
pub async fn add(db: &impl ConnectionTrait, session: &Session) -> Result<(), Error> {
    let (kind, officer, request, mark) = match session.holder {
        Holder::Officer(officer) => (STAFF, Some(officer.0), None, None),
        Holder::Request(request) => (CASE, None, Some(request.get()), session.opened_by),
        Holder::Contact(mark) => (CONTACT, None, None, Some(mark)),
    };
    let row = ActiveModel {
        hash: Set(session.hash.clone()),
        kind: Set(kind.to_owned()),
        officer_id: Set(officer),
        request_id: Set(request),
        created_at: Set(micros(session.created_at)),
        seen_at: Set(micros(session.seen_at)),
        ends_at: Set(micros(session.ends_at)),
        passed_second: Set(session.passed_second),
        mark: Set(mark.map(|mark| mark.to_string())),
        voucher: Set(session.voucher.clone().map(|voucher| voucher.0)),
        tries: Set(0),
        agent: Set(session.agent.clone()),
        address: Set(session.address.clone()),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The session of that hash, even if it is over.
///
/// # Errors
/// [`Error::Impossible`], besides whatever the database says.
pub async fn find(db: &impl ConnectionTrait, hash: &str) -> Result<Option<Session>, Error> {
    let row = Entity::find_by_id(hash.to_owned()).one(db).await?;
    row.map(session).transpose()
}

/// The session of that hash, even if it is over, with the officer whose it is as their account and what
/// they prove themselves with stand now; none where no officer's is.
///
/// # Errors
/// [`Error::Impossible`], [`Error::Unreadable`], besides whatever the database says.
pub async fn find_staff(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<(Session, Account, Credential)>, Error> {
    let found = Entity::find_by_id(hash.to_owned())
        .find_also_related(officer::Entity)
        .find_also_related(credential::Entity)
        .one(db)
        .await?;
    let Some((session, Some(officer), Some(credential))) = found else {
        return Ok(None);
    };
    Ok(Some((
        self::session(session)?,
        accounts::account(officer)?,
        credentials::credential(credential)?,
    )))
}

/// A holder's sessions, last used first, even those that are over.
///
/// # Errors
/// [`Error::Impossible`], besides whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    holder: Holder,
    limit: u64,
) -> Result<Vec<Session>, Error> {
    let rows = Entity::find()
        .filter(of(holder))
        .order_by_desc(Column::SeenAt)
        .order_by_desc(Column::Hash)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(session).collect()
}

/// Notes that a session was used, unless that was noted after `unless_after`. Machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn touch(
    db: &impl ConnectionTrait,
    hash: &str,
    now: Instant,
    unless_after: Instant,
) -> Result<bool, Error> {
    let touched = Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(micros(now)))
        .filter(Column::Hash.eq(hash))
        .filter(Column::SeenAt.lte(micros(unless_after)))
        .exec(db)
        .await?;
    Ok(touched.rows_affected == 1)
}

/// Counts one answer to the second question, before it is looked at; whether there were fewer than
/// `most` so far.
///
/// # Errors
/// Whatever the database says.
pub async fn count_try(db: &impl ConnectionTrait, hash: &str, most: i32) -> Result<bool, Error> {
    let counted = Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .filter(Column::Hash.eq(hash))
        .filter(Column::Tries.lt(most))
        .exec(db)
        .await?;
    Ok(counted.rows_affected == 1)
}

/// Notes that the second factor was shown; tries begin anew.
///
/// # Errors
/// Whatever the database says.
pub async fn pass_second(db: &impl ConnectionTrait, hash: &str) -> Result<bool, Error> {
    let passed = Entity::update_many()
        .col_expr(Column::PassedSecond, Expr::value(true))
        .col_expr(Column::Tries, Expr::value(0))
        .filter(Column::Hash.eq(hash))
        .exec(db)
        .await?;
    Ok(passed.rows_affected == 1)
}

/// Ends a session; whether there was one.
///
/// # Errors
/// Whatever the database says.
pub async fn end(db: &impl ConnectionTrait, hash: &str) -> Result<bool, Error> {
    let ended = Entity::delete_by_id(hash.to_owned()).exec(db).await?;
    Ok(ended.rows_affected == 1)
}

/// Ends a holder's sessions, but for one; says how many.
///
/// # Errors
/// Whatever the database says.
pub async fn end_all(
    db: &impl ConnectionTrait,
    holder: Holder,
    but: Option<&str>,
) -> Result<u64, Error> {
    let mut end = Entity::delete_many().filter(of(holder));
    if let Some(but) = but {
        end = end.filter(Column::Hash.ne(but));
    }
    Ok(end.exec(db).await?.rows_affected)
}

/// Deletes sessions that were over at `now`, machine time, at most `limit`; says how many.
///
/// # Errors
/// Whatever the database says.
pub async fn purge(db: &impl ConnectionTrait, now: Instant, limit: u64) -> Result<u64, Error> {
    let over = Query::select()
        .column(Column::Hash)
        .from(Entity)
        .and_where(Expr::col(Column::EndsAt).lte(micros(now)))
        .limit(limit)
        .take();
    let purged = Entity::delete_many()
        .filter(Column::Hash.in_subquery(over))
        .exec(db)
        .await?;
    Ok(purged.rows_affected)
}

fn of(holder: Holder) -> sea_orm::sea_query::SimpleExpr {
    match holder {
        Holder::Officer(officer) => Column::OfficerId.eq(officer.0),
        Holder::Request(request) => Column::RequestId.eq(request.get()),
        Holder::Contact(mark) => {
            let contact = Column::Kind.eq(CONTACT);
            contact.and(Column::Mark.eq(mark.to_string()))
        }
    }
}

fn session(row: Model) -> Result<Session, Error> {
    let request = row.request_id.map(RequestId::try_from).transpose();
    let mark = row.mark.as_deref().and_then(Mark::read);
    let holder = match (row.kind.as_str(), row.officer_id, request, mark) {
        (STAFF, Some(officer), Ok(None), None) => Holder::Officer(OfficerId(officer)),
        (CASE, None, Ok(Some(request)), _) => Holder::Request(request),
        (CONTACT, None, Ok(None), Some(mark)) => Holder::Contact(mark),
        _ => return Err(Error::Impossible("a session is nobody's")),
    };
    Ok(Session {
        hash: row.hash,
        holder,
        created_at: instant(row.created_at),
        seen_at: instant(row.seen_at),
        ends_at: instant(row.ends_at),
        passed_second: row.passed_second,
        agent: row.agent,
        address: row.address,
        voucher: row.voucher.map(Voucher),
        opened_by: mark.filter(|_| matches!(holder, Holder::Request(_))),
    })
}
