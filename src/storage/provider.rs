//! Ways to the provider that are open, and whom it knows by which subject.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, Set};

use super::entities::{identity, provider_way};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::OfficerId;

/// Opens a way. Machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn open_way(
    db: &impl ConnectionTrait,
    hash: &str,
    goal: &str,
    expires_at: Instant,
) -> Result<(), Error> {
    let row = provider_way::ActiveModel {
        hash: Set(hash.to_owned()),
        goal: Set(goal.to_owned()),
        expires_at: Set(micros(expires_at)),
    };
    provider_way::Entity::insert(row)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Closes a way and gives its goal: none if there is no such way, if it is over at `now` (machine
/// time), or if somebody came back on it before.
///
/// # Errors
/// Whatever the database says.
pub async fn close_way(
    db: &impl ConnectionTrait,
    hash: &str,
    now: Instant,
) -> Result<Option<String>, Error> {
    let find = provider_way::Entity::find_by_id(hash.to_owned());
    let Some(way) = find.one(db).await? else {
        return Ok(None);
    };
    let closed = provider_way::Entity::delete_by_id(hash.to_owned())
        .exec(db)
        .await?;
    let open = closed.rows_affected == 1 && way.expires_at > micros(now);
    Ok(open.then_some(way.goal))
}

/// Deletes ways that were over at `now`, machine time, at most `limit`; says how many.
///
/// # Errors
/// Whatever the database says.
pub async fn purge(db: &impl ConnectionTrait, now: Instant, limit: u64) -> Result<u64, Error> {
    use provider_way::{Column, Entity};
    let over = Query::select()
        .column(Column::Hash)
        .from(Entity)
        .and_where(Expr::col(Column::ExpiresAt).lte(micros(now)))
        .limit(limit)
        .take();
    let purged = Entity::delete_many()
        .filter(Column::Hash.in_subquery(over))
        .exec(db)
        .await?;
    Ok(purged.rows_affected)
}

/// The officer whom an issuer means by a subject.
///
/// # Errors
/// Whatever the database says.
pub async fn bound(
    db: &impl ConnectionTrait,
    issuer: &str,
    subject: &str,
) -> Result<Option<OfficerId>, Error> {
    let key = (issuer.to_owned(), subject.to_owned());
    let row = identity::Entity::find_by_id(key).one(db).await?;
    Ok(row.map(|row| OfficerId(row.officer_id)))
}

/// Whether an officer is somebody's subject at this issuer.
///
/// # Errors
/// Whatever the database says.
pub async fn is_bound(
    db: &impl ConnectionTrait,
    issuer: &str,
    officer: OfficerId,
) -> Result<bool, Error> {
    let row = identity::Entity::find()
        .filter(identity::Column::Issuer.eq(issuer))
        .filter(identity::Column::OfficerId.eq(officer.0))
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// Whether an officer is somebody's subject at any issuer.
///
/// # Errors
/// Whatever the database says.
pub async fn is_bound_anywhere(
    db: &impl ConnectionTrait,
    officer: OfficerId,
) -> Result<bool, Error> {
    let row = identity::Entity::find()
        .filter(identity::Column::OfficerId.eq(officer.0))
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// Notes whom an issuer means by a subject. `now` is machine time.
///
/// # Errors
/// [`Error::Duplicate`] if the subject is somebody's already, besides whatever the database says.
pub async fn bind(
    db: &impl ConnectionTrait,
    issuer: &str,
    subject: &str,
    officer: OfficerId,
    now: Instant,
) -> Result<(), Error> {
    let row = identity::ActiveModel {
        issuer: Set(issuer.to_owned()),
        subject: Set(subject.to_owned()),
        officer_id: Set(officer.0),
        bound_at: Set(micros(now)),
    };
    identity::Entity::insert(row)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Forgets whom any issuer means by an officer, and gives the subjects.
///
/// # Errors
/// Whatever the database says.
pub async fn unbind(db: &impl ConnectionTrait, officer: OfficerId) -> Result<Vec<String>, Error> {
    let rows = identity::Entity::find()
        .filter(identity::Column::OfficerId.eq(officer.0))
        .all(db)
        .await?;
    identity::Entity::delete_many()
        .filter(identity::Column::OfficerId.eq(officer.0))
        .exec(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.subject).collect())
}
