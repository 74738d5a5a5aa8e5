//! How far each cron schedule has come, so that downtime can be caught up.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ConnectionTrait, EntityTrait, ExprTrait, Set};

use super::entities::schedule::{ActiveModel, Column, Entity};
use super::{Error, instant, micros};

/// The last tick that was taken care of; `None` for a schedule nobody has seen yet.
///
/// # Errors
/// Whatever the database says.
pub async fn last_tick(
    db: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<DateTime<Utc>>, Error> {
    let row = Entity::find_by_id(name.to_owned()).one(db).await?;
    Ok(row.map(|row| instant(row.last_tick)))
}

/// Notes that every tick up to `tick` is taken care of; never moves back, whoever is late.
///
/// # Errors
/// Whatever the database says.
pub async fn advance(
    db: &impl ConnectionTrait,
    name: &str,
    tick: DateTime<Utc>,
) -> Result<(), Error> {
    let row = ActiveModel {
        name: Set(name.to_owned()),
        last_tick: Set(micros(tick)),
    };
    let forward = OnConflict::column(Column::Name)
        .update_column(Column::LastTick)
        .action_and_where(Expr::col((Entity, Column::LastTick)).lt(micros(tick)))
        .to_owned();
    Entity::insert(row)
        .on_conflict(forward)
        .exec_without_returning(db)
        .await?;
    Ok(())
}
