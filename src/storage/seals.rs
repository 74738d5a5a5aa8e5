//! Daily seals over the heads of all journals.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::{Deserialize, Serialize};

use super::entities::request;
use super::entities::seal::{ActiveModel, Column, Entity, Model};
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;
use chrono::NaiveDate;

/// Most heads read in one statement.
const PAGE_ROWS: u64 = 10_000;

/// Where one journal ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadOf(
    /// The request.
    pub i64,
    /// Its journal's length.
    pub u64,
    /// The hash of its last line.
    pub String,
);

/// One day's seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The civil day.
    pub day: NaiveDate,
    /// Merkle root over the heads, hex.
    pub root: String,
    /// What was sealed, ordered by request.
    pub heads: Vec<HeadOf>,
    /// Ed25519 over day and root, hex.
    pub signature: String,
    /// When, law's clock.
    pub at: Instant,
}

/// The heads of all journals as they stand, ordered by request.
///
/// # Errors
/// Whatever the database says.
pub async fn heads(db: &impl ConnectionTrait) -> Result<Vec<HeadOf>, Error> {
    let mut heads: Vec<HeadOf> = Vec::new();
    loop {
        let after = heads.last().map_or(-1, |head| head.0);
        let rows: Vec<(i64, i64, String)> = request::Entity::find()
            .select_only()
            .column(request::Column::Id)
            .column(request::Column::Version)
            .column(request::Column::Head)
            .filter(request::Column::Id.gt(after))
            .order_by_asc(request::Column::Id)
            .limit(PAGE_ROWS)
            .into_tuple()
            .all(db)
            .await?;
        let last = (rows.len() as u64) < PAGE_ROWS;
        heads.extend(
            rows.into_iter()
                .map(|(id, version, head)| HeadOf(id, version as u64, head)),
        );
        if last {
            return Ok(heads);
        }
    }
}

/// Stores a seal; whether the day had none before. A day is sealed once.
///
/// # Errors
/// Whatever the database says.
pub async fn add(db: &impl ConnectionTrait, seal: &Seal) -> Result<bool, Error> {
    let row = ActiveModel {
        day: Set(seal.day.to_string()),
        root: Set(seal.root.clone()),
        leaves: Set(seal.heads.len() as i64),
        heads: Set(serde_json::to_string(&seal.heads).map_err(Error::Payload)?),
        signature: Set(seal.signature.clone()),
        at: Set(micros(seal.at)),
    };
    let once = OnConflict::column(Column::Day).do_nothing().to_owned();
    let added = Entity::insert_many([row])
        .on_conflict(once)
        .exec_without_returning(db)
        .await?;
    Ok(added == 1)
}

/// One day's seal.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn find(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Option<Seal>, Error> {
    Entity::find_by_id(day.to_string())
        .one(db)
        .await?
        .map(seal)
        .transpose()
}

/// The days that are sealed, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn days(db: &impl ConnectionTrait) -> Result<Vec<NaiveDate>, Error> {
    let days: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Day)
        .order_by_asc(Column::Day)
        .into_tuple()
        .all(db)
        .await?;
    Ok(days.iter().filter_map(|day| day.parse().ok()).collect())
}

fn seal(row: Model) -> Result<Seal, Error> {
    Ok(Seal {
        day: row
            .day
            .parse()
            .map_err(|_| Error::Impossible("a seal's day is no date"))?,
        root: row.root,
        heads: serde_json::from_str(&row.heads).map_err(|cause| Error::Unreadable {
            table: "seal",
            cause,
        })?,
        signature: row.signature,
        at: instant(row.at),
    })
}
