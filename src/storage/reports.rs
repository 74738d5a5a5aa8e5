//! How the house stands, in numbers: requests by phase, work by light.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entities::{request, seat};
use super::{Error, micros, queues};
use crate::domain::calendar::Instant;

/// Requests of a service in one phase.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct PhaseCount {
    /// The service.
    pub workflow_key: String,
    /// The phase's stable word.
    pub phase: String,
    /// How many.
    pub requests: i64,
}

/// Requests by service and phase.
///
/// # Errors
/// Whatever the database says.
pub async fn by_phase(db: &impl ConnectionTrait) -> Result<Vec<PhaseCount>, Error> {
    Ok(request::Entity::find()
        .select_only()
        .column(request::Column::WorkflowKey)
        .column(request::Column::Phase)
        .column_as(request::Column::Id.count(), "requests")
        .group_by(request::Column::WorkflowKey)
        .group_by(request::Column::Phase)
        .order_by_asc(request::Column::WorkflowKey)
        .order_by_asc(request::Column::Phase)
        .into_model()
        .all(db)
        .await?)
}

/// One department's open work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentCount {
    /// The department.
    pub department: String,
    /// How its queue stands.
    pub counts: queues::Counts,
}

#[derive(FromQueryResult)]
struct Row {
    department: String,
    open: i64,
    unclaimed: i64,
    overdue: i64,
    soon: i64,
    stopped: i64,
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
                overdue: row.overdue,
                soon: row.soon,
                stopped: row.stopped,
            },
        })
        .collect())
}

/// Open requests whose whole term is over.
///
/// # Errors
/// Whatever the database says.
pub async fn overdue_requests(db: &impl ConnectionTrait, at: Instant) -> Result<u64, Error> {
    use sea_orm::PaginatorTrait;
    Ok(request::Entity::find()
        .filter(request::Column::EndedAt.is_null())
        .filter(request::Column::DueAt.lt(micros(at)))
        .count(db)
        .await?)
}
