//! What became of each letter of a job that writes to several people: officers behind a post, the
//! keepers of seals. What applicants are told is in `mails`.
//!
//! A row goes with its job.

use std::collections::BTreeMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::entities::letter::{ActiveModel, Column, Entity};
use super::{Error, micros};
use crate::domain::calendar::Instant;

pub use super::entities::mail::State;

/// Records what became of a letter, over what was known before. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn record(
    db: &impl ConnectionTrait,
    job: Uuid,
    message_id: &str,
    state: State,
    now: Instant,
) -> Result<(), Error> {
    let row = ActiveModel {
        message_id: Set(message_id.to_owned()),
        job_id: Set(job),
        state: Set(state),
        at: Set(micros(now)),
    };
    let replace = OnConflict::column(Column::MessageId)
        .update_columns([Column::JobId, Column::State, Column::At])
        .to_owned();
    Entity::insert_many([row])
        .on_conflict(replace)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The letters of a job whose fate is known, by Message-ID.
///
/// # Errors
/// Whatever the database says.
pub async fn of_job(
    db: &impl ConnectionTrait,
    job: Uuid,
) -> Result<BTreeMap<String, State>, Error> {
    let rows = Entity::find().filter(Column::JobId.eq(job)).all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.message_id, row.state))
        .collect())
}

/// Whether a Message-ID is that of such a letter.
///
/// # Errors
/// Whatever the database says.
pub async fn is_one(db: &impl ConnectionTrait, message_id: &str) -> Result<bool, Error> {
    let found = Entity::find_by_id(message_id.to_owned()).one(db).await?;
    Ok(found.is_some())
}
