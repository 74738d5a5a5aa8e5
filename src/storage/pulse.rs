//! Whether queues changed, for whoever has one open: figures that differ when it did, read by one scan of
//! open work for all of them.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryOrder, QuerySelect,
};

use super::Error;
use super::entities::seat::{Column, Entity};

/// Most groups of open work that are told apart.
const BEATS_MAX: u64 = 20_000;

/// The open work of a department in the hands of one role and one holder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromQueryResult)]
pub struct Beat {
    /// Whose queue.
    pub department: String,
    /// The role that may take it.
    pub role: String,
    /// The role that the workflow gives it, where a ladder moved it.
    pub own_role: Option<String>,
    /// Who holds it.
    pub holder: Option<i64>,
    /// How much it is.
    pub open: i64,
    /// The sum of its revisions: what changed at a seat raises it.
    pub revisions: i64,
    /// When the newest was opened, microseconds since 1970 on the law's clock.
    pub newest: i64,
}

/// How every queue stands, in an order of its own.
///
/// # Errors
/// Whatever the database says.
pub async fn beats(db: &impl ConnectionTrait) -> Result<Vec<Beat>, Error> {
    let revisions = Expr::expr(Column::Revision.sum()).cast_as("BIGINT");
    let mut find = Entity::find().select_only();
    for key in [
        Column::Department,
        Column::Role,
        Column::OwnRole,
        Column::Holder,
    ] {
        find = find.column(key).group_by(key).order_by_asc(key);
    }
    Ok(find
        .column_as(Column::Duty.count(), "open")
        .column_as(revisions, "revisions")
        .column_as(Column::OpenedAt.max(), "newest")
        .limit(BEATS_MAX)
        .into_model()
        .all(db)
        .await?)
}
