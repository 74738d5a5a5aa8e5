//! The working days and office hours that dues were laid by, each from when it was in force on: so
//! that a change is noticed, and that what happened before it is judged by what counted then.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::entities::calendar::{ActiveModel, Column, Entity, Model};
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;

/// Days and hours that were in force at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Their number, from 1.
    pub number: i64,
    /// SHA-256 of `days`, hex.
    pub fingerprint: String,
    /// What they are, as JSON.
    pub days: String,
    /// From when on, law's clock.
    pub in_force_from: Instant,
    /// Whether every stored due was laid by them.
    pub is_laid: bool,
}

/// Those in force; none before the first start.
///
/// # Errors
/// Whatever the database says.
pub async fn in_force(db: &impl ConnectionTrait) -> Result<Option<Known>, Error> {
    let row = Entity::find().order_by_desc(Column::Number).one(db).await?;
    Ok(row.map(known))
}

/// All that ever were in force, oldest first. There are a few a year.
///
/// # Errors
/// Whatever the database says.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Known>, Error> {
    let rows = Entity::find().order_by_asc(Column::Number).all(db).await?;
    Ok(rows.into_iter().map(known).collect())
}

/// Puts others in force, under a number of their own; nothing happens where another node has given
/// that number already.
///
/// # Errors
/// Whatever the database says.
pub async fn arrive(db: &impl ConnectionTrait, days: &Known) -> Result<(), Error> {
    let row = ActiveModel {
        number: Set(days.number),
        fingerprint: Set(days.fingerprint.clone()),
        days: Set(days.days.clone()),
        in_force_from: Set(micros(days.in_force_from)),
        laid_at: Set(None),
    };
    let once = OnConflict::column(Column::Number).do_nothing().to_owned();
    Entity::insert_many([row])
        .on_conflict(once)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Notes that every stored due is laid by these days. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn lay(db: &impl ConnectionTrait, number: i64, now: Instant) -> Result<(), Error> {
    let laid = ActiveModel {
        laid_at: Set(Some(micros(now))),
        ..Default::default()
    };
    Entity::update_many()
        .set(laid)
        .filter(Column::Number.eq(number))
        .exec(db)
        .await?;
    Ok(())
}

fn known(row: Model) -> Known {
    Known {
        number: row.number,
        fingerprint: row.fingerprint,
        days: row.days,
        in_force_from: instant(row.in_force_from),
        is_laid: row.laid_at.is_some(),
    }
}
