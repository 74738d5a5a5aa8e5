//! PostgreSQL's connections, held: sqlx's own pool asks every connection that comes back whether it is
//! alive, which costs each statement outside a transaction a second round trip. Here a connection that
//! came back sound is trusted for a moment; what failed or was left in the middle is closed.

use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, Object, Pool, PoolError, QueueMode, RecycleResult};
use sea_orm::{ConnAcquireErr, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Postgres};

/// A connection that came back within this time is used without being asked.
const TRUSTED: Duration = Duration::from_millis(50);
/// How long between tries while the server starts.
const STARTING: Duration = Duration::from_millis(100);

/// A pool of connections to one server.
#[derive(Clone)]
pub(super) struct Held(Pool<Connector>);

/// Opens connections, and says which may be used again.
pub(super) struct Connector(PgConnectOptions);

/// A connection, taken out; unsound while something is under way, and closed where it stays so.
pub(super) struct Taken {
    connection: Option<Object<Connector>>,
    is_sound: bool,
}

impl Manager for Connector {
    type Type = PgConnection;
    type Error = sqlx::Error;

    /// A server that starts is waited for; whoever asks says how long.
    async fn create(&self) -> Result<PgConnection, sqlx::Error> {
        loop {
            match PgConnection::connect_with(&self.0).await {
                Err(error) if is_starting(&error) => tokio::time::sleep(STARTING).await,
                opened => return opened,
            }
        }
    }

    async fn recycle(
        &self,
        connection: &mut PgConnection,
        metrics: &Metrics,
    ) -> RecycleResult<sqlx::Error> {
        if metrics.last_used() >= TRUSTED {
            connection.ping().await?;
        }
        Ok(())
    }
}

fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(cause) => cause.kind() == std::io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(answer) => answer.code().as_deref() == Some("57P03"),
        _ => false,
    }
}

impl Held {
    /// At most so many connections; whoever finds none free waits no longer than this.
    pub(super) fn of(
        options: PgConnectOptions,
        connections: u32,
        patience: Duration,
    ) -> Result<Self, DbErr> {
        let pool = Pool::builder(Connector(options))
            .max_size(connections as usize)
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(patience))
            .create_timeout(Some(patience))
            .recycle_timeout(Some(patience))
            .runtime(Runtime::Tokio1)
            .build();
        let pool = pool.map_err(|error| DbErr::Custom(error.to_string()))?;
        Ok(Self(pool))
    }

    pub(super) async fn take(&self) -> Result<Taken, DbErr> {
        let taken = self.0.get().await.map_err(|error| match error {
            PoolError::Backend(cause) => DbErr::Conn(RuntimeErr::SqlxError(cause.into())),
            PoolError::Closed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
            _ => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        })?;
        Ok(Taken {
            connection: Some(taken),
            is_sound: true,
        })
    }

    /// Closes every connection that is not taken, and has the others closed when they come back.
    pub(super) fn close(&self) {
        self.0.close();
    }
}

impl Taken {
    pub(super) async fn execute(&mut self, statement: &Statement) -> Result<ExecResult, DbErr> {
        let done = self.run(async |connection| query(statement).execute(connection).await);
        done.await.map(Into::into).map_err(of_execution)
    }

    pub(super) async fn execute_unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        let sql = AssertSqlSafe(sql.to_owned());
        let done = self.run(async |connection| connection.execute(sql).await);
        done.await.map(Into::into).map_err(of_execution)
    }

    pub(super) async fn query_one(
        &mut self,
        statement: &Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        let found = self.run(async |connection| query(statement).fetch_optional(connection).await);
        let found = found.await.map_err(of_query)?;
        Ok(found.map(Into::into))
    }

    pub(super) async fn query_all(
        &mut self,
        statement: &Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let found = self.run(async |connection| query(statement).fetch_all(connection).await);
        let found = found.await.map_err(of_query)?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// Has it closed instead of used again.
    pub(super) fn close(&mut self) {
        self.is_sound = false;
    }

    async fn run<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        self.is_sound = false;
        let done = work(connection).await;
        self.is_sound = match &done {
            Ok(_) => true,
            Err(error) => is_survived(error),
        };
        done
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if !self.is_sound {
            drop(self.connection.take().map(Object::take));
        }
    }
}

/// Whether the connection goes on after this: the server answered, and did not say good-bye.
fn is_survived(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(answer) => {
            let code = answer.code().unwrap_or_default();
            !["57P", "25P03", "08"]
                .iter()
                .any(|end| code.starts_with(end))
        }
        sqlx::Error::RowNotFound | sqlx::Error::ColumnDecode { .. } => true,
        _ => false,
    }
}

fn query(statement: &Statement) -> sqlx::query::Query<'_, Postgres, SqlxValues> {
    let values = statement.values.clone();
    let values = values.unwrap_or(sea_orm::sea_query::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values))
}

fn of_query(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

fn of_execution(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

/// What statements of these connections are built for.
pub(super) const BACKEND: DbBackend = DbBackend::Postgres;
