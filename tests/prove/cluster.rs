//! A PostgreSQL of one row's own, which may be killed, started again, copied and promoted.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::support::postgres::{Owner, Programs, free_port, run};

/// Connections that a row needs at most.
const MAX_CONNECTIONS: usize = 120;
const START_ATTEMPTS: usize = 40;
/// How long a standby may take until it is in step.
const IN_STEP_WITHIN: Duration = Duration::from_secs(20);

pub struct Cluster {
    programs: Programs,
    owner: Owner,
    folder: PathBuf,
    pub port: u16,
    /// Ends it however we end.
    _watchdog: Child,
}

impl Cluster {
    /// An empty cluster, running.
    pub fn start() -> Self {
        Self::start_with(|_| {}, "")
    }

    /// The same; `before` may change the folder of data first, and `settings` go on the server's line.
    pub fn start_with(before: impl FnOnce(&Self), settings: &str) -> Self {
        let cluster = Self::at(folder(), free_port().unwrap());
        cluster.owner.take(&cluster.folder).unwrap();
        let programs = &cluster.programs;
        programs
            .initdb(&cluster.owner, &cluster.folder, &cluster.data())
            .unwrap();
        cluster.configure(settings);
        before(&cluster);
        cluster.start_again();
        cluster
    }

    fn at(folder: PathBuf, port: u16) -> Self {
        // Only some of the programs may be linked to from PATH; all of them lie where these really are.
        let initdb = Programs::find().unwrap().0.join("initdb");
        let real = initdb.canonicalize().unwrap();
        let programs = Programs(real.parent().unwrap().to_owned());
        let owner = Owner::of_cluster().unwrap();
        owner.take(&folder).unwrap();
        let data = folder.join("data");
        let watchdog = programs.watch(&owner, &folder, &data).unwrap();
        Self {
            programs,
            owner,
            folder,
            port,
            _watchdog: watchdog,
        }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder's owner may read and write this.
    pub fn give(&self, path: &Path) {
        self.owner.take(path).unwrap();
    }

    /// Further lines of its settings.
    pub fn configure(&self, settings: &str) {
        use std::io::Write as _;
        let file = self.data().join("postgresql.conf");
        let mut file = std::fs::File::options().append(true).open(file).unwrap();
        let common = format!(
            "fsync = on\nmax_connections = {MAX_CONNECTIONS}\nlisten_addresses = '127.0.0.1'\n\
             unix_socket_directories = '{}'\n",
            self.folder.display()
        );
        write!(file, "\n{common}{settings}\n").unwrap();
    }

    pub fn url(&self, database: &str) -> String {
        url(self.port, database)
    }

    fn program(&self, name: &str) -> Command {
        self.owner
            .command(&self.programs.0.join(name), &self.folder)
    }

    fn control(&self, arguments: &[&str]) -> Result<(), String> {
        let mut command = self.program("pg_ctl");
        command.arg("-D").arg(self.data()).args(arguments);
        tokio::task::block_in_place(|| run(&mut command))
    }

    /// Starts it; the remains of a killed one may be in the way for a moment.
    pub fn start_again(&self) {
        let log = self.folder.join("server.log");
        let port = format!("-p {}", self.port);
        let mut last = String::new();
        for _ in 0..START_ATTEMPTS {
            match self.control(&["-l", log.to_str().unwrap(), "-o", &port, "-w", "start"]) {
                Ok(()) => return,
                Err(problem) => last = problem,
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let log = std::fs::read_to_string(&log).unwrap_or_default();
        panic!("PostgreSQL does not start: {last}\n{log}");
    }

    /// Ends it: `fast` says goodbye, `immediate` is a crash.
    pub fn stop(&self, how: &str) {
        self.control(&["-m", how, "-w", "stop"]).unwrap();
    }

    /// `kill -9` of the server's first process; its children notice and go.
    pub fn kill(&self) {
        let pid = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap();
        let pid = pid.lines().next().unwrap();
        assert!(
            Command::new("kill")
                .args(["-9", pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Another one that follows this one and confirms each of its commits.
    pub async fn standby(&self) -> Self {
        let standby = Self::at(folder(), free_port().unwrap());
        let mut copy = standby.program("pg_basebackup");
        copy.args([
            "-h",
            "127.0.0.1",
            "-U",
            "lianban",
            "-p",
            &self.port.to_string(),
        ])
        .args(["-c", "fast", "-X", "stream", "-R", "-D"])
        .arg(standby.data());
        tokio::task::block_in_place(|| run(&mut copy)).unwrap();
        standby.configure("");
        standby.start_again();
        self.sql(
            "postgres",
            "ALTER SYSTEM SET synchronous_standby_names = '*'",
        )
        .await;
        self.sql("postgres", "SELECT pg_reload_conf()").await;
        self.in_step().await;
        standby
    }

    async fn in_step(&self) {
        const ASK: &str = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
        let mut connection = self.connect("postgres").await;
        let until = std::time::Instant::now() + IN_STEP_WITHIN;
        loop {
            let count: i64 = sqlx::query_scalar(ASK)
                .fetch_one(&mut connection)
                .await
                .unwrap();
            if count == 1 {
                return;
            }
            assert!(
                std::time::Instant::now() < until,
                "the standby does not follow"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until it has played its log to the end and writes itself.
    pub async fn recovered(&self) {
        let mut connection = self.connect("postgres").await;
        let until = std::time::Instant::now() + IN_STEP_WITHIN;
        let ask = "SELECT pg_is_in_recovery()";
        while sqlx::query_scalar(ask)
            .fetch_one(&mut connection)
            .await
            .unwrap()
        {
            assert!(std::time::Instant::now() < until, "it is still recovering");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Makes a standby the one that writes; it waits for no other.
    pub async fn promote(&self) {
        self.control(&["-w", "promote"]).unwrap();
        self.sql("postgres", "ALTER SYSTEM RESET synchronous_standby_names")
            .await;
        self.sql("postgres", "SELECT pg_reload_conf()").await;
    }

    pub async fn connect(&self, database: &str) -> PgConnection {
        PgConnection::connect(&self.url(database)).await.unwrap()
    }

    pub async fn sql(&self, database: &str, sql: &str) {
        let mut connection = self.connect(database).await;
        let run = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection);
        run.await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Runs one of its programs against it, with `-h -U -p` set.
    pub fn client(&self, name: &str, arguments: &[&str]) {
        let mut command = self.program(name);
        command
            .args([
                "-h",
                "127.0.0.1",
                "-U",
                "lianban",
                "-p",
                &self.port.to_string(),
            ])
            .args(arguments);
        tokio::task::block_in_place(|| run(&mut command)).unwrap();
    }

    /// A copy of another's data, laid into a folder of its own and not started yet.
    pub fn from_copy(of: &Self, extra: &[&str]) -> Self {
        let copy = Self::at(folder(), free_port().unwrap());
        let mut command = copy.program("pg_basebackup");
        command
            .args([
                "-h",
                "127.0.0.1",
                "-U",
                "lianban",
                "-p",
                &of.port.to_string(),
            ])
            .args(["-c", "fast", "-D"])
            .arg(copy.data())
            .args(extra);
        tokio::task::block_in_place(|| run(&mut command)).unwrap();
        copy
    }
}

pub fn url(port: u16, database: &str) -> String {
    format!("postgres://lianban@127.0.0.1:{port}/{database}")
}

/// A unix socket's path may have some 100 bytes, so it stands in `/tmp`.
fn folder() -> PathBuf {
    let made = tempfile::Builder::new()
        .prefix("lianban-prove-")
        .tempdir_in("/tmp");
    made.unwrap().keep()
}
