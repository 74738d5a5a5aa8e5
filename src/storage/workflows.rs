//! Published workflow versions; once published, a version never changes.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::entities::workflow::{ActiveModel, Column, Entity, Model};
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::definition::Workflow;
use crate::domain::identifiers::WorkflowKey;

/// A published version.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The checked definition.
    pub workflow: Workflow,
    /// The file as written.
    pub source: String,
    /// Machine time.
    pub at: Instant,
}

/// What came of publishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publication {
    /// It is new.
    New,
    /// The same version stands already, with the same hash.
    Known,
    /// The version stands with another hash; nothing was changed.
    Differs {
        /// The hash that stands.
        stored: String,
    },
}

/// Publishes a version. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn publish(
    db: &impl ConnectionTrait,
    workflow: &Workflow,
    source: &str,
    now: Instant,
) -> Result<Publication, Error> {
    let row = ActiveModel {
        key: Set(workflow.key.to_string()),
        version: Set(workflow.version as i32),
        hash: Set(workflow.hash.clone()),
        source: Set(source.to_owned()),
        definition: Set(serde_json::to_string(workflow).map_err(Error::Payload)?),
        published_at: Set(micros(now)),
    };
    let known = OnConflict::columns([Column::Key, Column::Version])
        .do_nothing()
        .to_owned();
    let added = Entity::insert_many([row])
        .on_conflict(known)
        .exec_without_returning(db)
        .await?;
    if added == 1 {
        return Ok(Publication::New);
    }
    let place = (workflow.key.to_string(), workflow.version as i32);
    let stored = Entity::find_by_id(place)
        .one(db)
        .await?
        .map(|row| row.hash)
        .unwrap_or_default();
    Ok(if stored == workflow.hash {
        Publication::Known
    } else {
        Publication::Differs { stored }
    })
}

/// One version.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn find(
    db: &impl ConnectionTrait,
    key: &WorkflowKey,
    version: u32,
) -> Result<Option<Published>, Error> {
    let place = (key.to_string(), version as i32);
    Entity::find_by_id(place)
        .one(db)
        .await?
        .map(published)
        .transpose()
}

/// The newest version of a service.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn newest(
    db: &impl ConnectionTrait,
    key: &WorkflowKey,
) -> Result<Option<Published>, Error> {
    Entity::find()
        .filter(Column::Key.eq(key.as_str()))
        .order_by_desc(Column::Version)
        .one(db)
        .await?
        .map(published)
        .transpose()
}

/// The newest version of a service before one.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn before(
    db: &impl ConnectionTrait,
    key: &WorkflowKey,
    version: u32,
) -> Result<Option<Published>, Error> {
    Entity::find()
        .filter(Column::Key.eq(key.as_str()))
        .filter(Column::Version.lt(version as i32))
        .order_by_desc(Column::Version)
        .one(db)
        .await?
        .map(published)
        .transpose()
}

/// Every version of every service, by key and version.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Published>, Error> {
    let rows = Entity::find()
        .order_by_asc(Column::Key)
        .order_by_asc(Column::Version)
        .all(db)
        .await?;
    rows.into_iter().map(published).collect()
}

fn published(row: Model) -> Result<Published, Error> {
    Ok(Published {
        workflow: serde_json::from_str(&row.definition).map_err(|cause| Error::Unreadable {
            table: "workflow",
            cause,
        })?,
        source: row.source,
        at: instant(row.published_at),
    })
}
