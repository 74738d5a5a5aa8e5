//! What SQLite itself can do: the row work of one opinion by plain prepared statements, one commit a
//! decision, from one writer, WAL and synchronous FULL, without an engine, HTTP or JSON around it.
//!
//! `roof FOLDER SECONDS` prints how many decisions a second. The statements are those of
//! `bench/roof.sql`, which PostgreSQL's roof runs too; rows are laid out before the time is taken.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{CachedStatement, Connection, params};

/// Reviews laid out for each second, more than any disk commits.
const DECISIONS_PER_SECOND_MAX: i64 = 20_000;
const REVIEWS_EACH: i64 = 6;
const STATE_BYTES: usize = 550;
const LINE_BYTES: usize = 400;

const TABLES: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE request (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL);
    CREATE TABLE review (request_id INTEGER NOT NULL, review INTEGER NOT NULL, open INTEGER NOT NULL,
        opinion TEXT, PRIMARY KEY (request_id, review));
    CREATE TABLE deadline (request_id INTEGER NOT NULL, review INTEGER NOT NULL, due_at INTEGER NOT NULL,
        PRIMARY KEY (request_id, review));
    CREATE INDEX deadline_due ON deadline (due_at);
    CREATE TABLE journal (request_id INTEGER NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (request_id, seq));
    CREATE TABLE idempotency (key INTEGER PRIMARY KEY, answer TEXT NOT NULL);
    CREATE TABLE job (id INTEGER PRIMARY KEY, payload TEXT NOT NULL);";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(seconds)) = (arguments.next(), arguments.next()) else {
        return Err("usage: roof FOLDER SECONDS".into());
    };
    let lasting: u32 = seconds.parse()?;
    let connection = Connection::open(Path::new(&folder).join("roof.sqlite"))?;
    connection.execute_batch(TABLES)?;
    let laid_out = i64::from(lasting) * DECISIONS_PER_SECOND_MAX;
    lay_out(&connection, laid_out)?;
    let (decided, took) = decide(&connection, Duration::from_secs(lasting.into()), laid_out)?;
    audit(&connection, decided)?;
    println!("{:.1}", decided as f64 / took.as_secs_f64());
    Ok(())
}

/// Requests with six open reviews each, and their deadlines.
fn lay_out(connection: &Connection, reviews: i64) -> rusqlite::Result<()> {
    let requests = reviews / REVIEWS_EACH + 1;
    connection.execute_batch("BEGIN")?;
    connection.execute(
        "WITH RECURSIVE n(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM n WHERE n + 1 < ?1)
         INSERT INTO request SELECT n, 0, ?2 FROM n",
        params![requests, "s".repeat(STATE_BYTES)],
    )?;
    let each = "WITH RECURSIVE n(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM n WHERE n + 1 < ?1)";
    let all = [requests * REVIEWS_EACH];
    let review = format!("{each} INSERT INTO review SELECT n / 6, n % 6, 1, NULL FROM n");
    connection.execute(&review, all)?;
    let deadline = format!("{each} INSERT INTO deadline SELECT n / 6, n % 6, n FROM n");
    connection.execute(&deadline, all)?;
    connection.execute_batch("COMMIT")?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// Decision after decision until the time is up.
fn decide(
    connection: &Connection,
    lasting: Duration,
    laid_out: i64,
) -> Result<(i64, Duration), Box<dyn Error>> {
    let (state, line) = ("t".repeat(STATE_BYTES), "l".repeat(LINE_BYTES));
    let mut work = Work::prepare(connection)?;
    let begun = Instant::now();
    let mut decided = 0;
    while begun.elapsed() < lasting {
        if decided == laid_out {
            return Err("more decisions than reviews were laid out".into());
        }
        work.decide(decided, &state, &line)?;
        decided += 1;
    }
    Ok((decided, begun.elapsed()))
}

/// The statements of one decision.
struct Work<'c> {
    begin: CachedStatement<'c>,
    check: CachedStatement<'c>,
    review: CachedStatement<'c>,
    request: CachedStatement<'c>,
    journal: CachedStatement<'c>,
    idempotency: CachedStatement<'c>,
    deadline: CachedStatement<'c>,
    job: CachedStatement<'c>,
    commit: CachedStatement<'c>,
}

impl<'c> Work<'c> {
    fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        let prepared = |sql| connection.prepare_cached(sql);
        Ok(Self {
            begin: prepared("BEGIN IMMEDIATE")?,
            check: prepared(
                "SELECT request.version, review.open, (SELECT answer FROM idempotency WHERE key = ?3)
                 FROM request JOIN review ON review.request_id = request.id
                 WHERE request.id = ?1 AND review.review = ?2",
            )?,
            review: prepared(
                "UPDATE review SET open = 0, opinion = 'agree' WHERE request_id = ?1 AND review = ?2",
            )?,
            request: prepared("UPDATE request SET version = version + 1, state = ?2 WHERE id = ?1")?,
            journal: prepared("INSERT INTO journal VALUES (?1, ?2, ?3)")?,
            idempotency: prepared("INSERT INTO idempotency VALUES (?1, '{\"version\":1}')")?,
            deadline: prepared("DELETE FROM deadline WHERE request_id = ?1 AND review = ?2")?,
            job: prepared("INSERT INTO job VALUES (?1, '{\"to\":\"applicant\"}')")?,
            commit: prepared("COMMIT")?,
        })
    }

    fn decide(&mut self, number: i64, state: &str, line: &str) -> Result<(), Box<dyn Error>> {
        let (request, review) = (number / REVIEWS_EACH, number % REVIEWS_EACH);
        self.begin.execute([])?;
        let (version, open, answered): (i64, i64, Option<String>) =
            self.check.query_row([request, review, number], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        if (version, open, answered) != (review, 1, None) {
            return Err("a review was not as it was laid out".into());
        }
        self.review.execute([request, review])?;
        self.request.execute(params![request, state])?;
        self.journal.execute(params![request, version + 1, line])?;
        self.idempotency.execute([number])?;
        self.deadline.execute([request, review])?;
        if number % 2 == 0 {
            self.job.execute([number])?;
        }
        self.commit.execute([])?;
        Ok(())
    }
}

/// What was counted is what the tables hold.
fn audit(connection: &Connection, decided: i64) -> Result<(), Box<dyn Error>> {
    let held: i64 = connection.query_row(
        "SELECT min((SELECT count(*) FROM journal), (SELECT count(*) FROM review WHERE open = 0),
                    (SELECT count(*) FROM idempotency))",
        [],
        |row| row.get(0),
    )?;
    if held != decided {
        return Err(format!("{decided} decisions were counted, {held} are held").into());
    }
    Ok(())
}
