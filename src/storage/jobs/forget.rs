//! What jobs keep about somebody who is to be forgotten.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use crate::storage::Error;
use crate::storage::entities::job::{Column, Entity, Status};

/// Deletes the ended jobs of a queue whose keys begin so, and what the failures of the others said.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(db: &impl ConnectionTrait, queue: &str, prefix: &str) -> Result<(), Error> {
    let theirs = Condition::all()
        .add(Column::Queue.eq(queue))
        .add(Column::DedupKey.starts_with(prefix));
    Entity::delete_many()
        .filter(theirs.clone())
        .filter(Column::Status.is_in([Status::Done, Status::Dead]))
        .exec(db)
        .await?;
    Entity::update_many()
        .col_expr(Column::LastError, Expr::value(Option::<String>::None))
        .filter(theirs)
        .exec(db)
        .await?;
    Ok(())
}
