//! Links by which an auditor reads without an account, and every look through one.

use std::collections::BTreeMap;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};

use super::entities::audit_link::{ActiveModel, Column, Entity, Model};
use super::entities::audit_look;
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{OfficerId, RequestId};

/// Most links of the list that are over.
pub const OVER_MAX: u64 = 200;

/// A link as it is kept. Instants are machine time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub id: i64,
    /// For whom and what.
    pub label: String,
    /// The one request it opens; none: the overview.
    pub request: Option<RequestId>,
    /// The supervisor who made it.
    pub made_by: OfficerId,
    /// When.
    pub made_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
}

/// A link to be.
#[derive(Debug, Clone, Copy)]
pub struct NewLink<'a> {
    /// SHA-256 of what stands in it, hex.
    pub hash: &'a str,
    /// For whom and what.
    pub label: &'a str,
    /// The one request it opens; none: the overview.
    pub request: Option<RequestId>,
    /// The supervisor who makes it.
    pub by: OfficerId,
    /// When it ends.
    pub ends_at: Instant,
}

/// Keeps a link and says its number. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn add(tx: &impl ConnectionTrait, new: NewLink<'_>, now: Instant) -> Result<i64, Error> {
    let row = ActiveModel {
        hash: Set(new.hash.to_owned()),
        label: Set(new.label.to_owned()),
        request_id: Set(new.request.map(RequestId::get)),
        made_by: Set(new.by.0),
        made_at: Set(micros(now)),
        ends_at: Set(micros(new.ends_at)),
        revoked_at: Set(None),
        ..Default::default()
    };
    Ok(row.insert(tx).await?.id)
}

/// The link of that hash, whatever its state.
///
/// # Errors
/// Whatever the database says.
pub async fn find(db: &impl ConnectionTrait, hash: &str) -> Result<Option<Link>, Error> {
    let row = Entity::find().filter(Column::Hash.eq(hash)).one(db).await?;
    row.map(link).transpose()
}

/// Every link that holds, none of which may be overlooked, and the last ones that are over; latest first.
/// `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn list(db: &impl ConnectionTrait, now: Instant) -> Result<Vec<Link>, Error> {
    let holds = || {
        let unrevoked = Column::RevokedAt.is_null();
        Condition::all()
            .add(unrevoked)
            .add(Column::EndsAt.gt(micros(now)))
    };
    let latest = || Entity::find().order_by_desc(Column::Id);
    let mut rows = latest().filter(holds()).all(db).await?;
    let over = latest().filter(holds().not()).limit(OVER_MAX);
    rows.extend(over.all(db).await?);
    rows.into_iter().map(link).collect()
}

/// Revokes a link; whether there was one to revoke. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn revoke(tx: &impl ConnectionTrait, id: i64, now: Instant) -> Result<bool, Error> {
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(micros(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// Notes a look through a link. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn look(
    db: &impl ConnectionTrait,
    id: i64,
    page: &str,
    now: Instant,
) -> Result<(), Error> {
    let row = audit_look::ActiveModel {
        link_id: Set(id),
        at: Set(micros(now)),
        page: Set(page.to_owned()),
        ..Default::default()
    };
    row.insert(db).await?;
    Ok(())
}

/// How often each of these links was looked through, and when last.
///
/// # Errors
/// Whatever the database says.
pub async fn looks(
    db: &impl ConnectionTrait,
    links: &[i64],
) -> Result<BTreeMap<i64, (i64, Instant)>, Error> {
    let rows: Vec<(i64, i64, i64)> = audit_look::Entity::find()
        .select_only()
        .column(audit_look::Column::LinkId)
        .column_as(audit_look::Column::Id.count(), "looks")
        .column_as(audit_look::Column::At.max(), "last")
        .filter(audit_look::Column::LinkId.is_in(links.iter().copied()))
        .group_by(audit_look::Column::LinkId)
        .into_tuple()
        .all(db)
        .await?;
    let counted = rows.into_iter();
    Ok(counted
        .map(|(id, looks, last)| (id, (looks, instant(last))))
        .collect())
}

fn link(row: Model) -> Result<Link, Error> {
    let request = row.request_id.map(RequestId::try_from).transpose();
    Ok(Link {
        id: row.id,
        label: row.label,
        request: request.map_err(|_| Error::Impossible("a link's request is no request"))?,
        made_by: OfficerId(row.made_by),
        made_at: instant(row.made_at),
        ends_at: instant(row.ends_at),
        revoked_at: row.revoked_at.map(instant),
    })
}
