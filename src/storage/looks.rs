//! Looks at personal data: who, when, for what. Rows are only ever added; the applicant sees them.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::entities::look::{ActiveModel, Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::directory::Officer;
use crate::domain::identifiers::RequestId;

/// Most looks of one page.
pub const PAGE_MAX: u64 = 200;

/// A look, as recorded.
pub type Row = Model;

/// Records a look. `purpose` is a stable word such as `review:verify.age` or `verify`; `at` is law
/// time.
///
/// # Errors
/// Whatever the database says.
pub async fn record(
    db: &impl ConnectionTrait,
    id: RequestId,
    officer: &Officer,
    purpose: &str,
    correlation: Option<&str>,
    at: Instant,
) -> Result<(), Error> {
    let row = ActiveModel {
        request_id: Set(id.get()),
        id: Set(Uuid::now_v7()),
        at: Set(micros(at)),
        officer_id: Set(officer.id.0),
        department: Set(officer.department.to_string()),
        purpose: Set(purpose.to_owned()),
        correlation: Set(correlation.map(str::to_owned)),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The looks at a request, newest first, before one of them.
///
/// # Errors
/// Whatever the database says.
pub async fn of_request(
    db: &impl ConnectionTrait,
    id: RequestId,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Row>, Error> {
    let mut find = Entity::find()
        .filter(Column::RequestId.eq(id.get()))
        .order_by_desc(Column::Id)
        .limit(limit.clamp(1, PAGE_MAX));
    if let Some(before) = before {
        find = find.filter(Column::Id.lt(before));
    }
    Ok(find.all(db).await?)
}
