//! What can go wrong between us and the database.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A storage failure. Its text names no table and no statement; the cause beneath is for the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The row is there already (a unique key).
    #[error("it exists already")]
    Duplicate(#[source] DbErr),
    /// Another transaction was in the way; the same work may be tried again.
    #[error("another change was made at the same time")]
    Contention(#[source] DbErr),
    /// Another transaction holds what is wanted, and does not let go.
    #[error("another change holds it")]
    Locked(#[source] DbErr),
    /// The database cannot be reached, or has no connection to spare.
    #[error("the database cannot be reached")]
    Unreachable(#[source] DbErr),
    /// The database has no room left; what was asked may be asked again once there is.
    #[error("the database has no room left")]
    Full(#[source] DbErr),
    /// The database said no for any other reason.
    #[error("the database refused")]
    Refused(#[source] DbErr),
    /// The lease on a job has gone to somebody else; roll back.
    #[error("the lease on this job is lost")]
    LeaseLost,
    /// A job's payload does not become JSON.
    #[error("a payload cannot be written as JSON")]
    Payload(#[source] serde_json::Error),
    /// A job's payload is longer than a job may carry.
    #[error("a payload of {bytes} bytes is over the limit of {limit}")]
    PayloadTooLong {
        /// Length found.
        bytes: usize,
        /// [`super::jobs::MAX_PAYLOAD_BYTES`].
        limit: usize,
    },
    /// A row that was read no longer is as it was: roll back and decide afresh.
    #[error("another change came first")]
    Overtaken,
    /// What a row holds is not what we wrote.
    #[error("a row of {table} cannot be read")]
    Unreadable {
        /// Which table.
        table: &'static str,
        /// What is wrong with it.
        #[source]
        cause: serde_json::Error,
    },
    /// A state that this program never makes.
    #[error("{0}")]
    Impossible(&'static str),
    /// Neither `sqlite://path` nor `postgres://…`.
    #[error("the database URL begins with neither sqlite:// nor postgres://")]
    UnknownUrl,
}

impl Error {
    /// Whether the same call may succeed later, unchanged.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Contention(_) | Self::Locked(_) | Self::Unreachable(_) | Self::Full(_)
        )
    }

    /// The same once more, where it is the database's trouble and not that of the work: all who waited
    /// with it have it.
    pub fn of_the_house(&self) -> Option<Self> {
        match self {
            Self::Unreachable(cause) => Some(Self::Unreachable(cause.clone())),
            Self::Full(cause) => Some(Self::Full(cause.clone())),
            _ => None,
        }
    }

    /// Whether somebody else's write came first.
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            Self::Duplicate(_)
                | Self::Contention(_)
                | Self::Locked(_)
                | Self::LeaseLost
                | Self::Overtaken
        )
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return Self::Duplicate(error);
        }
        match Trouble::of(&error) {
            Trouble::Contention => Self::Contention(error),
            Trouble::Lock => Self::Locked(error),
            Trouble::Conflict => Self::Overtaken,
            Trouble::Connection => Self::Unreachable(error),
            Trouble::Room => Self::Full(error),
            Trouble::Other => Self::Refused(error),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        DbErr::Query(RuntimeErr::SqlxError(error.into())).into()
    }
}

/// What SQLite says where `batch` finds that another write came first; it has no code of its own.
const SQLITE_CONFLICT: &str = "integer overflow";

enum Trouble {
    Contention,
    Lock,
    /// As `batch` has the databases say it.
    Conflict,
    Connection,
    Room,
    Other,
}

impl Trouble {
    fn of(error: &DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(_) => Self::Connection,
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => Self::of_driver(cause),
            _ => Self::Other,
        }
    }

    fn of_driver(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(answer) if answer.message() == SQLITE_CONFLICT => Self::Conflict,
            sqlx::Error::Database(answer) => Self::of_code(answer.code().as_deref().unwrap_or("")),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Connection,
            _ => Self::Other,
        }
    }

    /// SQLSTATE on PostgreSQL, the extended result code on SQLite.
    fn of_code(code: &str) -> Self {
        match code {
            // serialization failure, deadlock
            "40001" | "40P01" => Self::Contention,
            // lock not available
            "55P03" => Self::Lock,
            // division by zero
            "22012" => Self::Conflict,
            // shutdown, crash, starting up, too many connections, idle in a transaction for too long
            "57P01" | "57P02" | "57P03" | "53300" | "25P03" => Self::Connection,
            // disk full, and SQLITE_FULL
            "53100" | "13" => Self::Room,
            // a standby: the one that writes is being changed over
            "25006" => Self::Connection,
            // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_SNAPSHOT
            "5" | "6" | "261" | "517" => Self::Contention,
            _ if code.len() == 5 && code.starts_with("08") => Self::Connection,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_is_told_from_what_does_not() {
        let passes = |code: &str| !matches!(Trouble::of_code(code), Trouble::Other);
        for code in [
            "40001", "55P03", "57P01", "25P03", "08006", "25006", "53100", "13", "5",
        ] {
            assert!(passes(code), "{code}");
        }
        for code in ["22021", "42P01", "23503", "1", "787"] {
            assert!(!passes(code), "{code}");
        }
    }
}
