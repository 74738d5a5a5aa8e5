//! A real PostgreSQL for the tests, started by the tests themselves.
//!
//! With `DATABASE_URL` set, fresh databases are made in that server. Otherwise one throwaway
//! cluster serves the whole test process: found by `initdb` on `PATH` or in Debian's folders,
//! run as an unprivileged user when the tests run as root (`initdb` refuses root), durable
//! (`fsync=on`) because the tests are about durability. It never outlives the process: a watchdog
//! waits for our end of a pipe to close, however we end, then stops the cluster and removes it.
//!
//! Start reading at [`database`].

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use url::Url;

/// Every database made here starts with this, so that old ones in a shared server can be told.
const PREFIX: &str = "lianban_test_";
/// A database older than this in a shared server was left behind by a test run that is over.
const LEFTOVER_SECONDS: u64 = 24 * 60 * 60;
/// Another process may take the free port between our look and the server's start.
const START_ATTEMPTS: usize = 5;
/// Tests run side by side, each with a pool or two.
const MAX_CONNECTIONS: usize = 300;
/// A unix socket's path may have some 100 bytes, and `TMPDIR` may be longer than that.
const SCRATCH: &str = "/tmp";

/// The URL of a fresh, empty database.
///
/// # Panics
/// When no PostgreSQL can be found or started; the text says what to do.
pub async fn database() -> String {
    let server = server().await;
    let id = uuid::Uuid::new_v4().simple().to_string();
    let name = format!("{PREFIX}{}_{}", unix_seconds(), &id[..12]);
    let mut connection = connect(server).await;
    execute(&mut connection, format!("CREATE DATABASE {name}")).await;
    connection.close().await.expect("close the connection");
    let mut url = server.clone();
    url.set_path(&name);
    url.into()
}

/// The server's URL with its maintenance database; the first call starts or tidies it.
async fn server() -> &'static Url {
    static GIVEN: tokio::sync::OnceCell<Url> = tokio::sync::OnceCell::const_new();
    static OWN: OnceLock<Result<Cluster, String>> = OnceLock::new();

    if let Ok(given) = std::env::var("DATABASE_URL") {
        return GIVEN
            .get_or_init(|| async {
                let url = Url::parse(&given).expect("DATABASE_URL is a URL");
                drop_leftovers(&url).await;
                url
            })
            .await;
    }
    match OWN.get_or_init(Cluster::start) {
        Ok(cluster) => &cluster.url,
        Err(problem) => panic!("{problem}"),
    }
}

/// The cluster of this test process.
struct Cluster {
    url: Url,
    /// Its stdin is the pipe whose closing is our end; held, never written to.
    _watchdog: Child,
}

impl Cluster {
    fn start() -> Result<Self, String> {
        let programs = Programs::find()?;
        let owner = Owner::of_cluster()?;
        let folder = tempfile::Builder::new()
            .prefix("lianban-postgres-")
            .tempdir_in(SCRATCH)
            .map_err(|e| format!("no scratch folder in {SCRATCH}: {e}"))?
            .keep();
        owner.take(&folder)?;
        let data = folder.join("data");
        let watchdog = programs.watch(&owner, &folder, &data)?;
        programs.initdb(&owner, &folder, &data)?;
        let port = programs.start(&owner, &folder, &data)?;
        let url = Url::parse(&format!("postgres://lianban@127.0.0.1:{port}/postgres"))
            .map_err(|e| e.to_string())?;
        Ok(Self {
            url,
            _watchdog: watchdog,
        })
    }
}

/// The folder that holds `initdb` and `pg_ctl`.
pub struct Programs(pub PathBuf);

impl Programs {
    pub fn find() -> Result<Self, String> {
        let on_path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&on_path)
            .chain(debian_folders())
            .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
            .map(Self)
            .ok_or_else(|| {
                "PostgreSQL is not installed (no initdb on PATH or in /usr/lib/postgresql). \
                 `make test` installs it; or set DATABASE_URL to a server that may create databases."
                    .to_owned()
            })
    }

    /// Waits for the test process to end, then stops the cluster and removes its folder.
    pub fn watch(&self, owner: &Owner, folder: &Path, data: &Path) -> Result<Child, String> {
        const SCRIPT: &str = r#"cat; "$0" -D "$1" -m immediate -w stop; rm -rf "$2""#;
        owner
            .command(Path::new("/bin/sh"), Path::new("/"))
            .args(["-c", SCRIPT])
            .arg(self.0.join("pg_ctl"))
            .args([data, folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C reaches our whole process group, and this one has to survive it.
            .process_group(0)
            .spawn()
            .map_err(|e| format!("the watchdog of the test PostgreSQL does not start: {e}"))
    }

    pub fn initdb(&self, owner: &Owner, folder: &Path, data: &Path) -> Result<(), String> {
        let mut command = owner.command(&self.0.join("initdb"), folder);
        command
            .arg("-D")
            .arg(data)
            .args(["-U", "lianban", "--auth=trust"])
            .args(["--encoding=UTF8", "--no-locale", "--no-instructions"]);
        run(&mut command)
    }

    /// Starts the server on a free loopback port and says which.
    fn start(&self, owner: &Owner, folder: &Path, data: &Path) -> Result<u16, String> {
        let log = folder.join("server.log");
        let mut last = String::new();
        for _ in 0..START_ATTEMPTS {
            let port = free_port()?;
            let options = format!(
                "-c listen_addresses=127.0.0.1 -p {port} -k {} -c fsync=on \
                 -c max_connections={MAX_CONNECTIONS}",
                folder.display()
            );
            let mut command = owner.command(&self.0.join("pg_ctl"), folder);
            command.arg("-D").arg(data).arg("-l").arg(&log);
            command.args(["-o", &options, "-w", "start"]);
            match run(&mut command) {
                Ok(()) => return Ok(port),
                Err(problem) => last = problem,
            }
        }
        let log = fs::read_to_string(&log).unwrap_or_default();
        Err(format!("the test PostgreSQL does not start: {last}\n{log}"))
    }
}

/// Who runs the cluster: ourselves, or an unprivileged account when we are root.
pub struct Owner(Option<(u32, u32)>);

impl Owner {
    pub fn of_cluster() -> Result<Self, String> {
        let me = fs::metadata("/proc/self").map_err(|e| format!("/proc/self: {e}"))?;
        if me.uid() != 0 {
            return Ok(Self(None));
        }
        let accounts =
            fs::read_to_string("/etc/passwd").map_err(|e| format!("/etc/passwd: {e}"))?;
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| account(&accounts, name))
            .map(|ids| Self(Some(ids)))
            .ok_or_else(|| {
                "PostgreSQL does not run as root, and there is no account `postgres` or `nobody` \
                 to run it as: run the tests as an ordinary user, or set DATABASE_URL."
                    .to_owned()
            })
    }

    pub fn take(&self, folder: &Path) -> Result<(), String> {
        let Some((uid, gid)) = self.0 else {
            return Ok(());
        };
        chown(folder, Some(uid), Some(gid)).map_err(|e| format!("{}: {e}", folder.display()))
    }

    pub fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        // A developer's PG* settings are for a server of their own.
        for (key, _) in std::env::vars_os() {
            if key.to_string_lossy().starts_with("PG") {
                command.env_remove(key);
            }
        }
        command.current_dir(folder).env("LC_ALL", "C");
        if let Some((uid, gid)) = self.0 {
            command.uid(uid).gid(gid);
        }
        command
    }
}

/// The user and group id of one account in the text of `/etc/passwd`.
fn account(accounts: &str, name: &str) -> Option<(u32, u32)> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        Some((uid, fields.next()?.parse().ok()?))
    })
}

/// Debian keeps the server's programs off `PATH`, one folder a version; the newest first.
fn debian_folders() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

pub fn free_port() -> Result<u16, String> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|e| format!("no free loopback port: {e}"))
}

/// Runs to the end; what the program said is in the error.
pub fn run(command: &mut Command) -> Result<(), String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("{command:?}: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{command:?} ended with {}: {}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

/// Drops the databases that earlier runs left in a shared server.
async fn drop_leftovers(server: &Url) {
    let mut connection = connect(server).await;
    let names: Vec<String> =
        sqlx::query_scalar("SELECT datname::text FROM pg_database WHERE datname LIKE $1 || '%'")
            .bind(PREFIX)
            .fetch_all(&mut connection)
            .await
            .expect("list the databases");
    let oldest = unix_seconds() - LEFTOVER_SECONDS;
    for name in names.iter().filter(|name| is_left_behind(name, oldest)) {
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        execute(&mut connection, drop).await;
    }
}

/// Whether this is a database of ours, made before `oldest`; what is not surely ours is not.
fn is_left_behind(name: &str, oldest: u64) -> bool {
    let ours = |rest: &str| {
        let (made, id) = rest.split_once('_')?;
        let plain = id.len() == 12 && id.bytes().all(|b| b.is_ascii_alphanumeric());
        made.parse::<u64>().ok().filter(|_| plain)
    };
    name.strip_prefix(PREFIX)
        .and_then(ours)
        .is_some_and(|made| made < oldest)
}

async fn connect(server: &Url) -> PgConnection {
    PgConnection::connect(server.as_str())
        .await
        .unwrap_or_else(|e| {
            panic!(
                "PostgreSQL at {} refuses: {e}",
                server.host_str().unwrap_or("?")
            )
        })
}

async fn execute(connection: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql.clone()))
        .execute(connection)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}"));
}

fn unix_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock after 1970")
        .as_secs()
}

#[tokio::test]
async fn each_database_is_fresh_and_its_own() {
    let (one, two) = (database().await, database().await);
    assert_ne!(one, two);
    for url in [one, two] {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        execute(&mut connection, "CREATE TABLE mine (id int)".to_owned()).await;
        let durable: String = sqlx::query_scalar("SHOW fsync")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(durable, "on");
    }
}

#[test]
fn only_old_databases_of_ours_count_as_left_behind() {
    let is_left = |name| is_left_behind(name, 1_700_000_001);
    assert!(is_left("lianban_test_1700000000_0123456789ab"));
    assert!(!is_left("lianban_test_1700000001_0123456789ab"));
    for foreign in [
        "lianban",
        "lianban_test_mine",
        "lianbanXtest_1700000000_0123456789ab",
    ] {
        assert!(!is_left(foreign), "{foreign}");
    }
}
