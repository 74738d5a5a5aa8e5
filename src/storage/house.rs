//! Which house this database belongs to: what a node has to agree with before it joins.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::Error;
use super::entities::house::{ActiveModel, Column, Entity, Model};

/// The only row's key.
const ONLY: i16 = 1;

/// A house as its database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// Its number; random, and no secret.
    pub number: String,
    /// A keyed fingerprint of its signing key.
    pub key_fingerprint: String,
    /// Whether the folder of its files bears the number already.
    pub has_files: bool,
    /// The public half of the key that signs its seals, hex; none until a node has one.
    pub seal_key: Option<String>,
}

/// The house; none before the first start.
///
/// # Errors
/// Whatever the database says.
pub async fn find(db: &impl ConnectionTrait) -> Result<Option<House>, Error> {
    let row = Entity::find_by_id(ONLY).one(db).await?;
    Ok(row.map(house))
}

/// Notes the house, unless another node was first, and says which it is.
///
/// # Errors
/// Whatever the database says.
pub async fn settle(
    db: &impl ConnectionTrait,
    number: &str,
    key_fingerprint: &str,
) -> Result<House, Error> {
    let row = ActiveModel {
        only: Set(ONLY),
        number: Set(number.to_owned()),
        key_fingerprint: Set(key_fingerprint.to_owned()),
        has_files: Set(false),
        seal_key: Set(None),
    };
    let once = OnConflict::column(Column::Only).do_nothing().to_owned();
    Entity::insert_many([row])
        .on_conflict(once)
        .exec_without_returning(db)
        .await?;
    let settled = find(db).await?;
    settled.ok_or(Error::Impossible(
        "a house that was just noted is not there",
    ))
}

/// Notes that the folder of files bears the number from now on. False: another node did before.
///
/// # Errors
/// Whatever the database says.
pub async fn note_files(db: &impl ConnectionTrait) -> Result<bool, Error> {
    let noted = Entity::update_many()
        .col_expr(Column::HasFiles, Expr::value(true))
        .filter(Column::HasFiles.eq(false))
        .exec(db)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// Notes which key signs seals, unless that is known. False: another node did before.
///
/// # Errors
/// Whatever the database says.
pub async fn note_seal_key(db: &impl ConnectionTrait, public: &str) -> Result<bool, Error> {
    let noted = Entity::update_many()
        .col_expr(Column::SealKey, Expr::value(public))
        .filter(Column::SealKey.is_null())
        .exec(db)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// From now on these keys count.
///
/// # Errors
/// Whatever the database says.
pub async fn adopt_keys(
    db: &impl ConnectionTrait,
    key_fingerprint: &str,
    seal_key: Option<&str>,
) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::KeyFingerprint, Expr::value(key_fingerprint))
        .col_expr(Column::SealKey, Expr::value(seal_key.map(str::to_owned)))
        .exec(db)
        .await?;
    Ok(())
}

fn house(row: Model) -> House {
    House {
        number: row.number,
        key_fingerprint: row.key_fingerprint,
        has_files: row.has_files,
        seal_key: row.seal_key,
    }
}
