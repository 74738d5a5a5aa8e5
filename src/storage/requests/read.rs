//! Finding requests, with or without a lock on them.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::Deserialize;

use super::{BATCH_MAX, Error, state, stored};
use crate::domain::calendar::Instant;
use crate::domain::facts::Facts;
use crate::domain::identifiers::RequestId;
use crate::domain::request::Request;
use crate::storage::entities::{fact, request};
use crate::storage::packing::Packed;
use crate::storage::{instant, micros};

/// A request as the tables have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its number.
    pub id: RequestId,
    /// Its state.
    pub request: Request,
    /// Its personal data.
    pub facts: Facts,
    /// Hash of its journal's last line.
    pub head: String,
    /// How often the applicant's secret was replaced.
    pub secret_generation: i32,
    /// When time changes it next, microseconds since 1970.
    pub wake_at: Option<i64>,
    /// When the whole is due, microseconds since 1970.
    pub due_at: Option<i64>,
    /// Whether its personal data was erased.
    pub erased: bool,
    /// The phase column, which repeats the state.
    pub phase: String,
    /// The version column, which repeats the state.
    pub version: i64,
}

/// What to do about a request that somebody else has locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locking {
    /// Wait for it.
    Wait,
    /// Leave it out. Only for work that whoever holds it does anyway, such as firing timers.
    Skip,
}

/// One request, unlocked.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn find(db: &impl ConnectionTrait, id: RequestId) -> Result<Option<Stored>, Error> {
    let found = Whole::find()
        .filter(request::Column::Id.eq(id.get()))
        .into_model::<Whole>();
    found.one(db).await?.map(Whole::stored).transpose()
}

/// Several requests, unlocked; those that are not there are left out.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn find_all(db: &impl ConnectionTrait, ids: &[RequestId]) -> Result<Vec<Stored>, Error> {
    let mut ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = Whole::find()
        .filter(request::Column::Id.is_in(ids))
        .order_by_asc(request::Column::Id)
        .into_model::<Whole>();
    let rows = found.all(db).await?.into_iter();
    rows.map(Whole::stored).collect()
}

/// A request and its personal data, as one statement reads them.
#[derive(FromQueryResult)]
struct Whole {
    #[sea_orm(nested)]
    row: request::Model,
    facts: Option<String>,
}

impl Whole {
    fn find() -> Select<request::Entity> {
        let beside = request::Entity::belongs_to(fact::Entity)
            .from(request::Column::Id)
            .to(fact::Column::RequestId);
        request::Entity::find()
            .join(JoinType::LeftJoin, beside.into())
            .column_as(fact::Column::Body, "facts")
    }

    fn stored(self) -> Result<Stored, Error> {
        stored(self.row, self.facts.as_deref())
    }
}

/// What lists say of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Its number.
    pub id: i64,
    /// The version of its workflow.
    pub workflow_version: u32,
    /// When it was received.
    pub received_at: Instant,
    /// Who applies; none once that was erased.
    pub applicant: Option<String>,
}

/// What lists say of several requests, in the order of their ids; those that are not there are left
/// out.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn briefs(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<Brief>, Error> {
    /// The little of `domain::Facts` that is wanted here.
    #[derive(Default, Deserialize)]
    struct Named {
        #[serde(default)]
        applicant: Option<Name>,
    }
    #[derive(Deserialize)]
    struct Name {
        name: String,
    }
    let rows: Vec<(i64, i32, i64, Option<String>)> = Whole::find()
        .select_only()
        .columns([request::Column::Id, request::Column::WorkflowVersion])
        .column(request::Column::ReceivedAt)
        .column(fact::Column::Body)
        .filter(request::Column::Id.is_in(ids))
        .order_by_asc(request::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let brief = |(id, version, received_at, facts): (i64, i32, i64, Option<String>)| {
        let named = facts.map(|facts| serde_json::from_str::<Named>(&facts));
        let named = named.transpose().map_err(|cause| Error::Unreadable {
            table: "fact",
            cause,
        })?;
        let applicant = named.unwrap_or_default().applicant;
        Ok(Brief {
            id,
            workflow_version: u32::try_from(version).unwrap_or_default(),
            received_at: instant(received_at),
            applicant: applicant.map(|applicant| applicant.name),
        })
    };
    rows.into_iter().map(brief).collect()
}

/// Where requests stand, unlocked and without their personal data; those that do not exist are left
/// out. At most [`BATCH_MAX`].
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn states(
    db: &impl ConnectionTrait,
    ids: &[RequestId],
) -> Result<BTreeMap<RequestId, Request>, Error> {
    if ids.len() > BATCH_MAX {
        return Err(Error::Impossible("more requests read than BATCH_MAX"));
    }
    let states: Vec<Packed> = request::Entity::find()
        .select_only()
        .column(request::Column::State)
        .filter(request::Column::Id.is_in(ids.iter().map(|id| id.get())))
        .into_tuple()
        .all(db)
        .await?;
    let read = |packed| {
        let request = state(&packed)?;
        Ok((request.id, request))
    };
    states.into_iter().map(read).collect()
}

/// Locks requests in the order of their ids, so that no two transactions wait in a circle, and
/// reads them. SQLite's writing transaction locks everything as it is.
///
/// # Errors
/// [`Error::Contention`], [`Error::Unreadable`], besides whatever the database says.
pub async fn lock(
    tx: &impl ConnectionTrait,
    ids: &[RequestId],
    locking: Locking,
) -> Result<Vec<Stored>, Error> {
    if ids.len() > BATCH_MAX {
        return Err(Error::Impossible(
            "more requests in a transaction than BATCH_MAX",
        ));
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let find = request::Entity::find()
        .filter(request::Column::Id.is_in(ids.clone()))
        .order_by_asc(request::Column::Id);
    let find = match locking {
        Locking::Wait => find.lock_exclusive(),
        Locking::Skip => find.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked),
    };
    let rows = find.all(tx).await?;
    // In a statement of its own: a lock refreshes the locked row alone.
    let facts = fact::Entity::find()
        .filter(fact::Column::RequestId.is_in(ids))
        .order_by_asc(fact::Column::RequestId)
        .all(tx)
        .await?;
    rows.into_iter()
        .map(|row| {
            let found = facts
                .binary_search_by_key(&row.id, |fact| fact.request_id)
                .ok();
            let facts = found.and_then(|index| facts.get(index));
            stored(row, facts.map(|fact| fact.body.as_str()))
        })
        .collect()
}

/// Requests that time changes at or before `until`, earliest first, each with its `wake_at`. The
/// next page starts after the last of this one.
///
/// # Errors
/// Whatever the database says.
pub async fn due(
    db: &impl ConnectionTrait,
    until: Instant,
    after: Option<(i64, RequestId)>,
    limit: u64,
) -> Result<Vec<(i64, RequestId)>, Error> {
    let mut find = request::Entity::find()
        .select_only()
        .column(request::Column::WakeAt)
        .column(request::Column::Id)
        .filter(request::Column::WakeAt.lte(micros(until)))
        .order_by_asc(request::Column::WakeAt)
        .order_by_asc(request::Column::Id)
        .limit(limit);
    if let Some((wake_at, id)) = after {
        let place = Expr::tuple([
            Expr::col(request::Column::WakeAt),
            Expr::col(request::Column::Id),
        ]);
        find = find.filter(place.gt(Expr::tuple([Expr::val(wake_at), Expr::val(id.get())])));
    }
    let rows: Vec<(i64, i64)> = find.into_tuple().all(db).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(wake_at, id)| Some((wake_at, RequestId::try_from(id).ok()?)))
        .collect())
}

/// Ids after `after` in their order, for walking over everything in pages.
///
/// # Errors
/// Whatever the database says.
pub async fn ids(
    db: &impl ConnectionTrait,
    after: Option<RequestId>,
    limit: u64,
) -> Result<Vec<RequestId>, Error> {
    let rows: Vec<i64> = request::Entity::find()
        .select_only()
        .column(request::Column::Id)
        .filter(request::Column::Id.gt(after.map_or(-1, RequestId::get)))
        .order_by_asc(request::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|id| RequestId::try_from(id).ok())
        .collect())
}

/// How many requests there are.
///
/// # Errors
/// Whatever the database says.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(request::Entity::find().count(db).await?)
}
