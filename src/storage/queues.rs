//! Queues 待办: open work of a department, most urgent first, in pages.
//!
//! A queue is read by index alone: one short scan for each role the reader holds, merged here. The
//! rows are a projection that `requests::commit` keeps; nothing is written in this file but by
//! [`replace`], which lays a request's whole projection anew when a calendar moved its dues.

mod counts;

use std::fmt;
use std::str::FromStr;

use sea_orm::sea_query::{Expr, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, Iterable, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::entities::seat::{ActiveModel, Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::directory::SUPERVISOR;
use crate::domain::identifiers::{
    DepartmentKey, OfficerId, RequestId, RequestIdError, RoleKey, StageKey, WorkflowKey,
};
pub(super) use counts::counting;
pub use counts::{COUNTED_MAX, Counts, Own, count_of, counts, held_count, own};

/// Most rows of one page.
pub const PAGE_MAX: u64 = 200;
/// The due of a seat without a clock: it sorts behind every other.
pub const NO_DUE: i64 = i64::MAX;
/// Most roles that one page reads for.
pub const ROLES_MAX: usize = 16;

/// Open work, as a queue lists it.
pub type Row = Model;

impl Row {
    /// Whether a role has it: it is in its hands, or theirs by the workflow though a ladder moved it.
    #[must_use]
    pub fn is_of(&self, role: &RoleKey) -> bool {
        self.role == role.as_str() || self.own_role.as_deref() == Some(role.as_str())
    }
}

/// Which part of a queue; everything unless said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what nobody holds.
    pub unclaimed: bool,
    /// Only this service.
    pub workflow: Option<WorkflowKey>,
    /// Only this stage.
    pub stage: Option<StageKey>,
    /// Only work outside stages: receiving, deciding, handing over.
    pub outside_stages: bool,
    /// Only this department's queue, where a list spans several.
    pub department: Option<DepartmentKey>,
    /// Only what stands so.
    pub standing: Option<Standing>,
    /// Leaves out answers to complaints, of which not everybody may know.
    pub without_complaints: bool,
}

/// How work stands, at an instant of the law's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Past due and running: red.
    Overdue(Instant),
    /// Not past due, but nearly: yellow.
    Soon(Instant),
    /// Standing still: grey.
    Stopped,
    /// Not standing still.
    Running,
    /// Running, and due from the one instant to before the other.
    Due(Instant, Instant),
}

impl Standing {
    fn narrow(self, find: Select<Entity>) -> Select<Entity> {
        let running = || Column::Stopped.eq(false);
        match self {
            Self::Overdue(at) => find.filter(running().and(Column::DueAt.lt(micros(at)))),
            Self::Soon(at) => find
                .filter(running().and(Column::DueAt.gte(micros(at))))
                .filter(Column::SoonAt.lte(micros(at))),
            Self::Stopped => find.filter(Column::Stopped.eq(true)),
            Self::Running => find.filter(running()),
            Self::Due(from, to) => find
                .filter(running().and(Column::DueAt.gte(micros(from))))
                .filter(Column::DueAt.lt(micros(to))),
        }
    }
}

impl Filter {
    fn narrow(&self, mut find: Select<Entity>) -> Select<Entity> {
        if self.unclaimed {
            find = find.filter(Column::Holder.is_null());
        }
        if let Some(workflow) = &self.workflow {
            find = find.filter(Column::WorkflowKey.eq(workflow.as_str()));
        }
        if let Some(stage) = &self.stage {
            find = find.filter(Column::Stage.eq(stage.as_str()));
        }
        if self.outside_stages {
            find = find.filter(Column::Stage.is_null());
        }
        if let Some(department) = &self.department {
            find = find.filter(Column::Department.eq(department.as_str()));
        }
        if self.without_complaints {
            find = find.filter(Column::Duty.not_like("complaint:%"));
        }
        if let Some(standing) = self.standing {
            find = standing.narrow(find);
        }
        find
    }
}

/// A place in a queue: the last row of a page. Its fields are the order of a queue: what came back
/// from a correction first, then least time left (the overdue before the rest), then what waits
/// longest; the last two only make it total. The indexes on `seat` follow it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    rank: i16,
    due_at: i64,
    opened_at: i64,
    request_id: i64,
    duty: String,
}

/// A text that is no place in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor; leave it out to start at the top")]
pub struct CursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rank,
            due_at,
            opened_at,
            request_id,
            duty,
        } = self;
        write!(f, "{rank}~{due_at}~{opened_at}~{request_id}~{duty}")
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let mut parts = text.splitn(5, '~');
        let mut number = || -> Option<i64> { parts.next()?.parse().ok() };
        let numbers = (number(), number(), number(), number());
        let (Some(rank), Some(due_at), Some(opened_at), Some(request_id)) = numbers else {
            return Err(CursorError);
        };
        let duty = parts.next().ok_or(CursorError)?.to_owned();
        Ok(Self {
            rank: rank.try_into().map_err(|_| CursorError)?,
            due_at,
            opened_at,
            request_id,
            duty,
        })
    }
}

impl From<&Row> for Cursor {
    fn from(row: &Row) -> Self {
        Self {
            rank: row.rank,
            due_at: row.due_at,
            opened_at: row.opened_at,
            request_id: row.request_id,
            duty: row.duty.clone(),
        }
    }
}

/// A page of a queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its rows, in the order of [`Cursor`].
    pub rows: Vec<Row>,
    /// Where the next page starts; none on the last.
    pub next: Option<Cursor>,
}

/// A page of a department's queue, for somebody who holds these roles: what is in their hands, and
/// what a ladder moved to another role though it is theirs by the workflow. A head may take any seat
/// of the department and passes every role there is.
///
/// # Errors
/// Whatever the database says.
pub async fn page(
    db: &impl ConnectionTrait,
    department: &DepartmentKey,
    roles: impl IntoIterator<Item = &RoleKey>,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page, Error> {
    let limit = limit.clamp(1, PAGE_MAX);
    let parts = roles.into_iter().take(ROLES_MAX).flat_map(|role| {
        [Column::Role, Column::OwnRole].map(|holds| {
            let find = Entity::find()
                .filter(Column::Department.eq(department.as_str()))
                .filter(holds.eq(role.as_str()));
            whole_rows(from(filter.narrow(find), after, limit))
        })
    });
    let Some(all) = all_of(parts) else {
        return Ok(cut(Vec::new(), limit));
    };
    let rows = Model::find_by_statement(db.get_database_backend().build(&all));
    Ok(cut(rows.all(db).await?, limit))
}

/// A selection of seats as a table of its own, so that its order and end stay its own beside others.
fn whole_rows(find: Select<Entity>) -> SelectStatement {
    let mut rows = Query::select();
    rows.columns(Column::iter())
        .from_subquery(find.into_query(), "part");
    rows
}

/// Several selections read in one statement.
fn all_of(parts: impl IntoIterator<Item = SelectStatement>) -> Option<SelectStatement> {
    let mut parts = parts.into_iter();
    let mut all = parts.next()?;
    all.unions(parts.map(|part| (UnionType::All, part)));
    Some(all)
}

/// A page of what one officer holds, in whatever queue.
///
/// # Errors
/// Whatever the database says.
pub async fn held_by(
    db: &impl ConnectionTrait,
    holder: OfficerId,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page, Error> {
    let limit = limit.clamp(1, PAGE_MAX);
    let find = filter.narrow(Entity::find().filter(Column::Holder.eq(holder.0)));
    Ok(cut(from(find, after, limit).all(db).await?, limit))
}

/// A page of what was handed to the supervisors, whatever the department.
///
/// # Errors
/// Whatever the database says.
pub async fn handed(
    db: &impl ConnectionTrait,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page, Error> {
    let limit = limit.clamp(1, PAGE_MAX);
    // In so many words: the index over it holds this role alone.
    let supervisor = Expr::cust(format!("'{SUPERVISOR}'"));
    let find = filter.narrow(Entity::find().filter(Expr::col(Column::Role).eq(supervisor)));
    Ok(cut(from(find, after, limit).all(db).await?, limit))
}

/// A page of all open work, whosever it is.
///
/// # Errors
/// Whatever the database says.
pub async fn of_all(
    db: &impl ConnectionTrait,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page, Error> {
    let limit = limit.clamp(1, PAGE_MAX);
    let find = from(filter.narrow(Entity::find()), after, limit);
    Ok(cut(find.all(db).await?, limit))
}

/// The seats of one request.
///
/// # Errors
/// Whatever the database says.
pub async fn of_request(db: &impl ConnectionTrait, id: RequestId) -> Result<Vec<Row>, Error> {
    Ok(Entity::find()
        .filter(Column::RequestId.eq(id.get()))
        .order_by_asc(Column::Duty)
        .all(db)
        .await?)
}

/// Requests with open reviews in a stage, a page of [`PAGE_MAX`]: those with the least time left first,
/// each with its earliest due. The next page starts after the last of this one.
///
/// # Errors
/// Whatever the database says.
pub async fn requests_in_stage(
    db: &impl ConnectionTrait,
    workflow: &WorkflowKey,
    stage: &StageKey,
    after: Option<(i64, RequestId)>,
) -> Result<Vec<(i64, RequestId)>, Error> {
    let mut find = Entity::find()
        .select_only()
        .column_as(Column::DueAt.min(), "due_at")
        .column(Column::RequestId)
        .filter(Column::WorkflowKey.eq(workflow.as_str()))
        .filter(Column::Stage.eq(stage.as_str()))
        .filter(Column::Duty.starts_with("review:"))
        .group_by(Column::RequestId)
        .order_by_asc(Column::DueAt.min())
        .order_by_asc(Column::RequestId)
        .limit(PAGE_MAX);
    if let Some((due_at, id)) = after {
        let place = Expr::tuple([Column::DueAt.min(), Expr::col(Column::RequestId)]);
        let last = Expr::tuple([Expr::val(due_at), Expr::val(id.get())]);
        find = find.having(place.gt(last));
    }
    let rows: Vec<(i64, i64)> = find.into_tuple().all(db).await?;
    let place = |(due_at, id)| Ok((due_at, RequestId::try_from(id)?));
    let places: Result<_, RequestIdError> = rows.into_iter().map(place).collect();
    places.map_err(|_| Error::Impossible("a seat of an impossible request"))
}

/// Lays the projection of one request anew; the caller holds its lock.
///
/// # Errors
/// Whatever the database says.
pub async fn replace(
    tx: &impl ConnectionTrait,
    id: RequestId,
    rows: Vec<Row>,
) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::RequestId.eq(id.get()))
        .exec(tx)
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows
        .into_iter()
        .map(|row| sea_orm::ActiveModelTrait::reset_all(ActiveModel::from(row)));
    Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// In the order of a queue.
fn in_order(find: Select<Entity>) -> Select<Entity> {
    find.order_by_asc(Column::Rank)
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::OpenedAt)
        .order_by_asc(Column::RequestId)
        .order_by_asc(Column::Duty)
}

/// Queue order from a place on, one row more than asked so that the end of the queue shows.
fn from(find: Select<Entity>, after: Option<&Cursor>, limit: u64) -> Select<Entity> {
    let find = in_order(find).limit(limit + 1);
    let Some(after) = after else {
        return find;
    };
    let place = Expr::tuple([
        Expr::col(Column::Rank),
        Expr::col(Column::DueAt),
        Expr::col(Column::OpenedAt),
        Expr::col(Column::RequestId),
        Expr::col(Column::Duty),
    ]);
    let last = Expr::tuple([
        Expr::val(after.rank),
        Expr::val(after.due_at),
        Expr::val(after.opened_at),
        Expr::val(after.request_id),
        Expr::val(after.duty.as_str()),
    ]);
    find.filter(place.gt(last))
}

fn cut(mut rows: Vec<Row>, limit: u64) -> Page {
    rows.sort_by(|one, other| Cursor::from(one).cmp(&Cursor::from(other)));
    // Whoever holds both roles of a seat that was moved finds it twice.
    rows.dedup_by(|one, other| (one.request_id, &one.duty) == (other.request_id, &other.duty));
    let more = rows.len() as u64 > limit;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(Cursor::from);
    Page { rows, next }
}
