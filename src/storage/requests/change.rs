//! The one write path: changes of any number of requests, laid down in one transaction.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Iden, QueryFilter, Set};
use serde::Serialize;

use super::Error;
use crate::domain::calendar::Instant;
use crate::domain::facts::{Document, Facts};
use crate::domain::identifiers::RequestId;
use crate::domain::request::Request;
use crate::storage::batch::{self, ROWS, Step};
use crate::storage::digest::Digest;
use crate::storage::entities::{document, fact, finished, journal, request, seat};
use crate::storage::idempotency::{self, Answer};
use crate::storage::jobs::{self, NewJob};
use crate::storage::journal::Line;
use crate::storage::packing::Packed;
use crate::storage::reach::{self, Marks};
use crate::storage::{Store, micros};

/// To what span `updated_at` is exact, microseconds: an hour. What changes within it again leaves the index
/// over it as it is.
const CHANGED_WITHIN: i64 = 3_600_000_000;

/// How rows write down when they changed: the hour that had begun.
pub fn changed_at(now: Instant) -> i64 {
    micros(now) - micros(now).rem_euclid(CHANGED_WITHIN)
}

/// Where a request's journal ended when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its length.
    pub version: u64,
    /// Hash of its last line.
    pub hash: String,
}

/// What happened to one request in this transaction.
#[derive(Debug, Clone)]
pub struct Change {
    /// As it was read; none where it is new.
    pub before: Option<Head>,
    /// Its state now.
    pub request: Request,
    /// Its personal data now, if that changed.
    pub facts: Option<Facts>,
    /// How its applicant is reached now, where the facts changed.
    pub marks: Option<Marks>,
    /// What was added to its journal.
    pub lines: Vec<Line>,
    /// Seats that are new or changed.
    pub seats_put: Vec<seat::Model>,
    /// Duties whose seats are gone.
    pub seats_dropped: Vec<String>,
    /// What officers finished of it.
    pub finished: Vec<finished::Model>,
    /// Files it did not have before.
    pub documents: Vec<Document>,
    /// When the whole is due.
    pub due_at: Option<Instant>,
    /// When time changes it next.
    pub wake_at: Option<Instant>,
}

/// What is laid down together.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// What happened, by request.
    pub changes: Vec<Change>,
    /// Answers that are remembered with it.
    pub answers: Vec<Answer>,
    /// What is to be done after it.
    pub jobs: Vec<NewJob>,
}

impl Change {
    /// Hash of the journal's last line now.
    #[must_use]
    pub fn head(&self) -> &str {
        match (self.lines.last(), &self.before) {
            (Some(line), _) => &line.hash,
            (None, Some(before)) => &before.hash,
            (None, None) => "",
        }
    }
}

/// Lays a batch down within a transaction. `now` is machine time.
///
/// # Errors
/// [`Error::Duplicate`] or [`Error::Contention`] when somebody else's write came first: roll back
/// and decide afresh. Besides whatever the database says.
pub async fn commit(tx: &impl ConnectionTrait, batch: &Batch, now: Instant) -> Result<(), Error> {
    batch::carry_out(tx, batch.steps(now)?).await
}

/// The same as a transaction of its own, for what was decided on requests that nobody locked.
///
/// # Errors
/// As [`commit`]; nothing was laid down then.
pub async fn commit_at_once(store: &Store, batch: &Batch, now: Instant) -> Result<(), Error> {
    batch::at_once(store, batch.steps(now)?).await
}

impl Batch {
    /// The requests first, whose locks all else stands under.
    fn steps(&self, now: Instant) -> Result<Vec<Step>, Error> {
        let changes = &self.changes;
        let mut steps = Vec::new();
        steps.extend(requests(changes, now)?);
        steps.extend(facts(changes)?);
        steps.extend(lines(changes)?);
        steps.extend(seats(changes)?);
        steps.extend(finished(changes)?);
        steps.extend(marks(changes)?);
        steps.extend(documents(changes)?);
        steps.extend(jobs::enqueueing(&self.jobs, now)?);
        steps.extend(idempotency::remembering(&self.answers, now)?);
        Ok(steps)
    }
}

fn requests(changes: &[Change], now: Instant) -> Result<Vec<Step>, Error> {
    let (mut new, mut standing) = (Vec::new(), Vec::new());
    for change in changes {
        let row = row(change, now)?;
        match &change.before {
            None => new.push(row),
            Some(before) => standing.push(Standing {
                before: before.version as i64,
                row,
            }),
        }
    }
    let mut steps = Vec::new();
    if !standing.is_empty() {
        steps.push(update(&standing)?);
    }
    if !new.is_empty() {
        steps.push(Step::insert::<request::Entity>(&new)?);
    }
    Ok(steps)
}

/// A request that is there, and at which version it was read.
#[derive(Serialize)]
struct Standing {
    before: i64,
    #[serde(flatten)]
    row: request::Model,
}

/// How its applicant is reached is left where that did not change.
fn update(rows: &[Standing]) -> Result<Step, Error> {
    use request::Column as C;
    let changing = [
        C::Phase,
        C::Version,
        C::State,
        C::Head,
        C::EndedAt,
        C::DueAt,
        C::WakeAt,
        C::UpdatedAt,
    ];
    let set: Vec<String> = changing
        .iter()
        .map(|column| column.to_string())
        .map(|name| format!("{name} = new.{name}"))
        .collect();
    let sql = format!(
        "UPDATE request SET {}, reach_key = coalesce(new.reach_key, request.reach_key) \
         FROM {ROWS} WHERE request.id = new.id AND request.version = new.before",
        set.join(", ")
    );
    let mut columns = batch::columns::<request::Entity>();
    columns.push(("before".to_owned(), "bigint"));
    let step = Step::of(sql, columns, rows)?;
    Ok(step.locking("request").exactly(rows.len()))
}

/// As a request's row is to be; what a change does not touch is that of a new one.
fn row(change: &Change, now: Instant) -> Result<request::Model, Error> {
    let request = &change.request;
    Ok(request::Model {
        id: request.id.get(),
        workflow_key: request.workflow.key.to_string(),
        workflow_version: request.workflow.version as i32,
        phase: request.phase.as_str().to_owned(),
        version: request.version as i64,
        state: Packed::of(&serde_json::to_string(request).map_err(Error::Payload)?),
        head: Digest::of(change.head()),
        received_at: micros(request.received_at),
        ended_at: request.ended_at.map(micros),
        due_at: change.due_at.map(micros),
        wake_at: change.wake_at.map(micros),
        secret_generation: 0,
        erased_at: None,
        updated_at: changed_at(now),
        reach_key: change.marks.as_ref().map(|marks| marks.key.clone()),
    })
}

fn facts(changes: &[Change]) -> Result<Option<Step>, Error> {
    let mut rows = Vec::new();
    for change in changes {
        if let Some(facts) = &change.facts {
            rows.push(fact::Model {
                request_id: change.request.id.get(),
                body: serde_json::to_string(facts).map_err(Error::Payload)?,
            });
        }
    }
    some(&rows, Step::put::<fact::Entity>)
}

/// A step about rows, if there are any.
fn some<R>(rows: &[R], step: impl Fn(&[R]) -> Result<Step, Error>) -> Result<Option<Step>, Error> {
    match rows {
        [] => Ok(None),
        rows => step(rows).map(Some),
    }
}

fn marks(changes: &[Change]) -> Result<Vec<Step>, Error> {
    let marked = changes.iter().filter_map(|change| {
        let marks = change.marks.as_ref()?;
        Some((change.request.id, marks))
    });
    reach::putting(&marked.collect::<Vec<_>>())
}

fn lines(changes: &[Change]) -> Result<Option<Step>, Error> {
    let rows: Vec<journal::Model> = changes
        .iter()
        .flat_map(|change| change.lines.iter().map(|line| line_row(change, line)))
        .collect();
    some(&rows, Step::insert::<journal::Entity>)
}

fn line_row(change: &Change, line: &Line) -> journal::Model {
    journal::Model {
        request_id: change.request.id.get(),
        seq: line.seq as i64,
        at: micros(line.at),
        kind: line.kind.clone(),
        body: Packed::of(&line.body),
        facts: line.facts.as_ref().map(|facts| facts.text.clone()),
        facts_salt: line.facts.as_ref().map(|facts| facts.salt.clone()),
        hash: Digest::of(&line.hash),
        correlation: line.correlation.clone(),
    }
}

/// A duty that is over.
#[derive(Serialize)]
struct Dropped<'a> {
    request_id: i64,
    duty: &'a str,
}

fn seats(changes: &[Change]) -> Result<Vec<Step>, Error> {
    let dropped: Vec<Dropped<'_>> = changes
        .iter()
        .flat_map(|change| {
            let request_id = change.request.id.get();
            let duties = change.seats_dropped.iter();
            duties.map(move |duty| Dropped { request_id, duty })
        })
        .collect();
    let put: Vec<seat::Model> = changes
        .iter()
        .flat_map(|change| change.seats_put.iter().cloned())
        .collect();
    let steps = [
        some(&dropped, |rows| gone("seat", rows))?,
        // What was being written at a duty that is over is of no use to anybody.
        some(&dropped, |rows| gone("draft", rows))?,
        some(&put, Step::put::<seat::Entity>)?,
    ];
    Ok(steps.into_iter().flatten().collect())
}

fn gone(table: &str, rows: &[Dropped<'_>]) -> Result<Step, Error> {
    let sql = format!(
        "DELETE FROM {table} WHERE (request_id, duty) IN (SELECT request_id, duty FROM {ROWS})"
    );
    let columns = [("request_id", "bigint"), ("duty", "text")];
    Step::of(
        sql,
        columns.map(|(name, kind)| (name.to_owned(), kind)).to_vec(),
        rows,
    )
}

fn finished(changes: &[Change]) -> Result<Option<Step>, Error> {
    let rows = changes.iter().flat_map(|change| change.finished.iter());
    let rows: Vec<finished::Model> = rows.cloned().collect();
    some(&rows, Step::insert_new::<finished::Entity>)
}

fn documents(changes: &[Change]) -> Result<Option<Step>, Error> {
    let rows = changes.iter().flat_map(|change| {
        let files = change.documents.iter();
        files.map(|file| document_row(change, file))
    });
    some(
        &rows.collect::<Vec<_>>(),
        Step::insert_new::<document::Entity>,
    )
}

fn document_row(change: &Change, file: &Document) -> document::Model {
    document::Model {
        request_id: change.request.id.get(),
        sha256: file.sha256.clone(),
        name: file.name.clone(),
        content_type: file.content_type.clone(),
        bytes: file.bytes as i64,
        stored_at: micros(change.request.last_event_at),
    }
}

/// Sets anew when a request is due and wakes, where only the calendar behind it changed.
///
/// # Errors
/// [`Error::Overtaken`], besides whatever the database says.
pub async fn retime(
    tx: &impl ConnectionTrait,
    id: RequestId,
    version: u64,
    due_at: Option<Instant>,
    wake_at: Option<Instant>,
) -> Result<(), Error> {
    let row = request::ActiveModel {
        due_at: Set(due_at.map(micros)),
        wake_at: Set(wake_at.map(micros)),
        ..Default::default()
    };
    let updated = request::Entity::update_many()
        .set(row)
        .filter(request::Column::Id.eq(id.get()))
        .filter(request::Column::Version.eq(version as i64))
        .exec(tx)
        .await?;
    match updated.rows_affected {
        1 => Ok(()),
        _ => Err(Error::Overtaken),
    }
}

/// Makes the applicant's secret worthless; the next one is told instead. None for no such request.
///
/// # Errors
/// Whatever the database says.
pub async fn replace_secret(
    tx: &impl ConnectionTrait,
    id: RequestId,
) -> Result<Option<i32>, Error> {
    request::Entity::update_many()
        .col_expr(
            request::Column::SecretGeneration,
            sea_orm::ExprTrait::add(Expr::col(request::Column::SecretGeneration), 1),
        )
        .filter(request::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    let row = request::Entity::find_by_id(id.get()).one(tx).await?;
    Ok(row.map(|row| row.secret_generation))
}

/// Erases a request's facts for good, and how its applicant is reached; state, journal and chain stay as they are. Its files, mails and
/// jobs are `files::forget`, `mails::forget` and `jobs::forget`.
///
/// # Errors
/// Whatever the database says.
pub async fn erase(tx: &impl ConnectionTrait, id: RequestId, at: Instant) -> Result<(), Error> {
    let none = || Expr::value(Option::<String>::None);
    journal::Entity::update_many()
        .col_expr(journal::Column::Facts, none())
        .col_expr(journal::Column::FactsSalt, none())
        .filter(journal::Column::RequestId.eq(id.get()))
        .exec(tx)
        .await?;
    fact::Entity::delete_by_id(id.get()).exec(tx).await?;
    reach::forget(tx, id).await?;
    request::Entity::update_many()
        .col_expr(request::Column::ErasedAt, Expr::value(micros(at)))
        .col_expr(request::Column::ReachKey, none())
        .filter(request::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}
