//! Applications that are being written: kept under the hash of what their writer holds, for a while.
//!
//! A draft is no request: nobody but its writer sees it, nothing is decided about it, and what is
//! not finished in time is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::entities::filing_draft::{ActiveModel, Column, Entity, Model};
use super::entities::filing_draft_file as file;
use super::{Error, Store, instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::definition::Language;
use crate::domain::facts::Document;
use crate::domain::identifiers::{MaterialKey, OfficerId, RequestId, WorkflowKey};

/// What was written so far; it need not fit the form yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// By field key, as typed where it does not fit.
    #[serde(default)]
    pub form: Map<String, Value>,
    /// The applicant's particulars, by name.
    #[serde(default)]
    pub applicant: BTreeMap<String, String>,
    /// Who files, and on what paper.
    #[serde(default)]
    pub filer: BTreeMap<String, String>,
    /// The officer of the window who writes it for the person at the counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
}

/// An application that is being written.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// SHA-256 of what its writer holds, hex.
    pub token_hash: String,
    /// The service.
    pub workflow: WorkflowKey,
    /// Its version when the draft was last written.
    pub version: u32,
    /// The language it is written in.
    pub language: Language,
    /// The answers so far.
    pub answers: Answers,
    /// The documents so far, already kept.
    pub materials: BTreeMap<MaterialKey, Vec<Document>>,
    /// Under which key it is filed, however often it is sent.
    pub submission_key: String,
    /// The request it became.
    pub filed_as: Option<RequestId>,
    /// How often it was written; guards every update.
    pub revision: u64,
    /// Machine time, as the following two.
    pub created_at: Instant,
    /// When it was last written.
    pub touched_at: Instant,
    /// When it is forgotten.
    pub expires_at: Instant,
}

/// Adds a draft.
///
/// # Errors
/// Whatever the database says.
pub async fn add(tx: &impl ConnectionTrait, draft: &Draft) -> Result<(), Error> {
    let row = row(draft, draft.revision)?;
    Entity::insert(row).exec_without_returning(tx).await?;
    name_files(tx, draft).await
}

/// The draft of this hash, unless it is over.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn find(
    db: &impl ConnectionTrait,
    token_hash: &str,
    now: Instant,
) -> Result<Option<Draft>, Error> {
    let row = Entity::find_by_id(token_hash.to_owned()).one(db).await?;
    row.filter(|row| row.expires_at > micros(now))
        .map(draft)
        .transpose()
}

/// Writes a draft over the revision it was read at.
///
/// # Errors
/// [`Error::Overtaken`] when it was written or forgotten meanwhile: roll back and read it again.
pub async fn save(tx: &impl ConnectionTrait, draft: &Draft) -> Result<(), Error> {
    let row = row(draft, draft.revision + 1)?;
    let written = Entity::update_many()
        .set(row)
        .filter(Column::TokenHash.eq(draft.token_hash.as_str()))
        .filter(Column::Revision.eq(number(draft.revision)))
        .exec(tx)
        .await?;
    if written.rows_affected != 1 {
        return Err(Error::Overtaken);
    }
    unname_files(tx, std::slice::from_ref(&draft.token_hash)).await?;
    name_files(tx, draft).await
}

/// Forgets a draft; nothing happens where there is none.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(tx: &impl ConnectionTrait, token_hash: &str) -> Result<(), Error> {
    unname_files(tx, &[token_hash.to_owned()]).await?;
    Entity::delete_by_id(token_hash.to_owned()).exec(tx).await?;
    Ok(())
}

/// Forgets drafts that are over, at most so many; says how many. Call again while there are.
///
/// # Errors
/// Whatever the database says.
pub async fn purge(store: &Store, now: Instant, limit: u64) -> Result<u64, Error> {
    let tx = store.begin().await?;
    let over: Vec<String> = Entity::find()
        .select_only()
        .column(Column::TokenHash)
        .filter(Column::ExpiresAt.lte(micros(now)))
        .order_by_asc(Column::ExpiresAt)
        .limit(limit)
        .into_tuple()
        .all(&tx)
        .await?;
    if over.is_empty() {
        return Ok(0);
    }
    unname_files(&tx, &over).await?;
    let gone = Entity::delete_many()
        .filter(Column::TokenHash.is_in(over))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}

/// Whether any draft names this file.
///
/// # Errors
/// Whatever the database says.
pub async fn has_file(db: &impl ConnectionTrait, sha256: &str) -> Result<bool, Error> {
    let found = file::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(file::Column::Sha256.eq(sha256))
        .limit(1);
    let found: Vec<i32> = found.into_tuple().all(db).await?;
    Ok(!found.is_empty())
}

async fn name_files(tx: &impl ConnectionTrait, draft: &Draft) -> Result<(), Error> {
    let documents = draft.materials.values().flatten();
    let names: BTreeSet<&str> = documents.map(|document| document.sha256.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let rows = names.into_iter().map(|sha256| file::ActiveModel {
        token_hash: Set(draft.token_hash.clone()),
        sha256: Set(sha256.to_owned()),
    });
    file::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn unname_files(tx: &impl ConnectionTrait, drafts: &[String]) -> Result<(), Error> {
    file::Entity::delete_many()
        .filter(file::Column::TokenHash.is_in(drafts.iter().map(String::as_str)))
        .exec(tx)
        .await?;
    Ok(())
}

fn row(draft: &Draft, revision: u64) -> Result<ActiveModel, Error> {
    Ok(ActiveModel {
        token_hash: Set(draft.token_hash.clone()),
        workflow: Set(draft.workflow.to_string()),
        workflow_version: Set(draft.version.into()),
        language: Set(word(draft.language).to_owned()),
        answers: Set(json(&draft.answers)?),
        materials: Set(json(&draft.materials)?),
        submission_key: Set(draft.submission_key.clone()),
        filed_as: Set(draft.filed_as.map(RequestId::get)),
        revision: Set(number(revision)),
        created_at: Set(micros(draft.created_at)),
        touched_at: Set(micros(draft.touched_at)),
        expires_at: Set(micros(draft.expires_at)),
    })
}

fn draft(row: Model) -> Result<Draft, Error> {
    let filed_as = row.filed_as.map(RequestId::try_from).transpose();
    Ok(Draft {
        workflow: read(&format!("\"{}\"", row.workflow))?,
        version: row.workflow_version.try_into().unwrap_or_default(),
        language: match row.language.as_str() {
            "en" => Language::En,
            _ => Language::Zh,
        },
        answers: read(&row.answers)?,
        materials: read(&row.materials)?,
        submission_key: row.submission_key,
        filed_as: filed_as.map_err(|_| Error::Impossible("a draft became no request"))?,
        revision: row.revision.try_into().unwrap_or_default(),
        created_at: instant(row.created_at),
        touched_at: instant(row.touched_at),
        expires_at: instant(row.expires_at),
        token_hash: row.token_hash,
    })
}

fn word(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}

fn number(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}

fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(Error::Payload)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|cause| Error::Unreadable {
        table: "filing_draft",
        cause,
    })
}
