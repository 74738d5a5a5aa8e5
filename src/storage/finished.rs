//! Work that officers finished: who, when, which. Kept for a while, for the list of the day; the journal
//! is what proves it.

use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::entities::finished::{Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::OfficerId;

/// Work, as it was finished.
pub type Row = Model;

/// What an officer finished since an instant of the law's clock, the newest first, at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn since(
    db: &impl ConnectionTrait,
    officer: OfficerId,
    since: Instant,
    limit: u64,
) -> Result<Vec<Row>, Error> {
    Ok(Entity::find()
        .filter(Column::OfficerId.eq(officer.0))
        .filter(Column::At.gte(micros(since)))
        .order_by_desc(Column::At)
        .limit(limit)
        .all(db)
        .await?)
}

/// Counts what that is; counting ends at `most`.
pub(super) fn counting(officer: OfficerId, since: Instant, most: u64) -> SelectStatement {
    let some = Entity::find()
        .select_only()
        .column(Column::At)
        .filter(Column::OfficerId.eq(officer.0))
        .filter(Column::At.gte(micros(since)))
        // In the order of the key, so that it is read from there, unless PostgreSQL believes that there is nothing.
        .order_by_asc(Column::At)
        .limit(most)
        .into_query();
    Query::select()
        .expr(Expr::col(sea_orm::sea_query::Asterisk).count())
        .from_subquery(some, "part")
        .to_owned()
}

/// Forgets what was finished before an instant of the law's clock, at most `limit`; says how much.
///
/// # Errors
/// Whatever the database says.
pub async fn purge(db: &impl ConnectionTrait, before: Instant, limit: u64) -> Result<u64, Error> {
    let columns = [
        Column::OfficerId,
        Column::At,
        Column::RequestId,
        Column::Duty,
    ];
    let old = Query::select()
        .columns(columns)
        .from(Entity)
        .and_where(Expr::col(Column::At).lt(micros(before)))
        .limit(limit)
        .take();
    let row = Expr::tuple(columns.map(Expr::col));
    let purged = Entity::delete_many()
        .filter(row.in_subquery(old))
        .exec(db)
        .await?;
    Ok(purged.rows_affected)
}
