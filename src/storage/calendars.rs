//! Which working days the stored dues were laid by, so that a change of them is noticed.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, Set};

use super::entities::calendar::{ActiveModel, Column, Entity};
use super::{Error, micros};
use crate::domain::calendar::Instant;

/// The one row's name: the days of the whole town.
const TOWN: &str = "town";

/// The fingerprint that dues were last laid by; `None` where nobody has noted one yet.
///
/// # Errors
/// Whatever the database says.
pub async fn laid_by(db: &impl ConnectionTrait) -> Result<Option<String>, Error> {
    let row = Entity::find_by_id(TOWN.to_owned()).one(db).await?;
    Ok(row.map(|row| row.fingerprint))
}

/// Notes that every stored due is laid by these days. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn lay(db: &impl ConnectionTrait, fingerprint: &str, now: Instant) -> Result<(), Error> {
    let row = ActiveModel {
        name: Set(TOWN.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        laid_at: Set(micros(now)),
    };
    let anew = OnConflict::column(Column::Name)
        .update_columns([Column::Fingerprint, Column::LaidAt])
        .to_owned();
    Entity::insert(row)
        .on_conflict(anew)
        .exec_without_returning(db)
        .await?;
    Ok(())
}
