//! The database's clock, which all nodes on it can ask.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{Error, instant};

/// What PostgreSQL shows now, not when the transaction began.
const NOW: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

/// What the database's clock shows; none where that is this machine's.
///
/// # Errors
/// Whatever the database says.
pub async fn now(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, Error> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, NOW))
        .await?;
    let row = row.ok_or(Error::Impossible("a clock that shows nothing"))?;
    Ok(Some(instant(row.try_get_by_index(0)?)))
}
