//! How queues stand: how much is open, free, late. Of a long queue only the head is counted.

use sea_orm::sea_query::{Expr, Func, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QuerySelect, QueryTrait, Select,
};

use super::{Column, Entity, Error, ROLES_MAX, all_of, in_order};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::storage::{finished, micros};

/// How a queue stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromQueryResult)]
pub struct Counts {
    /// Open work.
    pub open: i64,
    /// Of that, held by nobody.
    pub unclaimed: i64,
    /// Of what is held by nobody, what runs: what somebody can take up now.
    pub free: i64,
    /// Past due and running: red.
    pub overdue: i64,
    /// Not past due, but nearly: yellow.
    pub soon: i64,
    /// Standing still: grey.
    pub stopped: i64,
}

/// Most of each role's part of a queue that is counted: the index is read up to there, however long
/// the queue is. As many stand for more.
pub const COUNTED_MAX: u64 = 1_000;

/// Counts, at an instant of the law's clock, what [`page`] lists for these roles: in its order, up to
/// [`COUNTED_MAX`] a role.
///
/// # Errors
/// Whatever the database says.
pub async fn counts(
    db: &impl ConnectionTrait,
    department: &DepartmentKey,
    roles: impl IntoIterator<Item = &RoleKey>,
    at: Instant,
) -> Result<Counts, Error> {
    let roles: Vec<&str> = roles
        .into_iter()
        .take(ROLES_MAX)
        .map(AsRef::as_ref)
        .collect();
    let parts = roles.iter().flat_map(|role| {
        let moved = Column::OwnRole
            .eq(*role)
            .and(Column::Role.is_not_in(roles.iter().copied()));
        [Column::Role.eq(*role), moved].map(|theirs| {
            let part = in_order(Entity::find())
                .filter(Column::Department.eq(department.as_str()))
                .filter(theirs)
                .limit(COUNTED_MAX);
            let mut of_part = Query::select();
            of_part.from_subquery(part.into_query(), "part");
            for (expr, name) in counted(at) {
                of_part.expr_as(expr, name);
            }
            of_part
        })
    });
    let Some(parts) = all_of(parts) else {
        return Ok(Counts::default());
    };
    let found = Counts::find_by_statement(db.get_database_backend().build(&parts));
    let mut all = Counts::default();
    found
        .all(db)
        .await?
        .into_iter()
        .for_each(|part| all.add(part));
    Ok(all)
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.open += other.open;
        self.unclaimed += other.unclaimed;
        self.free += other.free;
        self.overdue += other.overdue;
        self.soon += other.soon;
        self.stopped += other.stopped;
    }
}

/// Adds the columns of [`Counts`] to a selection of seats.
pub(in crate::storage) fn counting(find: Select<Entity>, at: Instant) -> Select<Entity> {
    let columns = counted(at).into_iter();
    columns.fold(find.select_only(), |find, (expr, name)| {
        find.column_as(expr, name)
    })
}

/// The columns of [`Counts`], over seats or part of them.
fn counted(at: Instant) -> [(Expr, &'static str); 6] {
    let at = micros(at);
    let running = || Expr::col(Column::Stopped).eq(false);
    // Both databases count what is not null.
    let count = |condition: Expr| Expr::expr(Func::count(Expr::case(condition, 1)));
    [
        (Expr::expr(Func::count(Expr::col(Column::Duty))), "open"),
        (count(Expr::col(Column::Holder).is_null()), "unclaimed"),
        (
            count(Expr::col(Column::Holder).is_null().and(running())),
            "free",
        ),
        (
            count(running().and(Expr::col(Column::DueAt).lt(at))),
            "overdue",
        ),
        (
            count(
                running()
                    .and(Expr::col(Column::DueAt).gte(at))
                    .and(Expr::col(Column::SoonAt).lte(at)),
            ),
            "soon",
        ),
        (count(Expr::col(Column::Stopped).eq(true)), "stopped"),
    ]
}

/// How much one officer holds.
///
/// # Errors
/// Whatever the database says.
pub async fn held_count(db: &impl ConnectionTrait, holder: OfficerId) -> Result<i64, Error> {
    let held = Entity::find()
        .select_only()
        .column_as(Expr::expr(Func::count(Expr::col(Column::Duty))), "held")
        .filter(Column::Holder.eq(holder.0))
        .into_tuple::<i64>();
    Ok(held.one(db).await?.unwrap_or_default())
}

/// What one officer has to do with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromQueryResult)]
pub struct Own {
    /// How much they hold.
    pub held: i64,
    /// How much they finished since the instant that was asked for, up to [`COUNTED_MAX`].
    pub finished: i64,
}

/// How much one officer holds, and finished since an instant of the law's clock.
///
/// # Errors
/// Whatever the database says.
pub async fn own(
    db: &impl ConnectionTrait,
    officer: OfficerId,
    since: Instant,
) -> Result<Own, Error> {
    let held = Entity::find()
        .select_only()
        .column_as(Expr::expr(Func::count(Expr::col(Column::Duty))), "held")
        .filter(Column::Holder.eq(officer.0));
    let own = Query::select()
        .expr_as(Expr::from(held.into_query()), "held")
        .expr_as(
            Expr::from(finished::counting(officer, since, COUNTED_MAX)),
            "finished",
        )
        .to_owned();
    let found = Own::find_by_statement(db.get_database_backend().build(&own));
    Ok(found.one(db).await?.unwrap_or_default())
}

/// How many pieces of work are in the queues of a department.
///
/// # Errors
/// Whatever the database says.
pub async fn count_of(db: &impl ConnectionTrait, department: &DepartmentKey) -> Result<u64, Error> {
    let of = Entity::find().filter(Column::Department.eq(department.as_str()));
    Ok(of.count(db).await?)
}
