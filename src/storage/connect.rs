//! Opening the database, and the one way to begin a transaction.
//!
//! SQLite has one writer whatever we do; its own waiting is unfair and slow at the tail, so
//! here all writes queue for a single connection, and reads have a small pool of their own.
//! PostgreSQL has two pools of half its connections each, whose plans differ; migrations have a
//! connection of their own, opened when they need it.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Sqlite};

use super::connections::{Connections, Pool, Transaction};
use super::held::Held;
use super::{Error, Listener, Waker, jobs};

/// `lianban` in ASCII: the advisory lock under which nodes take turns to migrate.
const MIGRATION_LOCK: i64 = 0x6c_69_61_6e_62_61_6e;

/// What PostgreSQL's own views call our connections.
const APPLICATION: &str = "lianban";

/// What is written is found by its keys; a plan that was made while the tables were young would read
/// them from end to end ever after. A node that was stopped in the middle holds its locks no longer
/// than this, and nobody waits long for one.
const WRITING: [(&str, &str); 5] = [
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("lock_timeout", "3s"),
    ("idle_in_transaction_session_timeout", "15s"),
];

/// What to open and how wide.
#[derive(Clone)]
pub struct Settings {
    /// `sqlite://path/to/file` or `postgres://…`.
    pub url: String,
    /// PostgreSQL's connections: half of them read, half of them write.
    pub connections: u32,
    /// Size of the SQLite readers' pool.
    pub readers: u32,
    /// How long a caller waits for a free connection before [`Error::Unreachable`].
    pub acquire_timeout: Duration,
    /// How long SQLite waits for a lock that another program holds on the file.
    pub busy_timeout: Duration,
}

impl Settings {
    /// The usual widths for this URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connections: 16,
            readers: 4,
            acquire_timeout: Duration::from_secs(10),
            busy_timeout: Duration::from_secs(10),
        }
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("connections", &self.connections)
            .field("readers", &self.readers)
            .field("acquire_timeout", &self.acquire_timeout)
            .field("busy_timeout", &self.busy_timeout)
            .finish_non_exhaustive()
    }
}

/// Which database is behind the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file, one process.
    Sqlite,
    /// A server, any number of nodes.
    Postgres,
}

/// The open database; cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Opened>);

struct Opened {
    writer: Connections,
    reader: Connections,
    schema: DatabaseConnection,
    backend: Backend,
    url: String,
    waker: Waker,
}

/// Without the URL, which may hold a password.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("backend", &self.0.backend)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database; makes the SQLite file if there is none. Makes no tables: see
    /// [`Store::migrate`].
    ///
    /// # Errors
    /// [`Error::UnknownUrl`], or [`Error::Unreachable`].
    pub async fn connect(settings: &Settings) -> Result<Self, Error> {
        let backend = Backend::of(&settings.url)?;
        let (writer, reader, schema) = match backend {
            Backend::Postgres => postgres(settings).await?,
            Backend::Sqlite => sqlite(settings).await?,
        };
        Ok(Self(Arc::new(Opened {
            writer,
            reader,
            schema,
            backend,
            url: settings.url.clone(),
            waker: Waker::default(),
        })))
    }

    /// For statements that only read, outside any transaction.
    pub fn reader(&self) -> &Connections {
        &self.0.reader
    }

    /// For single statements that write; several belong in a transaction from [`Store::begin`].
    pub fn writer(&self) -> &Connections {
        &self.0.writer
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    /// Begins a transaction that writes: `BEGIN IMMEDIATE` on SQLite, so that what it reads first
    /// cannot change before it writes; read committed on PostgreSQL, where rows are locked one by
    /// one. Dropping it rolls back.
    ///
    /// # Errors
    /// [`Error::Unreachable`] or [`Error::Contention`].
    pub async fn begin(&self) -> Result<Transaction, Error> {
        let pool = match &self.0.writer.0 {
            Pool::Postgres(held) => return Ok(Transaction::postgres(held, "BEGIN").await?),
            Pool::Sqlite(pool) => pool,
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let begun = pool.begin_with_options(options).await?;
        Ok(Transaction::sqlite(begun))
    }

    /// Begins a transaction that only reads, and sees one moment of the database throughout.
    ///
    /// # Errors
    /// [`Error::Unreachable`].
    pub async fn snapshot(&self) -> Result<Transaction, Error> {
        match &self.0.reader.0 {
            Pool::Postgres(held) => Ok(Transaction::postgres(
                held,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            )
            .await?),
            // A SQLite transaction that reads is a snapshot already.
            Pool::Sqlite(pool) => Ok(Transaction::sqlite(pool.begin().await?)),
        }
    }

    /// Tells this process's workers that there may be new jobs. Call it after a commit that
    /// enqueued: SQLite has no other wake-up, and on PostgreSQL it saves the detour.
    pub fn wake(&self) {
        self.0.waker.wake_all();
    }

    /// Tells the workers of every node that there are new jobs in these queues, after the commit: within
    /// it, whoever tells anything holds up every other commit of the cluster until its own is on the disk.
    /// What goes astray costs a moment, because workers look for themselves.
    pub fn tell(&self, queues: BTreeSet<String>) {
        self.wake();
        if self.0.backend == Backend::Sqlite || queues.is_empty() {
            return;
        }
        let store = self.clone();
        tokio::spawn(async move {
            if let Err(error) = jobs::notify(store.writer(), queues).await {
                tracing::debug!(%error, "other nodes were not told of new jobs");
            }
        });
    }

    /// For reading, by their keys, rows that are to be written on.
    pub fn by_key(&self) -> &Connections {
        match self.0.backend {
            // Its plans are those of a writer.
            Backend::Postgres => &self.0.writer,
            Backend::Sqlite => &self.0.reader,
        }
    }

    /// The wake-ups of this process, per queue.
    pub fn waker(&self) -> &Waker {
        &self.0.waker
    }

    /// A connection of its own that hears other nodes' jobs; `None` on SQLite, where there are no
    /// other nodes.
    ///
    /// # Errors
    /// [`Error::Unreachable`].
    pub async fn listener(&self) -> Result<Option<Listener>, Error> {
        match self.0.backend {
            Backend::Sqlite => Ok(None),
            Backend::Postgres => Listener::connect(&self.0.url).await.map(Some),
        }
    }

    /// Brings the schema up to date; several nodes may call it at once.
    ///
    /// # Errors
    /// Whatever the database says; on PostgreSQL nothing is then changed.
    pub async fn migrate(&self) -> Result<(), Error> {
        let schema = &self.0.schema;
        if self.0.backend == Backend::Sqlite {
            return Ok(Migrator::up(schema, None).await?);
        }
        let transaction = schema.begin().await?;
        transaction
            .execute_raw(Statement::from_sql_and_values(
                transaction.get_database_backend(),
                "SELECT pg_advisory_xact_lock($1)",
                [MIGRATION_LOCK.into()],
            ))
            .await?;
        Migrator::up(&transaction, None).await?;
        Ok(transaction.commit().await?)
    }

    /// The connection that migrations go through.
    pub fn schema(&self) -> &DatabaseConnection {
        &self.0.schema
    }

    /// Leaves nothing in SQLite's log of what was overwritten: the log keeps pages as they were until it
    /// is begun anew. On PostgreSQL its log is the operator's.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn forget_log(&self) -> Result<(), Error> {
        if self.0.backend == Backend::Sqlite {
            self.0
                .writer
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
                .await?;
        }
        Ok(())
    }

    /// Whether every migration this program knows has been applied; those of a later version may be there
    /// too. Changes nothing.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn schema_is_current(&self) -> Result<bool, Error> {
        Ok(Migrator::is_current(&self.0.schema).await?)
    }

    /// Closes every connection, after the work under way; other clones are closed as well.
    ///
    /// # Errors
    /// Whatever the driver says.
    pub async fn close(self) -> Result<(), Error> {
        for connections in [&self.0.reader, &self.0.writer] {
            match &connections.0 {
                Pool::Postgres(held) => held.close(),
                Pool::Sqlite(pool) => pool.close_by_ref().await?,
            }
        }
        Ok(self.0.schema.close_by_ref().await?)
    }
}

impl Backend {
    fn of(url: &str) -> Result<Self, Error> {
        match url.split_once("://") {
            Some(("sqlite", _)) => Ok(Self::Sqlite),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres),
            _ => Err(Error::UnknownUrl),
        }
    }
}

/// Makes the SQLite file before anybody else can, readable for its owner alone; its log follows it.
/// What cannot be made here is told by the database, which tries again.
fn own_file(url: &str) {
    use std::os::unix::fs::OpenOptionsExt as _;
    let path = url.strip_prefix("sqlite://").unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() || path.contains(":memory:") {
        return;
    }
    let mut options = std::fs::OpenOptions::new();
    let made = options.write(true).create_new(true).mode(0o600).open(path);
    drop(made);
}

/// Statements carry personal data, so they go to no log and into no span.
fn options(settings: &Settings, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(&settings.url);
    options
        .max_connections(connections)
        .acquire_timeout(settings.acquire_timeout)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

async fn postgres(
    settings: &Settings,
) -> Result<(Connections, Connections, DatabaseConnection), Error> {
    let url: PgConnectOptions = settings.url.parse()?;
    let options = url
        .disable_statement_logging()
        .application_name(APPLICATION)
        // Every statement goes by an index, whatever its values are: planning it once is enough.
        .options([("plan_cache_mode", "force_generic_plan"), ("jit", "off")]);
    let writers = (settings.connections / 2).max(1);
    let readers = settings.connections.saturating_sub(writers).max(1);
    let patience = settings.acquire_timeout;
    let writer = Held::of(options.clone().options(WRITING), writers, patience)?;
    let reader = Held::of(options, readers, patience)?;
    // Whoever cannot be reached is told at once, and not by the first who asks.
    drop(writer.take().await?);
    let mut schema = self::options(settings, 1);
    schema.connect_lazy(true).set_application_name(APPLICATION);
    Ok((
        Connections(Pool::Postgres(writer)),
        Connections(Pool::Postgres(reader)),
        Database::connect(schema).await?,
    ))
}

async fn sqlite(
    settings: &Settings,
) -> Result<(Connections, Connections, DatabaseConnection), Error> {
    own_file(&settings.url);
    // The writer first: it makes the file that the readers open.
    let writer = Database::connect(sqlite_writer(settings)).await?;
    let reader = Database::connect(sqlite_readers(settings)).await?;
    Ok((
        Connections(Pool::Sqlite(writer.clone())),
        Connections(Pool::Sqlite(reader)),
        writer,
    ))
}

fn sqlite_writer(settings: &Settings) -> ConnectOptions {
    let busy = settings.busy_timeout;
    let mut options = options(settings, 1);
    // A file does not go away as a server does.
    options
        .test_before_acquire(false)
        .map_sqlx_sqlite_pool_opts(without_leftovers)
        .map_sqlx_sqlite_opts(move |o| {
            o.create_if_missing(true)
                .busy_timeout(busy)
                .foreign_keys(true)
                .pragma("journal_mode", "WAL")
                // A decision that was confirmed survives a power cut.
                .pragma("synchronous", "FULL")
                // What is erased leaves no readable bytes in free pages.
                .pragma("secure_delete", "ON")
        });
    options
}

/// SQLite rolls back by itself where a disk is full, and its driver goes on counting a transaction that
/// is over: the next one would be a savepoint within nothing, said to be committed and never kept. A
/// connection that comes back like that is closed.
fn without_leftovers(pool: PoolOptions<Sqlite>) -> PoolOptions<Sqlite> {
    pool.after_release(|connection, _| {
        Box::pin(async move {
            // What was dropped is rolled back before this is answered.
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    })
}

fn sqlite_readers(settings: &Settings) -> ConnectOptions {
    let busy = settings.busy_timeout;
    let mut options = options(settings, settings.readers);
    options
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |o| o.busy_timeout(busy).pragma("query_only", "ON"));
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_shown_without_the_password() {
        let settings = Settings::new("postgres://lianban:geheim@db.example/lianban");
        assert!(!format!("{settings:?}").contains("geheim"));
    }
}
