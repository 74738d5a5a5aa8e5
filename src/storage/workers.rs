//! Signs of life of the processes that work, so that one that only answers can say whether anybody
//! does. Instants are machine time.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use super::entities::worker::{ActiveModel, Column, Entity};
use super::{Error, instant, micros};

/// Notes that a process swept the clocks and lives.
///
/// # Errors
/// Whatever the database says.
pub async fn tick(
    db: &impl ConnectionTrait,
    run_id: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = ActiveModel {
        run_id: Set(run_id.to_owned()),
        ticked_at: Set(micros(now)),
    };
    let again = OnConflict::column(Column::RunId)
        .update_column(Column::TickedAt)
        .to_owned();
    Entity::insert_many([row])
        .on_conflict(again)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Notes that a process works no more.
///
/// # Errors
/// Whatever the database says.
pub async fn leave(db: &impl ConnectionTrait, run_id: &str) -> Result<(), Error> {
    Entity::delete_by_id(run_id.to_owned()).exec(db).await?;
    Ok(())
}

/// Forgets processes that gave no sign since `before`: they ended without a word.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::TickedAt.lt(micros(before)))
        .exec(db)
        .await?;
    Ok(())
}

/// The last sign of life of any process that works; none where nobody is known to.
///
/// # Errors
/// Whatever the database says.
pub async fn last_tick(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, Error> {
    let last: Option<Option<i64>> = Entity::find()
        .select_only()
        .column_as(Column::TickedAt.max(), "ticked_at")
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().map(instant))
}
