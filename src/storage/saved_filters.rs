//! Filters of the queue that officers keep under names.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::entities::saved_filter::{ActiveModel, Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::OfficerId;

/// A filter, as kept.
pub type Row = Model;

/// An officer's filters by name.
///
/// # Errors
/// Whatever the database says.
pub async fn of(db: &impl ConnectionTrait, officer: OfficerId) -> Result<Vec<Row>, Error> {
    Ok(Entity::find()
        .filter(Column::OfficerId.eq(officer.0))
        .order_by_asc(Column::Name)
        .all(db)
        .await?)
}

/// Keeps a filter, over the one of that name. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(
    tx: &impl ConnectionTrait,
    officer: OfficerId,
    name: &str,
    query: &str,
    now: Instant,
) -> Result<(), Error> {
    let row = ActiveModel {
        officer_id: Set(officer.0),
        name: Set(name.to_owned()),
        query: Set(query.to_owned()),
        saved_at: Set(micros(now)),
    };
    let replace = OnConflict::columns([Column::OfficerId, Column::Name])
        .update_columns([Column::Query, Column::SavedAt])
        .to_owned();
    Entity::insert_many([row])
        .on_conflict(replace)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Forgets a filter.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(
    tx: &impl ConnectionTrait,
    officer: OfficerId,
    name: &str,
) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::OfficerId.eq(officer.0))
        .filter(Column::Name.eq(name))
        .exec(tx)
        .await?;
    Ok(())
}
