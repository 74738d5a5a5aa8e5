//! Which files belong to which request; the bytes stand elsewhere, under their hash.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entities::document::{Column, Entity, Model};
use super::{Error, filing_drafts};
use crate::domain::identifiers::RequestId;

/// Most rows of one page.
pub const PAGE_MAX: u64 = 1_000;

/// A file of a request.
pub type Row = Model;

/// One file, if it belongs to the request.
///
/// # Errors
/// Whatever the database says.
pub async fn find(
    db: &impl ConnectionTrait,
    id: RequestId,
    sha256: &str,
) -> Result<Option<Row>, Error> {
    Ok(Entity::find_by_id((id.get(), sha256.to_owned()))
        .one(db)
        .await?)
}

/// Every file of a request.
///
/// # Errors
/// Whatever the database says.
pub async fn of_request(db: &impl ConnectionTrait, id: RequestId) -> Result<Vec<Row>, Error> {
    Ok(Entity::find()
        .filter(Column::RequestId.eq(id.get()))
        .order_by_asc(Column::Sha256)
        .all(db)
        .await?)
}

/// Takes every file of a request off the record and says their hashes.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(db: &impl ConnectionTrait, id: RequestId) -> Result<Vec<String>, Error> {
    let rows = of_request(db, id).await?;
    Entity::delete_many()
        .filter(Column::RequestId.eq(id.get()))
        .exec(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.sha256).collect())
}

/// Whether any request, or an application that is being written, still has this file.
///
/// # Errors
/// Whatever the database says.
pub async fn is_named(db: &impl ConnectionTrait, sha256: &str) -> Result<bool, Error> {
    let found = Entity::find().filter(Column::Sha256.eq(sha256)).limit(1);
    Ok(!found.all(db).await?.is_empty() || filing_drafts::has_file(db, sha256).await?)
}

/// All files, by request and hash, after one of them.
///
/// # Errors
/// Whatever the database says.
pub async fn page(
    db: &impl ConnectionTrait,
    after: Option<&Row>,
    limit: u64,
) -> Result<Vec<Row>, Error> {
    let mut find = Entity::find()
        .order_by_asc(Column::RequestId)
        .order_by_asc(Column::Sha256)
        .limit(limit.clamp(1, PAGE_MAX));
    if let Some(after) = after {
        let place = Expr::tuple([Expr::col(Column::RequestId), Expr::col(Column::Sha256)]);
        let last = [
            Expr::val(after.request_id),
            Expr::val(after.sha256.as_str()),
        ];
        find = find.filter(place.gt(Expr::tuple(last)));
    }
    Ok(find.all(db).await?)
}
