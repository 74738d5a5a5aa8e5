//! Requests by their applicant: by name and the end of a number, for the counter.

use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Error;
use crate::domain::identifiers::RequestId;
use crate::storage::entities::fact;

/// Most requests found by one name.
pub const NAMED_MAX: u64 = 50;

/// Requests whose applicant has exactly this name, letters great or small, and an identity number or
/// a phone that ends so. At most `limit`, by number. The name has an index of its own.
///
/// # Errors
/// Whatever the database says.
pub async fn named(
    db: &impl ConnectionTrait,
    name: &str,
    end: &str,
    limit: u64,
) -> Result<Vec<RequestId>, Error> {
    let (is_named, ends) = match db.get_database_backend() {
        DbBackend::Postgres => (
            "lower(body::jsonb #>> '{applicant,name}') = lower($1)",
            "($1 = upper(right(body::jsonb #>> '{applicant,identity}', 4)) \
             OR $1 = right(body::jsonb #>> '{applicant,phone}', 4))",
        ),
        _ => (
            "lower(json_extract(body, '$.applicant.name')) = lower(?)",
            "? IN (upper(substr(json_extract(body, '$.applicant.identity'), -4)), \
             substr(json_extract(body, '$.applicant.phone'), -4))",
        ),
    };
    let ids: Vec<i64> = fact::Entity::find()
        .select_only()
        .column(fact::Column::RequestId)
        .filter(Expr::cust_with_values(is_named, [name]))
        .filter(Expr::cust_with_values(ends, [end.to_uppercase()]))
        .order_by_desc(fact::Column::RequestId)
        .limit(limit.min(NAMED_MAX))
        .into_tuple()
        .all(db)
        .await?;
    let id =
        |id: i64| RequestId::try_from(id).map_err(|_| Error::Impossible("a negative request id"));
    ids.into_iter().map(id).collect()
}
