//! Lists of requests for oversight: which ones, newest first; what they hold is read apart.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::Error;
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{RequestId, WorkflowKey};
use crate::storage::entities::request::{Column, Entity};
use crate::storage::entities::{journal, seat};
use crate::storage::micros;

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
    /// Only those about which a card was issued since this instant of the law's clock.
    pub carded_since: Option<Instant>,
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

/// The numbers of requests that somebody has to do something about, oldest first: those that are not
/// over, and those that are over with work left, like the follow-up of a bad rating.
///
/// # Errors
/// Whatever the database says.
pub async fn unfinished(
    db: &impl ConnectionTrait,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<RequestId>, Error> {
    let limit = limit.clamp(1, LIST_MAX);
    let mut open = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::EndedAt.is_null());
    let mut seated = seat::Entity::find()
        .select_only()
        .column(seat::Column::RequestId)
        .distinct();
    if let Some(after) = after {
        open = open.filter(Column::Id.gt(after));
        seated = seated.filter(seat::Column::RequestId.gt(after));
    }
    let open = open.order_by_asc(Column::Id).limit(limit);
    let seated = seated.order_by_asc(seat::Column::RequestId).limit(limit);
    let mut ids: Vec<i64> = open.into_tuple().all(db).await?;
    ids.extend(seated.into_tuple::<i64>().all(db).await?);
    ids.sort_unstable();
    ids.dedup();
    ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    numbers(ids)
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
    if let Some(since) = wanted.carded_since {
        let cards = journal::Entity::find()
            .select_only()
            .column(journal::Column::RequestId)
            .filter(journal::Column::Kind.eq("card_issued"))
            .filter(journal::Column::At.gte(micros(since)));
        find = find.filter(Column::Id.in_subquery(cards.into_query()));
    }
    if let Some(before) = wanted.before {
        find = find.filter(Column::Id.lt(before));
    }
    numbers(find.into_tuple().all(db).await?)
}

fn numbers(rows: Vec<i64>) -> Result<Vec<RequestId>, Error> {
    rows.into_iter()
        .map(|id| RequestId::try_from(id).map_err(|_| Error::Impossible("a negative request id")))
        .collect()
}
