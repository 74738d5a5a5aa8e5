//! The one write path: changes of any number of requests, laid down in one transaction.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::Error;
use crate::domain::calendar::Instant;
use crate::domain::facts::{Document, Facts};
use crate::domain::identifiers::RequestId;
use crate::domain::request::Request;
use crate::storage::entities::{document, draft, fact, finished, journal, request, seat};
use crate::storage::journal::Line;
use crate::storage::micros;
use crate::storage::reach::{self, Marks};

/// Rows in one statement: a dozen columns each stay far below both databases' bounds.
const ROWS_PER_STATEMENT: usize = 500;

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
    /// What the outside world calls the doing behind it.
    pub correlation: Option<String>,
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

/// Lays changes down. `now` is machine time.
///
/// # Errors
/// [`Error::Duplicate`] or [`Error::Contention`] when somebody else's write came first: roll back
/// and decide afresh. Besides whatever the database says.
pub async fn commit(
    tx: &impl ConnectionTrait,
    batch: &[Change],
    now: Instant,
) -> Result<(), Error> {
    requests(tx, batch, now).await?;
    facts(tx, batch).await?;
    marks(tx, batch).await?;
    lines(tx, batch).await?;
    seats(tx, batch).await?;
    let done = batch
        .iter()
        .flat_map(|change| change.finished.iter().cloned());
    crate::storage::finished::add(tx, done.collect()).await?;
    documents(tx, batch).await
}

async fn requests(tx: &impl ConnectionTrait, batch: &[Change], now: Instant) -> Result<(), Error> {
    let mut new = Vec::new();
    for change in batch {
        let row = row(change, now)?;
        match &change.before {
            None => new.push(row),
            Some(before) => update(tx, row, change.request.id, before.version).await?,
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    request::Entity::insert_many(new)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn row(change: &Change, now: Instant) -> Result<request::ActiveModel, Error> {
    let request = &change.request;
    let mut row = request::ActiveModel {
        workflow_key: Set(request.workflow.key.to_string()),
        workflow_version: Set(request.workflow.version as i32),
        phase: Set(request.phase.as_str().to_owned()),
        version: Set(request.version as i64),
        state: Set(serde_json::to_string(request).map_err(Error::Payload)?),
        head: Set(change.head().to_owned()),
        received_at: Set(micros(request.received_at)),
        ended_at: Set(request.ended_at.map(micros)),
        due_at: Set(change.due_at.map(micros)),
        wake_at: Set(change.wake_at.map(micros)),
        updated_at: Set(micros(now)),
        ..Default::default()
    };
    if let Some(marks) = &change.marks {
        row.reach_key = Set(Some(marks.key.clone()));
    }
    if change.before.is_none() {
        row.id = Set(request.id.get());
        row.secret_generation = Set(0);
        row.erased_at = Set(None);
    }
    Ok(row)
}

async fn update(
    tx: &impl ConnectionTrait,
    row: request::ActiveModel,
    id: RequestId,
    version: u64,
) -> Result<(), Error> {
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

async fn facts(tx: &impl ConnectionTrait, batch: &[Change]) -> Result<(), Error> {
    let mut rows = Vec::new();
    for change in batch {
        if let Some(facts) = &change.facts {
            rows.push(fact::ActiveModel {
                request_id: Set(change.request.id.get()),
                body: Set(serde_json::to_string(facts).map_err(Error::Payload)?),
            });
        }
    }
    let replace = OnConflict::column(fact::Column::RequestId)
        .update_column(fact::Column::Body)
        .to_owned();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        fact::Entity::insert_many(rows.to_vec())
            .on_conflict(replace.clone())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

async fn marks(tx: &impl ConnectionTrait, batch: &[Change]) -> Result<(), Error> {
    let marked = batch.iter().filter_map(|change| {
        let marks = change.marks.as_ref()?;
        Some((change.request.id, marks))
    });
    let marked: Vec<(RequestId, &Marks)> = marked.collect();
    reach::put(tx, &marked).await
}

async fn lines(tx: &impl ConnectionTrait, batch: &[Change]) -> Result<(), Error> {
    let rows: Vec<journal::ActiveModel> = batch
        .iter()
        .flat_map(|change| change.lines.iter().map(move |line| line_row(change, line)))
        .collect();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        journal::Entity::insert_many(rows.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn line_row(change: &Change, line: &Line) -> journal::ActiveModel {
    journal::ActiveModel {
        request_id: Set(change.request.id.get()),
        seq: Set(line.seq as i64),
        at: Set(micros(line.at)),
        kind: Set(line.kind.clone()),
        body: Set(line.body.clone()),
        facts: Set(line.facts.as_ref().map(|facts| facts.text.clone())),
        facts_salt: Set(line.facts.as_ref().map(|facts| facts.salt.clone())),
        hash: Set(line.hash.clone()),
        correlation: Set(change.correlation.clone()),
    }
}

async fn seats(tx: &impl ConnectionTrait, batch: &[Change]) -> Result<(), Error> {
    let (mut gone, mut drafts) = (Condition::any(), Condition::any());
    for change in batch
        .iter()
        .filter(|change| !change.seats_dropped.is_empty())
    {
        gone = gone.add(
            Condition::all()
                .add(seat::Column::RequestId.eq(change.request.id.get()))
                .add(seat::Column::Duty.is_in(change.seats_dropped.clone())),
        );
        drafts = drafts.add(
            Condition::all()
                .add(draft::Column::RequestId.eq(change.request.id.get()))
                .add(draft::Column::Duty.is_in(change.seats_dropped.clone())),
        );
    }
    if !gone.is_empty() {
        seat::Entity::delete_many().filter(gone).exec(tx).await?;
        // What was being written at a duty that is over is of no use to anybody.
        draft::Entity::delete_many().filter(drafts).exec(tx).await?;
    }
    let rows: Vec<seat::ActiveModel> = batch
        .iter()
        .flat_map(|change| change.seats_put.iter().cloned().map(Into::into))
        .collect();
    put_seats(tx, &rows).await
}

async fn put_seats(tx: &impl ConnectionTrait, rows: &[seat::ActiveModel]) -> Result<(), Error> {
    use seat::Column as C;
    let replace = OnConflict::columns([C::RequestId, C::Duty])
        .update_columns([
            C::Department,
            C::Role,
            C::OwnRole,
            C::Holder,
            C::OpenedAt,
            C::Rank,
            C::DueAt,
            C::SoonAt,
            C::CountsFrom,
            C::Provisional,
            C::Stopped,
            C::Revision,
            C::WorkflowKey,
            C::Phase,
            C::Stage,
        ])
        .to_owned();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        // Keys are set explicitly: an update of a model would read them as unchanged.
        let rows = rows
            .iter()
            .cloned()
            .map(sea_orm::ActiveModelTrait::reset_all);
        seat::Entity::insert_many(rows)
            .on_conflict(replace.clone())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

async fn documents(tx: &impl ConnectionTrait, batch: &[Change]) -> Result<(), Error> {
    let rows: Vec<document::ActiveModel> = batch
        .iter()
        .flat_map(|change| {
            change
                .documents
                .iter()
                .map(move |file| document_row(change, file))
        })
        .collect();
    let known = OnConflict::columns([document::Column::RequestId, document::Column::Sha256])
        .do_nothing()
        .to_owned();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        document::Entity::insert_many(rows.to_vec())
            .on_conflict(known.clone())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn document_row(change: &Change, file: &Document) -> document::ActiveModel {
    document::ActiveModel {
        request_id: Set(change.request.id.get()),
        sha256: Set(file.sha256.clone()),
        name: Set(file.name.clone()),
        content_type: Set(file.content_type.clone()),
        bytes: Set(file.bytes as i64),
        stored_at: Set(micros(change.request.last_event_at)),
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
    update(tx, row, id, version).await
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
