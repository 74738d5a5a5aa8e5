//! What became of each mail: the record by which "told" and "not told" can be shown.
//!
//! Addresses are nowhere in here; the notice and the recipient's part say enough.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::entities::mail::{ActiveModel, Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::RequestId;

pub use super::entities::mail::State;

/// Most mails of one request that are listed.
pub const LIST_MAX: u64 = 500;
/// How much of a detail is kept.
pub const DETAIL_MAX_CHARS: usize = 1_000;

/// A mail, as recorded.
pub type Row = Model;

/// What is known of a mail now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The job that sends it.
    pub job: Uuid,
    /// The request it is about.
    pub request: RequestId,
    /// The applicant's notice it fulfils.
    pub notice: Option<u32>,
    /// Who, never an address: `applicant`, `officer:7`, `post:health:head`.
    pub recipient: String,
    /// The key of its texts.
    pub template: String,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// How far it is.
    pub state: State,
    /// Why it is not sent, in our own words: never the other side's, which may hold an address.
    pub detail: String,
}

/// Records how far a mail is, over what was known before. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn record(db: &impl ConnectionTrait, mail: &Progress, now: Instant) -> Result<(), Error> {
    let row = ActiveModel {
        job_id: Set(mail.job),
        request_id: Set(mail.request.get()),
        notice: Set(mail.notice.map(|notice| notice as i32)),
        recipient: Set(mail.recipient.clone()),
        template: Set(mail.template.clone()),
        message_id: Set(mail.message_id.clone()),
        state: Set(mail.state),
        detail: Set(mail.detail.chars().take(DETAIL_MAX_CHARS).collect()),
        at: Set(micros(now)),
    };
    let replace = OnConflict::column(Column::JobId)
        .update_columns([Column::MessageId, Column::State, Column::Detail, Column::At])
        .to_owned();
    Entity::insert_many([row])
        .on_conflict(replace)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The mail of a job, if a run got as far as recording it.
///
/// # Errors
/// Whatever the database says.
pub async fn of_job(db: &impl ConnectionTrait, job: Uuid) -> Result<Option<Row>, Error> {
    Ok(Entity::find_by_id(job).one(db).await?)
}

/// A mail that was on its way when its job was given up never came; one that was taken stays so.
///
/// # Errors
/// Whatever the database says.
pub async fn give_up(
    db: &impl ConnectionTrait,
    job: Uuid,
    detail: &str,
    now: Instant,
) -> Result<(), Error> {
    let detail: String = detail.chars().take(DETAIL_MAX_CHARS).collect();
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::NotTold.to_value()))
        .col_expr(Column::Detail, Expr::value(detail))
        .col_expr(Column::At, Expr::value(micros(now)))
        .filter(Column::JobId.eq(job))
        .filter(Column::State.eq(State::Queued.to_value()))
        .exec(db)
        .await?;
    Ok(())
}

/// A mail that was taken came back all the same.
///
/// # Errors
/// Whatever the database says.
pub async fn came_back(
    db: &impl ConnectionTrait,
    message_id: &str,
    detail: &str,
    now: Instant,
) -> Result<(), Error> {
    let detail: String = detail.chars().take(DETAIL_MAX_CHARS).collect();
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::NotTold.to_value()))
        .col_expr(Column::Detail, Expr::value(detail))
        .col_expr(Column::At, Expr::value(micros(now)))
        .filter(Column::MessageId.eq(message_id))
        .exec(db)
        .await?;
    Ok(())
}

/// Forgets what became of the mails about a request, beyond that they went out.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(db: &impl ConnectionTrait, id: RequestId) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::Detail, Expr::value(""))
        .filter(Column::RequestId.eq(id.get()))
        .exec(db)
        .await?;
    Ok(())
}

/// The mails about a request, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of_request(db: &impl ConnectionTrait, id: RequestId) -> Result<Vec<Row>, Error> {
    Ok(Entity::find()
        .filter(Column::RequestId.eq(id.get()))
        .order_by_asc(Column::At)
        .order_by_asc(Column::JobId)
        .limit(LIST_MAX)
        .all(db)
        .await?)
}

/// Mails, latest first, before one of them; only those in a state, if one is given.
///
/// # Errors
/// Whatever the database says.
pub async fn page(
    db: &impl ConnectionTrait,
    state: Option<State>,
    before: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<Row>, Error> {
    let mut find = Entity::find()
        .order_by_desc(Column::At)
        .order_by_desc(Column::JobId)
        .limit(limit.clamp(1, LIST_MAX));
    if let Some(state) = state {
        find = find.filter(Column::State.eq(state.to_value()));
    }
    if let Some((at, job)) = before {
        let same = Condition::all()
            .add(Column::At.eq(at))
            .add(Column::JobId.lt(job));
        find = find.filter(Condition::any().add(Column::At.lt(at)).add(same));
    }
    Ok(find.all(db).await?)
}

/// The mail that a returned delivery report names.
///
/// # Errors
/// Whatever the database says.
pub async fn by_message_id(
    db: &impl ConnectionTrait,
    message_id: &str,
) -> Result<Option<Row>, Error> {
    Ok(Entity::find()
        .filter(Column::MessageId.eq(message_id))
        .one(db)
        .await?)
}

/// How many mails are in a state.
///
/// # Errors
/// Whatever the database says.
pub async fn count(db: &impl ConnectionTrait, state: State) -> Result<u64, Error> {
    Ok(Entity::find()
        .filter(Column::State.eq(state.to_value()))
        .count(db)
        .await?)
}
