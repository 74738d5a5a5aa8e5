//! Lists of requests for oversight: which ones, newest first; what they hold is read apart.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Error;
use crate::domain::identifiers::{RequestId, WorkflowKey};
use crate::storage::entities::request::{Column, Entity};

/// Most requests of one list.
pub const LIST_MAX: u64 = 1_000;

/// Which requests are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only of this service.
    pub workflow: Option<WorkflowKey>,
    /// Only in this phase, by its stable word.
    pub phase: Option<String>,
    /// Only those that are not over, or only those that are.
    pub open: Option<bool>,
    /// Only those with a smaller number, which are older.
    pub before: Option<i64>,
}

/// How many requests that are not over run on each version of each service.
///
/// # Errors
/// Whatever the database says.
pub async fn running(db: &impl ConnectionTrait) -> Result<Vec<(String, i32, i64)>, Error> {
    Ok(Entity::find()
        .select_only()
        .column(Column::WorkflowKey)
        .column(Column::WorkflowVersion)
        .column_as(Column::Id.count(), "open")
        .filter(Column::EndedAt.is_null())
        .group_by(Column::WorkflowKey)
        .group_by(Column::WorkflowVersion)
        .into_tuple()
        .all(db)
        .await?)
}

/// The numbers of wanted requests, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<RequestId>, Error> {
    let mut find = Entity::find()
        .select_only()
        .column(Column::Id)
        .order_by_desc(Column::Id)
        .limit(limit.clamp(1, LIST_MAX));
    if let Some(workflow) = &wanted.workflow {
        find = find.filter(Column::WorkflowKey.eq(workflow.as_str()));
    }
    if let Some(phase) = &wanted.phase {
        find = find.filter(Column::Phase.eq(phase.as_str()));
    }
    find = match wanted.open {
        Some(true) => find.filter(Column::EndedAt.is_null()),
        Some(false) => find.filter(Column::EndedAt.is_not_null()),
        None => find,
    };
    if let Some(before) = wanted.before {
        find = find.filter(Column::Id.lt(before));
    }
    let rows: Vec<i64> = find.into_tuple().all(db).await?;
    rows.into_iter()
        .map(|id| RequestId::try_from(id).map_err(|_| Error::Impossible("a negative request id")))
        .collect()
}
