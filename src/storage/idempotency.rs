//! Accepted answers, so that a repeated command gets the first one. Refusals are not remembered.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::batch::{self, Step};
use super::digest::Digest;
use super::entities::idempotency::{Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;

/// Rows forgotten in one go.
const FORGET_ROWS: u64 = 1_000;

/// Which call this is: repeated calls are equal in all three.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Who asks, such as `officer:7`; keys of different people never meet.
    pub actor: String,
    /// What the client chose.
    pub key: String,
    /// SHA-256 over the call's path and body, hex.
    pub body_hash: String,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The call it answered.
    pub key: Key,
    /// What kind of call it was.
    pub status: String,
    /// JSON.
    pub answer: String,
}

impl From<Model> for Answer {
    fn from(row: Model) -> Self {
        Self {
            key: Key {
                actor: row.actor,
                key: row.key,
                body_hash: row.body_hash.to_string(),
            },
            status: row.status,
            answer: row.answer,
        }
    }
}

/// What is remembered under these keys, whatever body they came with.
///
/// # Errors
/// Whatever the database says.
pub async fn find(db: &impl ConnectionTrait, keys: &[&Key]) -> Result<Vec<Answer>, Error> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let any = keys.iter().fold(Condition::any(), |any, key| {
        any.add(
            Condition::all()
                .add(Column::Actor.eq(key.actor.as_str()))
                .add(Column::Key.eq(key.key.as_str())),
        )
    });
    let rows = Entity::find().filter(any).all(db).await?;
    Ok(rows.into_iter().map(Answer::from).collect())
}

/// Remembers answers. `now` is machine time.
///
/// # Errors
/// [`Error::Overtaken`] when one of the keys was used meanwhile: roll back and look again.
pub async fn remember(
    tx: &impl ConnectionTrait,
    answers: &[Answer],
    now: Instant,
) -> Result<(), Error> {
    let step = remembering(answers, now)?;
    batch::carry_out(tx, step.into_iter().collect()).await
}

/// The same as a step of a batch; none where there is nothing to remember.
pub(super) fn remembering(answers: &[Answer], now: Instant) -> Result<Option<Step>, Error> {
    if answers.is_empty() {
        return Ok(None);
    }
    let mut rows: Vec<Model> = answers
        .iter()
        .map(|answer| Model {
            actor: answer.key.actor.clone(),
            key: answer.key.key.clone(),
            body_hash: Digest::of(&answer.key.body_hash),
            status: answer.status.clone(),
            answer: answer.answer.clone(),
            created_at: micros(now),
        })
        .collect();
    // In one order, so that no two batches wait for each other in a circle.
    rows.sort_by(|one, other| (&one.actor, &one.key).cmp(&(&other.actor, &other.key)));
    // An error would be logged by PostgreSQL; being late is nothing to log.
    let step = Step::insert_new::<Entity>(&rows)?;
    Ok(Some(step.exactly(rows.len())))
}

/// Every remembered answer of one kind, in pages by actor and key: for `verify`.
///
/// # Errors
/// Whatever the database says.
pub async fn of_kind(
    db: &impl ConnectionTrait,
    status: &str,
    after: Option<&Key>,
    limit: u64,
) -> Result<Vec<Answer>, Error> {
    let mut find = Entity::find()
        .filter(Column::Status.eq(status))
        .order_by_asc(Column::Actor)
        .order_by_asc(Column::Key)
        .limit(limit);
    if let Some(after) = after {
        let place = Expr::tuple([Expr::col(Column::Actor), Expr::col(Column::Key)]);
        let last = Expr::tuple([
            Expr::val(after.actor.as_str()),
            Expr::val(after.key.as_str()),
        ]);
        find = find.filter(place.gt(last));
    }
    let rows = find.all(db).await?;
    Ok(rows.into_iter().map(Answer::from).collect())
}

/// Forgets answers from before `before`, machine time; says how many. Call again while there are.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(db: &impl ConnectionTrait, before: Instant) -> Result<u64, Error> {
    let old = Query::select()
        .columns([Column::Actor, Column::Key])
        .from(Entity)
        .and_where(Expr::col(Column::CreatedAt).lt(micros(before)))
        .limit(FORGET_ROWS)
        .take();
    let call = Expr::tuple([Expr::col(Column::Actor), Expr::col(Column::Key)]);
    Ok(Entity::delete_many()
        .filter(call.in_subquery(old))
        .exec(db)
        .await?
        .rows_affected)
}
