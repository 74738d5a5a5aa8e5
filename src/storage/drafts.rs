//! Drafts: what officers have written at a duty and not sent. Not on any journal; gone with the
//! duty, with the request's personal data, or after a while.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::entities::draft::{ActiveModel, Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{OfficerId, RequestId};
use crate::domain::request::Duty;

/// A draft, as kept.
pub type Row = Model;

/// Keeps an officer's draft at a duty, over the one before. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn save(
    tx: &impl ConnectionTrait,
    id: RequestId,
    duty: &Duty,
    officer: OfficerId,
    body: String,
    now: Instant,
) -> Result<(), Error> {
    let row = ActiveModel {
        request_id: Set(id.get()),
        duty: Set(duty.to_string()),
        officer_id: Set(officer.0),
        body: Set(body),
        saved_at: Set(micros(now)),
    };
    let replace = OnConflict::columns([Column::RequestId, Column::Duty, Column::OfficerId])
        .update_columns([Column::Body, Column::SavedAt])
        .to_owned();
    Entity::insert_many([row])
        .on_conflict(replace)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// An officer's draft at a duty.
///
/// # Errors
/// Whatever the database says.
pub async fn find(
    db: &impl ConnectionTrait,
    id: RequestId,
    duty: &Duty,
    officer: OfficerId,
) -> Result<Option<Row>, Error> {
    let key = (id.get(), duty.to_string(), officer.0);
    Ok(Entity::find_by_id(key).one(db).await?)
}

/// Forgets every draft of a request.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(tx: &impl ConnectionTrait, id: RequestId) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::RequestId.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets drafts last saved before an instant of machine time; says how many.
///
/// # Errors
/// Whatever the database says.
pub async fn purge(db: &impl ConnectionTrait, before: Instant) -> Result<u64, Error> {
    let purged = Entity::delete_many()
        .filter(Column::SavedAt.lt(micros(before)))
        .exec(db)
        .await?;
    Ok(purged.rows_affected)
}
