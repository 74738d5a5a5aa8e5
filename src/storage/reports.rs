//! How the house stands, in numbers: work by department and light.

use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, QueryOrder, QuerySelect};

use super::entities::seat;
use super::{Error, queues};
use crate::domain::calendar::Instant;

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
