//! Reports: how the whole house stands, counted by the database. Read by the overview and by metrics,
//! never by anything that decides.

use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::entities::{journal, request, seat};
use super::{Error, micros, queues};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::WorkflowKey;

/// Where one band of ages ends and the next begins, in days.
pub const AGES_DAYS: [i64; 5] = [1, 3, 7, 14, 30];
/// How many bands there are; the last has no end.
pub const BANDS: usize = AGES_DAYS.len() + 1;
/// Most groups of open work that one report reads.
const CELLS_MAX: u64 = 2_000;

/// One department's open work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentCount {
    /// The department.
    pub department: String,
    /// How its queue stands.
    pub counts: queues::Counts,
}

/// The open work of one department at one step of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The department.
    pub department: String,
    /// The service's key.
    pub workflow: String,
    /// The stage, for work inside one.
    pub stage: Option<String>,
    /// How it stands.
    pub counts: queues::Counts,
    /// Since when the oldest is open, microseconds since 1970.
    pub oldest: i64,
    /// How much is how old, youngest band first; bands as [`AGES_DAYS`] says.
    pub ages: [i64; BANDS],
}

/// One week's ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Ended {
    /// Requests that ended.
    pub ended: i64,
    /// Of those, how many broke the promised or the lawful term, or that of handing over.
    pub late: i64,
}

#[derive(FromQueryResult)]
struct Row {
    department: String,
    open: i64,
    unclaimed: i64,
    free: i64,
    overdue: i64,
    soon: i64,
    stopped: i64,
}

#[derive(FromQueryResult)]
struct CellRow {
    department: String,
    workflow_key: String,
    stage: Option<String>,
    open: i64,
    unclaimed: i64,
    free: i64,
    overdue: i64,
    soon: i64,
    stopped: i64,
    oldest: Option<i64>,
    younger_1: i64,
    younger_3: i64,
    younger_7: i64,
    younger_14: i64,
    younger_30: i64,
}

/// Open work by department and light, at an instant of the law's clock.
///
/// # Errors
/// Whatever the database says.
pub async fn by_department(
    db: &impl ConnectionTrait,
    at: Instant,
) -> Result<Vec<DepartmentCount>, Error> {
    let rows: Vec<Row> = queues::counting(seat::Entity::find(), at)
        .column(seat::Column::Department)
        .group_by(seat::Column::Department)
        .order_by_asc(seat::Column::Department)
        .into_model()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| DepartmentCount {
            department: row.department,
            counts: queues::Counts {
                open: row.open,
                unclaimed: row.unclaimed,
                free: row.free,
                overdue: row.overdue,
                soon: row.soon,
                stopped: row.stopped,
            },
        })
        .collect())
}

/// Open work; whoever is complained about need not know of complaints.
fn open_work(complaints: bool) -> Select<seat::Entity> {
    let all = seat::Entity::find();
    match complaints {
        true => all,
        false => all.filter(seat::Column::Duty.starts_with("complaint:").not()),
    }
}

/// Open work by department, service and stage, with its ages, at an instant of the law's clock; with or
/// without complaints.
///
/// # Errors
/// Whatever the database says.
pub async fn cells(
    db: &impl ConnectionTrait,
    at: Instant,
    complaints: bool,
) -> Result<Vec<Cell>, Error> {
    let mut find = queues::counting(open_work(complaints), at)
        .column(seat::Column::Department)
        .column(seat::Column::WorkflowKey)
        .column(seat::Column::Stage)
        .column_as(seat::Column::OpenedAt.min(), "oldest");
    for days in AGES_DAYS {
        let since = micros(at - chrono::TimeDelta::days(days));
        let younger = Func::count(Expr::case(seat::Column::OpenedAt.gt(since), 1));
        find = find.column_as(Expr::expr(younger), format!("younger_{days}"));
    }
    let rows: Vec<CellRow> = find
        .group_by(seat::Column::Department)
        .group_by(seat::Column::WorkflowKey)
        .group_by(seat::Column::Stage)
        .order_by_asc(seat::Column::Department)
        .order_by_asc(seat::Column::WorkflowKey)
        .order_by_asc(seat::Column::Stage)
        .limit(CELLS_MAX)
        .into_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(cell).collect())
}

fn cell(row: CellRow) -> Cell {
    let younger = [
        row.younger_1,
        row.younger_3,
        row.younger_7,
        row.younger_14,
        row.younger_30,
    ];
    let mut ages = [0; BANDS];
    let mut before = 0;
    for (band, younger) in ages.iter_mut().zip(younger.into_iter().chain([row.open])) {
        *band = younger - before;
        before = younger;
    }
    Cell {
        department: row.department,
        workflow: row.workflow_key,
        stage: row.stage,
        counts: queues::Counts {
            open: row.open,
            unclaimed: row.unclaimed,
            free: row.free,
            overdue: row.overdue,
            soon: row.soon,
            stopped: row.stopped,
        },
        oldest: row.oldest.unwrap_or_default(),
        ages,
    }
}

/// The open work of one kind in one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// The duty as text; of a review of a row, the row's.
    pub duty: String,
    /// The department.
    pub department: String,
    /// The stage, for work inside one.
    pub stage: Option<String>,
    /// How it stands.
    pub counts: queues::Counts,
    /// Since when the oldest is open, microseconds since 1970.
    pub oldest: i64,
}

#[derive(FromQueryResult)]
struct KindRow {
    duty: String,
    department: String,
    stage: Option<String>,
    open: i64,
    unclaimed: i64,
    free: i64,
    overdue: i64,
    soon: i64,
    stopped: i64,
    oldest: Option<i64>,
}

/// The open work of a service by duty and department, at an instant of the law's clock.
///
/// # Errors
/// Whatever the database says.
pub async fn kinds(
    db: &impl ConnectionTrait,
    workflow: &WorkflowKey,
    at: Instant,
) -> Result<Vec<Kind>, Error> {
    let of_service = seat::Entity::find().filter(seat::Column::WorkflowKey.eq(workflow.as_str()));
    let mut find = queues::counting(of_service, at);
    for key in [
        seat::Column::Duty,
        seat::Column::Department,
        seat::Column::Stage,
    ] {
        find = find.column(key).group_by(key).order_by_asc(key);
    }
    let rows: Vec<KindRow> = find
        .column_as(seat::Column::OpenedAt.min(), "oldest")
        .limit(CELLS_MAX)
        .into_model()
        .all(db)
        .await?;
    let kind = |row: KindRow| Kind {
        duty: row.duty,
        department: row.department,
        stage: row.stage,
        counts: queues::Counts {
            open: row.open,
            unclaimed: row.unclaimed,
            free: row.free,
            overdue: row.overdue,
            soon: row.soon,
            stopped: row.stopped,
        },
        oldest: row.oldest.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(kind).collect())
}

/// How many requests are open.
///
/// # Errors
/// Whatever the database says.
pub async fn open_requests(db: &impl ConnectionTrait) -> Result<u64, Error> {
    let open = request::Entity::find().filter(request::Column::EndedAt.is_null());
    Ok(open.count(db).await?)
}

/// How much open work falls due within a span of the law's clock.
///
/// # Errors
/// Whatever the database says.
pub async fn due_within(
    db: &impl ConnectionTrait,
    from: Instant,
    to: Instant,
    complaints: bool,
) -> Result<u64, Error> {
    let due = open_work(complaints)
        .filter(seat::Column::Stopped.eq(false))
        .filter(seat::Column::DueAt.gte(micros(from)))
        .filter(seat::Column::DueAt.lt(micros(to)));
    Ok(due.count(db).await?)
}

/// How many cards were issued since an instant of the law's clock.
///
/// # Errors
/// Whatever the database says.
pub async fn cards_since(db: &impl ConnectionTrait, since: Instant) -> Result<u64, Error> {
    let cards = journal::Entity::find()
        .filter(journal::Column::Kind.eq("card_issued"))
        .filter(journal::Column::At.gte(micros(since)));
    Ok(cards.count(db).await?)
}

/// What ended within a span of the law's clock, and how much of it late.
///
/// # Errors
/// Whatever the database says.
pub async fn ended_within(
    db: &impl ConnectionTrait,
    from: Instant,
    to: Instant,
) -> Result<Ended, Error> {
    let late = Func::count(Expr::case(
        Expr::col(request::Column::EndedAt).gt(Expr::col(request::Column::DueAt)),
        1,
    ));
    let found = request::Entity::find()
        .select_only()
        .column_as(request::Column::Id.count(), "ended")
        .column_as(Expr::expr(late), "late")
        .filter(request::Column::EndedAt.gte(micros(from)))
        .filter(request::Column::EndedAt.lt(micros(to)))
        .into_model::<Ended>()
        .one(db)
        .await?;
    Ok(found.unwrap_or(Ended { ended: 0, late: 0 }))
}
