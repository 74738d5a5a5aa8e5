//! What a batch of commands needs to be decided: one statement, and no lock.

use std::collections::BTreeMap;

use sea_orm::sea_query::Iden;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, Iterable, Statement};
use serde::Serialize;

use super::{Stored, stored};
use crate::domain::identifiers::RequestId;
use crate::storage::entities::{idempotency, request};
use crate::storage::idempotency::{Answer, Key};
use crate::storage::{Error, batch};

/// What one command asks for.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Asked<'a> {
    request_id: Option<i64>,
    actor: Option<&'a str>,
    key: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// The request it is about, and the key it comes under; either may be none.
    #[must_use]
    pub fn of(request: Option<RequestId>, key: Option<&'a Key>) -> Self {
        Self {
            request_id: request.map(RequestId::get),
            actor: key.map(|key| key.actor.as_str()),
            key: key.map(|key| key.key.as_str()),
        }
    }
}

/// What there is.
#[derive(Debug, Default)]
pub struct Known {
    /// The requests; those that are not there are left out.
    pub requests: Vec<Stored>,
    /// What is remembered under the keys, whatever body they came with.
    pub answers: Vec<Answer>,
}

/// Reads what these commands are about. What was read may be old by the time it is written on: a request
/// is guarded by its version, and a key can be remembered but once.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn known(db: &impl ConnectionTrait, asked: &[Asked<'_>]) -> Result<Known, Error> {
    let backend = db.get_database_backend();
    let json = serde_json::to_string(asked).map_err(Error::Payload)?;
    let statement = Statement::from_sql_and_values(backend, text(backend), [json.into()]);
    let (mut requests, mut answers) = (BTreeMap::new(), Vec::new());
    for row in db.query_all_raw(statement).await? {
        let id: Option<i64> = row.try_get(REQUEST, "id")?;
        if let Some(id) = id
            && !requests.contains_key(&id)
        {
            let facts: Option<String> = row.try_get("", "facts")?;
            let row = request::Model::from_query_result(&row, REQUEST)?;
            requests.insert(id, stored(row, facts.as_deref())?);
        }
        let key: Option<String> = row.try_get(ANSWER, "key")?;
        if key.is_some() {
            let row = idempotency::Model::from_query_result(&row, ANSWER)?;
            answers.push(Answer::from(row));
        }
    }
    Ok(Known {
        requests: requests.into_values().collect(),
        answers,
    })
}

const REQUEST: &str = "r_";
const ANSWER: &str = "i_";

fn text(backend: DbBackend) -> String {
    let columns = [("request_id", "bigint"), ("actor", "text"), ("key", "text")];
    let columns = columns.map(|(name, kind)| (name.to_owned(), kind));
    format!(
        "SELECT {}, {}, f.body AS facts FROM {} \
         LEFT JOIN request r ON r.id = new.request_id \
         LEFT JOIN fact f ON f.request_id = new.request_id \
         LEFT JOIN idempotency i ON i.actor = new.actor AND i.key = new.key",
        named::<request::Entity>("r", REQUEST),
        named::<idempotency::Entity>("i", ANSWER),
        batch::rows(&columns, backend, 1),
    )
}

fn named<E: EntityTrait>(table: &str, prefix: &str) -> String {
    let columns = E::Column::iter().map(|column| {
        let column = column.unquoted().to_owned();
        format!("{table}.\"{column}\" AS \"{prefix}{column}\"")
    });
    columns.collect::<Vec<_>>().join(", ")
}
