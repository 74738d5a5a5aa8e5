//! Looks at personal data: who, when, for what. Rows are only ever added; the applicant sees them.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use uuid::Uuid;

use super::entities::look::{ActiveModel, Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::directory::Officer;
use crate::domain::identifiers::RequestId;

/// Purpose of a look at the journal; another is a duty, as written.
pub const OF_JOURNAL: &str = "journal";
/// Purpose of a look at the certificate.
pub const OF_CERTIFICATE: &str = "certificate";
/// Begins the purpose of a look at a file: the duty follows.
pub const OF_DOCUMENT: &str = "document:";
/// Begins the purposes of the counter.
pub const AT_COUNTER: &str = "counter";

/// Most looks of one page.
pub const PAGE_MAX: u64 = 200;

/// A look, as recorded.
pub type Row = Model;

/// A look to record.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Who looks, or in whose name a program does.
    pub officer: &'a Officer,
    /// A stable word such as `review:verify.age` or `journal`.
    pub purpose: &'a str,
    /// Names the call through every room.
    pub correlation: Option<&'a str>,
    /// Whether a program looks, over the interface for other systems.
    pub by_program: bool,
    /// Law time.
    pub at: Instant,
}

/// Records a look.
///
/// # Errors
/// Whatever the database says.
pub async fn record(
    db: &impl ConnectionTrait,
    id: RequestId,
    look: &Look<'_>,
) -> Result<(), Error> {
    let row = ActiveModel {
        request_id: Set(id.get()),
        id: Set(Uuid::now_v7()),
        at: Set(micros(look.at)),
        officer_id: Set(look.officer.id.0),
        department: Set(look.officer.department.to_string()),
        purpose: Set(look.purpose.to_owned()),
        correlation: Set(look.correlation.map(str::to_owned)),
        by_program: Set(look.by_program),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Whose looks there were, and what for.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Step {
    /// The department of who looked.
    pub department: String,
    /// The purpose.
    pub purpose: String,
}

/// What any look at a request was for, each department with each purpose once.
///
/// # Errors
/// Whatever the database says.
pub async fn steps(db: &impl ConnectionTrait, id: RequestId) -> Result<Vec<Step>, Error> {
    let find = Entity::find()
        .select_only()
        .column(Column::Department)
        .column(Column::Purpose)
        .filter(Column::RequestId.eq(id.get()))
        .distinct()
        .order_by_asc(Column::Department)
        .order_by_asc(Column::Purpose);
    Ok(find.into_model::<Step>().all(db).await?)
}

/// The looks of people or of programs at a request, newest first, before one of them.
///
/// # Errors
/// Whatever the database says.
pub async fn of_request(
    db: &impl ConnectionTrait,
    id: RequestId,
    by_program: bool,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Row>, Error> {
    let mut find = Entity::find()
        .filter(Column::RequestId.eq(id.get()))
        .filter(Column::ByProgram.eq(by_program))
        .order_by_desc(Column::Id)
        .limit(limit.clamp(1, PAGE_MAX));
    if let Some(before) = before {
        find = find.filter(Column::Id.lt(before));
    }
    Ok(find.all(db).await?)
}
